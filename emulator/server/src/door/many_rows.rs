//! Writes answers of many rows: thousands take the time of many requests, in which the worker would answer no other client.

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// The most rows that are written without handing over the worker's other tasks. They take less than about a
/// millisecond; to hand over takes some microseconds.
const FEW: usize = 50;

/// Runs `write`, which takes time in proportion to `rows`. With many rows another thread takes over the worker's tasks
/// first. A runtime of one thread has none; there everybody waits.
pub(super) fn write<T>(rows: usize, write: impl FnOnce() -> T) -> T {
    let others_wait = Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread;
    match rows > FEW && others_wait {
        true => block_in_place(write),
        false => write(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Whether another task of the same worker runs while `rows` rows are written.
    fn others_run(rows: usize) -> bool {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .build()
            .unwrap();
        let (tell, told) = mpsc::channel();
        let answer = runtime.spawn(async move {
            write(rows, || {
                tokio::spawn(async move { tell.send(()) });
                told.recv_timeout(std::time::Duration::from_millis(500))
                    .is_ok()
            })
        });
        runtime.block_on(answer).unwrap()
    }

    #[test]
    fn a_worker_goes_on_while_many_rows_are_written() {
        assert!(others_run(FEW + 1));
        assert!(!others_run(FEW));
    }

    #[tokio::test]
    async fn a_runtime_of_one_thread_writes_many_rows_itself() {
        assert_eq!(write(FEW + 1, || 7), 7);
    }
}
