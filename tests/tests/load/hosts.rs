//! A host that never answers beside a host that does.

use crate::emulator::{Emulator, Outcome};
use crate::receiver::{Gate, Receiver};

const OPERATIONS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn every_call_of_a_live_host_arrives_while_all_of_a_dead_one_hang() -> Outcome {
    let emulator = Emulator::start().await?;
    let (dead, live) = (
        Receiver::open(Gate::Closed).await?,
        Receiver::open(Gate::Open).await?,
    );
    // With a single queue the dead host's jobs would come first.
    let dying = emulator.follow_completions(&dead.url).await?;
    let living = emulator.follow_completions(&live.url).await?;
    emulator.submit(OPERATIONS).await?;
    live.arrivals(OPERATIONS).await;
    emulator.idle().await?;

    let all = OPERATIONS as i64;
    assert_eq!(live.operations(), OPERATIONS);
    assert_eq!(emulator.jobs(&living, 30)?, all);
    let hanging = dead.arrived() as i64;
    assert!(hanging > 0);
    assert_eq!(emulator.jobs(&dying, 20)?, hanging);
    assert_eq!(emulator.jobs(&dying, 0)?, all - hanging);
    Ok(())
}
