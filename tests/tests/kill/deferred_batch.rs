//! A deferred batch of a thousand requests is atomic with its end: whatever kills the process, either all of its rows
//! are there and the status monitor has the batch's answer, or none of them is and the monitor says that the service
//! ended it. An attempt that was cut off is begun again where rule `interrupted_attempt` says so.

use std::error::Error;
use std::path::{Path, PathBuf};

use dataverse_conformance::command::{Build, Running, StartFailure, executable};
use dataverse_conformance::wire::{Connection, WireRequest};

use crate::plan::Fault;
use crate::process::{self, come_to_rest, end};

/// The most requests of a batch.
const REQUESTS: usize = 1000;

/// Where the process dies. A start commits two groups or three, and a batch three more: submitted, begun, ended. So the
/// groups are those around its acceptance, its beginning and, mostly, its end; the other points are exact.
const DEATHS: [(&str, u64); 8] = [
    ("submit.committed", 1),
    ("start.committed", 1),
    ("attempt.performed", 1),
    ("attempt.committed", 1),
    ("group.written", 3),
    ("group.committed", 4),
    ("group.written", 5),
    ("group.committed", 5),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_deferred_batch_is_atomic_with_its_end() {
    let binary = executable(Build::Debug).expect("the emulator's binary can be built");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    for (number, (point, arrival)) in DEATHS.into_iter().enumerate() {
        for rule in ["error", "rerun"] {
            let home = Home {
                binary: &binary,
                database: directory.path().join(format!("{number}-{rule}.db")),
                rule,
            };
            let fault = Fault { point, arrival };
            let found = live_die_and_look(&home, &fault).await.unwrap();
            println!("{fault}, {rule}: {found:?}");
            assert!(found.is_consistent(rule), "{fault}, {rule}: {found:?}");
        }
    }
}

struct Home<'a> {
    binary: &'a Path,
    database: PathBuf,
    /// The value of the rule `interrupted_attempt`.
    rule: &'static str,
}

/// What is there when all has come to rest.
#[derive(Debug)]
struct Found {
    /// The status of the response, if the batch was acknowledged.
    result: Option<String>,
    rows: usize,
}

impl Found {
    fn is_consistent(&self, rule: &str) -> bool {
        match self.result.as_deref() {
            Some("200") => self.rows == REQUESTS,
            Some("503") => self.rows == 0 && rule == "error",
            Some(_) => false,
            // It may be committed although its acknowledgement did not arrive.
            None => self.rows == 0 || self.rows == REQUESTS,
        }
    }
}

impl Home<'_> {
    async fn start(&self, fault: Option<&Fault>) -> Result<Running, StartFailure> {
        let interrupted = format!("interrupted_attempt={}", self.rule);
        let rules = ["async_protocol=odata", interrupted.as_str()];
        let clock_and_rules = ("manual", &rules[..]);
        process::start(self.binary, &self.database, clock_and_rules, fault).await
    }
}

async fn live_die_and_look(home: &Home<'_>, fault: &Fault) -> Result<Found, Box<dyn Error>> {
    // The first start writes the first rows, and is no part of the story.
    end(home.start(None).await?).await?;
    let monitor = match home.start(Some(fault)).await {
        Ok(emulator) => {
            let monitor = defer(&emulator).await;
            if come_to_rest(emulator.address()).await.is_ok() {
                return Err(format!("{fault} was never reached").into());
            }
            emulator.ended().await?;
            monitor
        }
        Err(StartFailure::Ended(_)) => None,
        Err(failure) => return Err(failure.into()),
    };
    let emulator = home.start(None).await?;
    come_to_rest(emulator.address()).await?;
    let mut connection = Connection::open(emulator.address()).await?;
    let result = match monitor {
        None => None,
        Some(monitor) => {
            let answer = connection.exchange(&WireRequest::get(&monitor)).await?;
            let answer = answer.expect(200)?;
            answer.header("asyncresult").map(str::to_owned)
        }
    };
    let count = WireRequest::get("/api/data/v9.2/annotations/$count");
    let answer = connection.exchange(&count).await?.expect(200)?;
    let rows = String::from_utf8(answer.body)?;
    end(emulator).await?;
    Ok(Found {
        result,
        rows: rows.trim_start_matches('\u{feff}').parse()?,
    })
}

/// Sends the batch; the path of its status monitor, if it was acknowledged.
async fn defer(emulator: &Running) -> Option<String> {
    let part = "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n\
                POST /api/data/v9.2/annotations HTTP/1.1\r\nContent-Type: application/json\r\n\r\n\
                {\"subject\":\"One of many\"}\r\n";
    let body = format!("{}--b--\r\n", part.repeat(REQUESTS));
    let headers = [
        "Prefer: respond-async",
        "Content-Type: multipart/mixed; boundary=b",
    ];
    let request = WireRequest::new("POST", "/api/data/v9.2/$batch", &headers, &body);
    let mut connection = Connection::open(emulator.address()).await.ok()?;
    let answer = connection.exchange(&request).await.ok()?;
    let answer = answer.expect(202).expect("a batch is accepted");
    let location = answer.header("location").expect("a 202 has a location");
    let path = location.find("/api/").map(|at| location[at..].to_owned());
    Some(path.expect("the location is a monitor's"))
}
