//! Every example, run as it is: against an emulator that speaks Dataverse, and against one that speaks OData.
//! Nothing sleeps: the client's own waiting moves the service's clock. Beside them stands what only Dataverse has, and
//! the program that is killed.
#![expect(clippy::unwrap_used, reason = "whatever fails fails the test")]
#![expect(
    clippy::duplicate_mod,
    reason = "each example is a program with its own `support`"
)]

#[path = "examples/dataverse.rs"]
mod dataverse;
#[path = "examples/documented.rs"]
mod documented;
#[path = "examples/organization.rs"]
mod organization;
#[path = "examples/programs.rs"]
mod programs;
#[path = "examples/restart.rs"]
mod restart;
#[path = "examples/served.rs"]
mod served;

use std::sync::Mutex;

use programs::Program;
use serde_json::json;
use served::{Dataverse, OData, Outcome, Served, Work};

/// What an example says when the service does its work like this.
struct Run {
    program: Program,
    work: Work,
    odata: Vec<&'static str>,
    dataverse: Vec<&'static str>,
}

/// Runs an example and holds what it says against `expected`, in which `…` stands for anything.
async fn check(served: &Served, run: &Run, expected: &[&str]) {
    let said = Mutex::new(Vec::new());
    let say = |line: String| said.lock().unwrap().push(line);
    let path = served.path(&run.work).await;
    let ended = run.program.run(&served.client, &path, &say).await;
    let mut said = said.into_inner().unwrap();
    if let Err(error) = ended {
        said.push(format!("error: {error}"));
    }
    let matches = said.len() == expected.len()
        && said
            .iter()
            .zip(expected)
            .all(|(said, expected)| is_like(said, expected));
    let name = served.name;
    assert!(
        matches,
        "{:?} at {name} says {said:#?}, not {expected:#?}",
        run.program
    );
}

/// Whether a line is the expected one, in which `…` stands for anything.
fn is_like(line: &str, expected: &str) -> bool {
    let mut parts = expected.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap()) else {
        return false;
    };
    for part in parts {
        if part.is_empty() {
            return true;
        }
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.is_empty()
}

/// Work that ends with these outputs after so many seconds.
fn done_in(seconds: u64, outputs: serde_json::Value) -> Work {
    Work {
        seconds,
        outcome: Outcome::Outputs(outputs),
        ..Work::default()
    }
}

fn fails_in(seconds: u64) -> Work {
    Work {
        seconds,
        outcome: Outcome::Failure("The report is too old."),
        ..Work::default()
    }
}

fn report() -> serde_json::Value {
    json!({"ReportUrl": "/reports/1"})
}

fn runs() -> Vec<Run> {
    let started = [
        "Operation started asynchronously",
        "Monitor URL: http…",
        "Report generated: /reports/1",
    ];
    let looked = [
        "Status: Pending",
        "Status: Running",
        "Status: Running",
        "Processed 7 records",
    ];
    let export = json!({"FileUrl": "/files/1"});
    let statuses: &[&str] = &[
        "Operation is in progress",
        "Operation completed successfully",
    ];
    let failed = [
        "Async operation failed",
        "Monitor URL: http…",
        "Error details: …The report is too old.",
    ];
    let exported = [
        "Starting export...",
        "Export running asynchronously...",
        "Status: Running",
        "Status: Running",
        "Status: Completed",
        "Export completed successfully",
        "File: /files/1",
    ];
    let run = |program, work, odata: &[&'static str], dataverse: &[&'static str]| Run {
        program,
        work,
        odata: odata.to_vec(),
        dataverse: dataverse.to_vec(),
    };
    let both = |program, work, lines: &[&'static str]| run(program, work, lines, lines);
    vec![
        both(Program::StartAsync, done_in(90, report()), &started),
        both(
            Program::SimpleWait,
            done_in(500, report()),
            &["Report URL: /reports/1"],
        ),
        both(
            Program::ManualPolling,
            done_in(10, json!({"RecordCount": 7})),
            &looked,
        ),
        both(
            Program::ManualPolling,
            fails_in(0),
            &["Status: Pending", "Failed: The report is too old."],
        ),
        both(
            Program::CustomInterval,
            done_in(25, export.clone()),
            &["Looking every 10s", "Exported: /files/1"],
        ),
        run(
            Program::AsyncBatch,
            Work {
                seconds: 60,
                ..Work::batch()
            },
            &[
                "Batch started asynchronously",
                "Batch completed with 2 results",
            ],
            // Dataverse documents no asynchronous batch: it answers at once.
            &[
                "Batch completed synchronously",
                "Batch completed with 2 results",
            ],
        ),
        run(
            Program::WithTimeout,
            done_in(301, report()),
            &["Operation timed out after 300s: Running"],
            &["Operation timed out after 300s: Running"],
        ),
        both(Program::WithTimeout, done_in(300, report()), &["In time"]),
        both(
            Program::CancellationToken,
            Work {
                seconds: 100_000,
                ..done_in(0, report())
            },
            &["Operation was cancelled; kept: its monitor"],
        ),
        both(
            Program::CancelOperation,
            Work {
                waits: 600,
                ..done_in(0, report())
            },
            &["Cancel request accepted: true", "Operation was canceled"],
        ),
        both(Program::OperationStatus, done_in(25, report()), statuses),
        run(
            Program::OperationStatus,
            Work {
                waits: 15,
                ..done_in(25, report())
            },
            statuses,
            &[
                "Operation submitted but not started",
                "Operation is in progress",
                "Operation completed successfully",
            ],
        ),
        both(Program::ErrorHandling, fails_in(90), &failed),
        both(
            Program::ErrorHandling,
            done_in(1_000, report()),
            &[
                "Operation timed out: not finished within 600s, after … looks: Running (monitor: http…",
            ],
        ),
        run(
            Program::ErrorHandling,
            Work::missing(),
            // Whether the path exists is found out when the request is carried out.
            &[
                "Async operation failed",
                "Monitor URL: http…",
                "Error details: …",
            ],
            &["Request failed: 404 - …"],
        ),
        both(Program::CompleteExport, done_in(10, export), &exported),
    ]
}

#[tokio::test]
async fn the_examples_run_at_an_odata_service() {
    for run in runs() {
        check(&OData::serve().await, &run, &run.odata).await;
    }
}

#[tokio::test]
async fn the_examples_run_at_dataverse() {
    for run in runs() {
        check(&Dataverse::serve().await, &run, &run.dataverse).await;
    }
}
