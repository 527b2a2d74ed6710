//! What is submitted: exports that write an annotation each, and scripted operations that fail,
//! are retried or never answer; every second one with a callback. Beside every fourth one the client
//! creates an annotation of its own. Steps follow the end of each operation and each annotation.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use dataverse_conformance::command::Running;
use dataverse_conformance::registration::{self, Handler, Run, Step};
use dataverse_conformance::wire::{Answer, Connection, Request};
use futures::future::join_all;
use tokio::sync::watch;

use crate::plan::{CONNECTIONS, CREATES_EVERY, Pace};
use crate::sink::Sink;

/// The custom API that writes an annotation.
pub(crate) const EXPORT: &str = "sample_ExportDataUsingFetchXmlToAnnotation";

/// The subject of annotations that the client creates.
pub(crate) const OWN_SUBJECT: &str = "of the client";

/// Custom APIs without a plug-in, and how each attempt of theirs ends.
const SCRIPTED: [(&str, &str); 3] = [
    (
        "crash_Flaky",
        r#"[{"fail":{"code":"0x80040265","message":"not yet"}},{"return":{}}]"#,
    ),
    (
        "crash_Failing",
        r#"[{"fail":{"code":"0x80040265","message":"never"}}]"#,
    ),
    ("crash_Silent", r#"["never",{"return":{}}]"#),
];

/// The custom API of a submission: half of them export.
fn custom_api(number: u64) -> &'static str {
    match number % 8 {
        0..=3 => EXPORT,
        4 | 5 => SCRIPTED[0].0,
        6 => SCRIPTED[1].0,
        _ => SCRIPTED[2].0,
    }
}

/// Whether a callback was asked for; it is for half of each kind.
pub(crate) fn calls_back(number: u64) -> bool {
    (number + number / 8).is_multiple_of(2)
}

/// An operation whose 202 has arrived whole.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    /// The number of the submission.
    pub(crate) number: u64,
    /// The id of the operation, as the emulator wrote it.
    pub(crate) id: String,
}

/// What was acknowledged, by the time the process died.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Operations whose 202 has arrived.
    pub(crate) operations: Vec<Acknowledged>,
    /// Ids of annotations whose 204 has arrived.
    pub(crate) annotations: Vec<String>,
}

/// Creates the scripted custom APIs, and the steps; they post to an address that each round has its
/// own of. The jobs of completion events are kept or not.
pub(crate) async fn define(emulator: &Running, completions: Run) -> io::Result<()> {
    let mut connection = Connection::open(emulator.address()).await?;
    for (name, _) in SCRIPTED {
        let body = format!(
            r#"{{"uniquename":"{name}","name":"{name}","displayname":"{name}","description":"{name}","bindingtype":0,"isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,"iscustomizable":{{"Value":false}}}}"#
        );
        let request = Request::new("POST", "/api/data/v9.2/customapis", &[], &body);
        connection.exchange(&request).await?.expect(204)?;
    }
    let hook = registration::webhook(&mut connection, "http://127.0.0.1:9/").await?;
    let followed = [
        ("OnBackgroundOperationComplete", "", completions),
        ("Create", "annotation", Run::Later),
    ];
    for (message, table, run) in followed {
        let handler = Handler::Webhook(&hook);
        let step = Step {
            message,
            table,
            run,
            handler,
        };
        registration::step(&mut connection, &step).await?;
    }
    Ok(())
}

/// Prescribes how the custom APIs behave. That is forgotten when the process ends.
pub(crate) async fn prescribe(emulator: &Running, pace: Pace) -> io::Result<()> {
    let (export, scripted) = match pace {
        Pace::Prompt => (r#""immediately""#, r#""immediately""#),
        Pace::Slow => (r#"{"after":"PT1S"}"#, r#""immediately""#),
        Pace::TooSlow => (r#"{"after":"PT3M"}"#, r#""immediately""#),
        Pace::Together => (r#"{"after":"PT1S"}"#, r#"{"after":"PT1S"}"#),
    };
    let behaviors = SCRIPTED
        .map(|(name, outcomes)| (name, scripted, outcomes))
        .into_iter()
        .chain([(EXPORT, export, "[]")]);
    let mut connection = Connection::open(emulator.address()).await?;
    for (name, finish, outcomes) in behaviors {
        let target = format!("/_emulator/v1/custom-apis/{name}/behavior");
        let behavior = format!(r#"{{"finish":{finish},"outcomes":{outcomes}}}"#);
        let request = Request::new("PUT", &target, &[], &behavior);
        connection.exchange(&request).await?.expect(204)?;
    }
    Ok(())
}

/// Submits so many operations over several connections, or as many as the process lives to
/// acknowledge; adds one to `observed` for each answer.
///
/// # Errors
/// An answer that is neither the 202 of an operation nor the 204 of a row. That the connection
/// breaks is no error: it says that the process has died.
pub(crate) async fn submit(
    address: SocketAddr,
    operations: u64,
    sink: &Sink,
    observed: &watch::Sender<u64>,
) -> io::Result<Record> {
    let next = AtomicU64::new(0);
    let connections =
        (0..CONNECTIONS).map(|_| submit_in_turn(address, operations, &next, sink, observed));
    let mut whole = Record::default();
    for record in join_all(connections).await {
        let record = record?;
        whole.operations.extend(record.operations);
        whole.annotations.extend(record.annotations);
    }
    Ok(whole)
}

async fn submit_in_turn(
    address: SocketAddr,
    operations: u64,
    next: &AtomicU64,
    sink: &Sink,
    observed: &watch::Sender<u64>,
) -> io::Result<Record> {
    let mut record = Record::default();
    let Ok(mut connection) = Connection::open(address).await else {
        return Ok(record);
    };
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= operations {
            return Ok(record);
        }
        let Some(answer) = answered(&mut connection, &request(number, sink), 202).await? else {
            return Ok(record);
        };
        let id = operation(&answer)?;
        record.operations.push(Acknowledged { number, id });
        observed.send_modify(|observed| *observed += 1);
        if creates(number) {
            let Some(answer) = answered(&mut connection, &creation(), 204).await? else {
                return Ok(record);
            };
            record.annotations.push(registration::created(&answer)?);
            observed.send_modify(|observed| *observed += 1);
        }
    }
}

/// The answer, unless the process has died.
async fn answered(
    connection: &mut Connection,
    request: &Request,
    status: u16,
) -> io::Result<Option<Answer>> {
    match connection.exchange(request).await {
        Ok(answer) => answer.expect(status).map(Some),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(error),
        Err(_) => Ok(None),
    }
}

/// Whether the client creates an annotation beside a submission.
fn creates(number: u64) -> bool {
    number.is_multiple_of(CREATES_EVERY)
}

fn creation() -> Request {
    let row = format!(r#"{{"subject":"{OWN_SUBJECT}"}}"#);
    Request::new("POST", "/api/data/v9.2/annotations", &[], &row)
}

fn request(number: u64, sink: &Sink) -> Request {
    let custom_api = custom_api(number);
    let target = format!("/api/data/v9.2/{custom_api}");
    let preference = match calls_back(number) {
        true => format!(
            "Prefer: respond-async, odata.callback; url=\"{}\"",
            sink.url(number)
        ),
        false => "Prefer: respond-async".to_owned(),
    };
    let body = match custom_api {
        EXPORT => {
            r#"{"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}"#
        }
        _ => "{}",
    };
    Request::new("POST", &target, &[&preference], body)
}

fn operation(answer: &Answer) -> io::Result<String> {
    answer
        .header("x-ms-dyn-backgroundoperationid")
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other(format!("a 202 that names no operation: {}", answer.head)))
}
