//! The crash test: every acknowledged request survives a `kill -9`.
//!
//! A round runs the emulator's command on a database file and submits operations over several
//! connections. The process dies at a point that a seed chooses; the round starts another process
//! on the same file and waits until it is at rest. Then the round polls every acknowledged
//! operation, stops the emulator, and reads the file: [`witness`] and [`jobs`] check the data.
//!
//! `cargo test` runs twenty-six rounds. These commands run more of them, or one of them again:
//!
//! ```text
//! KILL_POINTS=1000 cargo test -p dataverse-conformance --test kill
//! KILL_FIRST=17 KILL_POINTS=1 cargo test -p dataverse-conformance --test kill
//! ```
#![cfg(unix)]

mod deferred_batch;
mod definitions;
#[cfg(target_os = "linux")]
mod full_disk;
mod imports;
mod jobs;
mod load;
mod plan;
mod process;
mod round;
mod sink;
mod witness;

use std::path::Path;
use std::time::Duration;

use dataverse_conformance::command::{Build, executable};
use futures::StreamExt;

use plan::Plan;
use round::Site;

/// The number of rounds of a plain `cargo test`.
const POINTS: u64 = 26;
/// The limit of a round, in real time.
const PATIENCE: Duration = Duration::from_secs(300);
/// Rounds that run at the same time: the emulator writes on one thread, so two rounds use two
/// cores.
const AT_A_TIME: usize = 2;

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_operations_survive_a_kill_at_any_point() {
    let first = number("KILL_FIRST").unwrap_or(0);
    let points = number("KILL_POINTS").unwrap_or(POINTS);
    let binary = executable(Build::Debug).expect("the emulator's binary can be built");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let site = Site::prepare(&binary, directory.path()).await.unwrap();
    let failures: Vec<String> = futures::stream::iter(first..first + points)
        .map(|seed| fail_or_not(&site, seed))
        .buffer_unordered(AT_A_TIME)
        .filter_map(std::future::ready)
        .collect()
        .await;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[expect(
    clippy::disallowed_methods,
    reason = "an emulator that never comes to rest must fail the test in real time"
)]
async fn fail_or_not(site: &Site<'_>, seed: u64) -> Option<String> {
    let plan = Plan::of(seed);
    let failed = match tokio::time::timeout(PATIENCE, round::run(site, &plan)).await {
        Ok(Ok(report)) => {
            println!("{seed:4}: {plan}: {report}");
            return None;
        }
        Ok(Err(failed)) => failed.to_string(),
        Err(_) => format!("not over after {PATIENCE:?}"),
    };
    Some(format!(
        "{seed:4}: {plan}: {failed}\n      again: KILL_FIRST={seed} KILL_POINTS=1"
    ))
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable}={text} is not a number")))
}

/// The files of a database: the file itself, SQLite's log and its shared memory.
fn database_files(database: &Path) -> impl Iterator<Item = std::path::PathBuf> {
    let name = database.as_os_str().to_owned();
    ["", "-wal", "-shm"].into_iter().map(move |suffix| {
        let mut name = name.clone();
        name.push(suffix);
        name.into()
    })
}
