//! The emulator measured against raw servers on the same stack. It prints and judges nothing.
//!
//! ```text
//! cargo bench -p dataverse-conformance              # about a minute
//! cargo bench -p dataverse-conformance -- --long    # about eight minutes, less spread
//! ```
//!
//! The emulator is a process of its own: the release binary, or the one that
//! `DATAVERSE_EMULATOR_BIN` names. A raw server ([`raw`]) is a process of its own as well: axum,
//! one thread that commits inserts in groups, one reading connection per thread; it starts from a
//! copy of the emulator's own database, so that tables, indexes and row width are the same by
//! construction, and it sets the same pragmas. Both sides get the same requests over the same
//! number of connections from the same small client.
//!
//! Sides take turns: a round measures each for a short window, the first round is for warming up,
//! every second round goes the other way round. A figure is the median over the rounds with the
//! smallest and the largest; a ratio is taken within each round. Absolute figures drift with the
//! machine: compare ratios.
//!
//! What the lines mean:
//!
//! - *submit, durable*: 202s per second. Each is sent after the commit of the row to a database
//!   file with `--database`, with the operation held before its start, so that nothing but
//!   accepting is measured. Raw: an insert of the same row, answered after the commit.
//! - *submit, temporary*: the same without `--database`; nothing is synced to disk, so that what
//!   the emulator adds shows more.
//! - *submit, completion step*: 202s per second with an asynchronous step on the completion event to
//!   without one; the operations run, and what comes of them shares the machine.
//! - *create, synchronous step*: 204s per second with a synchronous step in process to without one.
//! - *live host beside a dead one*: time from the first submission until every completion was told to
//!   a host, alone and beside another that accepts calls and never answers.
//! - *poll*: GETs of the status monitor per second, on a thousand stored operations. Raw: a select
//!   by the same key.
//! - *poll latency, 1 000 000 to 1 000*: time of a poll over one connection with that many stored
//!   operations (put there by SQL); the ratio says what a thousand times the rows cost.
//! - *life*: time from sending the submission to reading Succeeded, polling without a pause.
//! - *100 000 lives*: operations per second from the first submission to rest, and resident memory
//!   before and after.
//! - *start*: time from spawning the process to the first 202, on a temporary database; *resident
//!   when idle* is its memory (VmRSS, so Linux alone) once that operation has ended.

mod emulator;
mod figure;
mod load;
mod raw;
mod rows;
mod scenes;
mod steps;
mod stopwatch;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Rounds that count; one more goes before them.
    rounds: usize,
    /// How long one side is measured in a round.
    window: Duration,
}

const SHORT: Effort = Effort {
    rounds: 5,
    window: Duration::from_millis(600),
};
const LONG: Effort = Effort {
    rounds: 15,
    window: Duration::from_secs(3),
};

fn main() -> ExitCode {
    // Cargo says `--bench` to every benchmark.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => run(scenes::all(SHORT)),
        ["--long"] => run(scenes::all(LONG)),
        [raw::FLAG, database, durability] => run(raw::serve(database, durability)),
        other => Err(format!("expected no argument or --long, found {other:?}").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("benchmark: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(work: impl Future<Output = Result<(), Box<dyn Error>>>) -> Result<(), Box<dyn Error>> {
    tokio::runtime::Runtime::new()?.block_on(work)
}
