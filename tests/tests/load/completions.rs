//! Many operations with a step on the completion event, whose receiver does not answer until all have ended.

use crate::emulator::{Emulator, Outcome};
use crate::receiver::{Gate, Receiver};

/// The number of operations of a plain `cargo test`; the variable `LOAD` sets another.
const OPERATIONS: usize = 2_000;
/// The number of operations before the first look at the memory.
const BEFORE: usize = 1_000;
/// Queued work waits on disk: the largest growth of memory per operation with its job.
const BYTES_EACH: i64 = 1024;
/// The largest number of concurrent calls to one host.
const AT_ONCE: i64 = 16;

#[tokio::test(flavor = "multi_thread")]
async fn the_job_of_every_completion_is_accounted_for_and_waits_on_disk() -> Outcome {
    let operations = match std::env::var("LOAD") {
        Ok(number) => number.parse()?,
        Err(_) => OPERATIONS,
    };
    let emulator = Emulator::start().await?;
    let receiver = Receiver::open(Gate::Closed).await?;
    let step = emulator.follow_completions(&receiver.url).await?;
    emulator.fill_journal().await?;
    emulator.submit(BEFORE).await?;
    emulator.idle().await?;
    let before = emulator.resident_bytes()?;
    emulator.submit(operations).await?;
    emulator.idle().await?;
    let growth = emulator.resident_bytes()? - before;

    let all = (BEFORE + operations) as i64;
    let ended = "SELECT count(*) FROM backgroundoperation WHERE backgroundoperationstatuscode = 30";
    assert_eq!(emulator.count(ended)?, all);
    assert_eq!(emulator.count("SELECT count(*) FROM emulator_event")?, 0);
    let (running, ready) = (emulator.jobs(&step, 20)?, emulator.jobs(&step, 0)?);
    assert_eq!((running, ready), (AT_ONCE, all - AT_ONCE));
    assert_eq!(receiver.arrived() as i64, AT_ONCE);
    println!("{operations} operations and jobs more: {growth} bytes more are resident");
    assert!(growth < operations as i64 * BYTES_EACH, "{growth} bytes");

    receiver.answer();
    emulator.rest().await?;
    assert_eq!(emulator.jobs(&step, 30)?, all);
    assert_eq!(emulator.count("SELECT count(*) FROM asyncoperation")?, all);
    assert_eq!(receiver.operations() as i64, all);
    assert_eq!(receiver.arrived() as i64, all);
    Ok(())
}
