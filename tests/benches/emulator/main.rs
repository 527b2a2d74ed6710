//! Measures the emulator beside raw servers on the same stack. The benchmark prints figures and judges none.
//!
//! ```text
//! cargo bench -p dataverse-conformance                              # everything
//! cargo bench -p dataverse-conformance -- --long                    # more rounds, less spread
//! cargo bench -p dataverse-conformance -- --only submit,poll-rate   # these figures alone
//! cargo bench -p dataverse-conformance -- --against PATH            # beside another binary
//! cargo bench -p dataverse-conformance -- --stub URL                # beside a canned stub
//! ```
//!
//! The emulator is a process of its own: the release binary, or the one that
//! `DATAVERSE_EMULATOR_BIN` names. A raw server ([`raw`]) is a process of its own as well: axum,
//! one thread that commits inserts in groups, one reading connection per thread; it starts from a
//! copy of the emulator's own database, so that tables, indexes and row width are the same by
//! construction, and it sets the same pragmas. Both sides get the same requests over the same
//! number of connections from the same small client.
//!
//! Sides take turns: a round measures each side for a short window, the first round is for warming
//! up, every second round measures the sides in the opposite order. A figure is the median over the
//! rounds with the smallest and the largest value; a ratio is taken within each round. Absolute
//! figures drift with the machine: compare ratios.
//!
//! `--against PATH` measures a second binary in the same rounds. Each binary has databases and raw
//! servers of its own. Below every line stand the line of the second binary (*against*) and the
//! quotient of the two, taken within each round: of the ratios where the line has one, else of the
//! values. Build the second binary with `cargo build --release -p dataverse-emulator` in another
//! worktree.
//!
//! `--stub URL` measures a server beside the emulator that stores nothing and gives a canned answer.
//! Start it before; it must answer `POST /api/data/v9.2/bench_Note` with 202 and a `Content-Length`.
//! WireMock, which needs a Java runtime, does so in an empty folder:
//!
//! ```text
//! npm install wiremock && mkdir mappings
//! echo '{"request": {"method": "POST", "urlPath": "/api/data/v9.2/bench_Note"},
//!        "response": {"status": 202, "headers": {"Preference-Applied": "respond-async"}}}' \
//!   > mappings/bench_Note.json
//! npx wiremock --port 8089 --no-request-journal --use-chunked-encoding never
//! cargo bench -p dataverse-conformance -- --only submit-temporary --stub http://127.0.0.1:8089
//! ```
//!
//! A Java process becomes faster for about a minute: take the second run, or `--long`.
//!
//! What the lines mean; `--only` takes the names in parentheses, or the beginning of one up to a hyphen:
//!
//! - *start to first 202* (`start`): time from spawning the process to the first 202, on a temporary
//!   database; *resident when idle* is its memory (VmRSS, so Linux alone) once that operation has
//!   ended.
//! - *open an organization* (`open`): time of `POST /_emulator/v1/organizations` in a running process,
//!   on a temporary database, until its 201; *open to first 202* is the time from the same moment
//!   until the new organization has accepted an operation. A value is the median of a window.
//! - *submit, durable* (`submit-durable`): 202s per second. Each is sent after the commit of the row
//!   to a database file with `--database`, with the operation held before its start, so that only
//!   accepting is measured. Raw: an insert of the same row, answered after the commit.
//! - *submit, temporary* (`submit-temporary`): the same without `--database`; nothing is synced to
//!   disk, so that the emulator's own cost is a larger part. *submit, canned stub*: the emulator's
//!   202s beside the stub's; only with `--stub`.
//! - *submit, completion step* (`step-completion`): 202s per second with an asynchronous step on the
//!   completion event to without one; the operations run, and their steps use the same machine.
//! - *create, synchronous step* (`step-synchronous`): 204s per second with a synchronous step in
//!   process to without one.
//! - *live host beside a dead one* (`hosts`): time from the first submission until every completion was
//!   sent to a host, alone and beside another host that accepts calls and never answers.
//! - *poll* (`poll-rate`): GETs of the status monitor per second, on a thousand stored operations. Raw:
//!   a select by the same key.
//! - *poll latency, 1 000 000 to 1 000* (`poll-latency`): time of a poll over one connection with that
//!   many stored operations (put there by SQL); the ratio says what a thousand times the rows cost.
//! - *query, …* (`queries`): time of a query of 100 000 accounts over one connection. Bare: the statement that reads
//!   the same columns of the same file in this process: for *page of 5 000* without an order, and for *by key* in the
//!   order in which pages follow each other.
//! - *create 1 000 rows* (`many-rows`): rows per second of one CreateMultiple beside those of as many requests, one
//!   after the other, into a database file.
//! - *definitions, …* (`definition-reads`): time of a request for definitions.
//! - *start with 300 own tables* (`definition-starts`): time from spawning the process on a file that has as many tables
//!   of its own to the first answer, beside a file without.
//! - *life* (`life`): time from sending the submission to reading Succeeded, polling without a pause. A
//!   value is the median of a window.
//! - *100 000 lives* (`lives`): operations per second from the first submission to rest, and resident
//!   memory before and after. Measured once.

mod arguments;
mod definitions;
mod emulator;
mod figure;
mod hosts;
mod life;
mod load;
mod many_rows;
mod play;
mod polls;
mod queries;
mod raw;
mod rows;
mod scenes;
mod starts;
mod steps;
mod stopwatch;
mod submits;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Role};

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("benchmark: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Outcome {
    tokio::runtime::Runtime::new()?.block_on(async {
        match arguments.role()? {
            Role::Raw(database, durability) => raw::serve(&database, &durability).await,
            Role::Benchmark(plan) => scenes::all(&plan).await,
        }
    })
}
