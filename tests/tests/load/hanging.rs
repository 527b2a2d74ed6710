//! Requests that hang in a synchronous step do not hold up other requests.

use std::error::Error;

use dataverse_conformance::registration::{self, StepRun};
use dataverse_conformance::wire::WireRequest;
use futures::future::{join, try_join_all};

use crate::emulator::{Emulator, Outcome, submission};
use crate::receiver::{Gate, Receiver};

/// The number of requests that run code at the same time; a further one waits until one of them ends.
const TURNS: usize = 128;
/// The largest number of concurrent calls to one host.
const AT_ONCE: usize = 16;

/// Makes this number of requests hang in a step, sends all other kinds of requests meanwhile, and releases the hanging
/// ones.
async fn hang(requests: usize) -> Outcome {
    let emulator = Emulator::start().await?;
    let receiver = Receiver::open(Gate::Closed).await?;
    let url = &receiver.url;
    emulator
        .follow("Create", "account", StepRun::Within, url)
        .await?;
    let creations = (0..requests).map(async |number| {
        let mut connection = emulator.connect().await?;
        let row = format!(r#"{{"name":"hanging {number}"}}"#);
        registration::create(&mut connection, "accounts", &row).await?;
        Ok::<(), Box<dyn Error>>(())
    });
    let beside = async {
        emulator.under_way(requests).await?;
        receiver.arrivals(AT_ONCE).await;
        everything_else(&emulator).await?;
        assert_eq!(receiver.arrived(), AT_ONCE);
        let hanging = "SELECT count(*) FROM account WHERE name LIKE 'hanging %'";
        assert_eq!(emulator.count(hanging)?, 0);
        receiver.answer();
        Ok::<(), Box<dyn Error>>(())
    };
    let (created, others) = join(try_join_all(creations), beside).await;
    created?;
    others?;
    let created = "SELECT count(*) FROM account WHERE name LIKE 'hanging %'";
    assert_eq!(emulator.count(created)?, requests as i64);
    assert_eq!(receiver.arrived(), requests);
    Ok(())
}

/// Writes, reads, queries, submits, and polls until success.
async fn everything_else(emulator: &Emulator) -> Outcome {
    let mut connection = emulator.connect().await?;
    let contact = r#"{"lastname":"Beside"}"#;
    let id = registration::create(&mut connection, "contacts", contact).await?;
    for target in [
        format!("/api/data/v9.2/contacts({id})?$select=lastname"),
        "/api/data/v9.2/contacts?$select=lastname".to_owned(),
        "/api/data/v9.2/accounts?$select=name".to_owned(),
    ] {
        let read = connection.exchange(&WireRequest::get(&target)).await?;
        read.expect(200)?;
    }
    let accepted = connection.exchange(&submission()).await?.expect(202)?;
    let operation = accepted
        .header("x-ms-dyn-backgroundoperationid")
        .ok_or("a 202 that names no operation")?;
    let poll = WireRequest::get(&format!("/api/backgroundoperation/{operation}"));
    loop {
        let state = connection.exchange(&poll).await?.expect(200)?.json()?;
        if state["backgroundOperationStatusCode"] == 30 {
            return Ok(());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_requests_that_hang_in_a_step_hold_up_nobody_else() -> Outcome {
    hang(100).await
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_beyond_the_turns_of_code_wait_in_order_and_hold_up_nobody_else() -> Outcome {
    hang(TURNS + 32).await
}
