//! The load: exports that write an annotation each, and scripted operations that fail, are retried
//! or never answer; half of them with a callback. With every fourth submission the client creates
//! an annotation of its own. Steps run at the end of each operation and at the creation of each
//! annotation, one of them a plug-in that writes a contact for it.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use dataverse_conformance::command::Running;
use dataverse_conformance::registration::{self, HandlerRef, Step, StepRun};
use dataverse_conformance::wire::{Answer, Connection, WireRequest};
use futures::future::join_all;
use tokio::sync::watch;

use crate::plan::{CONNECTIONS, CREATES_EVERY, Pace};
use crate::sink::Sink;

/// The custom API that writes an annotation.
pub(crate) const EXPORT: &str = "sample_ExportDataUsingFetchXmlToAnnotation";

/// The subject of annotations that the client creates.
pub(crate) const OWN_SUBJECT: &str = "of the client";

/// Writes a contact that names the annotation whose creation made the job.
const CONTACT: &str = r#"[{"create":{"table":"contact","row":{"lastname":"{{id}}"}}}]"#;

/// The custom APIs without a plug-in, and the outcome of each attempt.
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

/// The custom API of a submission. Half of the submissions export.
fn custom_api(number: u64) -> &'static str {
    match number % 8 {
        0..=3 => EXPORT,
        4 | 5 => SCRIPTED[0].0,
        6 => SCRIPTED[1].0,
        _ => SCRIPTED[2].0,
    }
}

/// Whether a submission asks for a callback: half of each kind do.
pub(crate) fn calls_back(number: u64) -> bool {
    (number + number / 8).is_multiple_of(2)
}

/// An operation whose 202 has arrived completely.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    /// The number of the submission.
    pub(crate) number: u64,
    /// The id of the operation as the emulator writes ids.
    pub(crate) id: String,
}

/// The acknowledged requests, up to the death of the process.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The operations whose 202 has arrived.
    pub(crate) operations: Vec<Acknowledged>,
    /// The ids of annotations whose 204 has arrived.
    pub(crate) annotations: Vec<String>,
}

/// Creates the scripted custom APIs and the steps. Each round sets the address that its steps call.
/// `completions` says whether the jobs of completion events stay.
pub(crate) async fn define(emulator: &Running, completions: StepRun) -> io::Result<()> {
    let mut connection = Connection::open(emulator.address()).await?;
    for (name, _) in SCRIPTED {
        let body = format!(
            r#"{{"uniquename":"{name}","name":"{name}","displayname":"{name}","description":"{name}","bindingtype":0,"isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,"iscustomizable":{{"Value":false}}}}"#
        );
        let request = WireRequest::new("POST", "/api/data/v9.2/customapis", &[], &body);
        connection.exchange(&request).await?.expect(204)?;
    }
    let hook = registration::webhook(&mut connection, "http://127.0.0.1:9/").await?;
    let followed = [
        ("OnBackgroundOperationComplete", "", completions),
        ("Create", "annotation", StepRun::Later),
    ];
    for (message, table, run) in followed {
        let handler = HandlerRef::Webhook(&hook);
        let step = Step {
            message,
            table,
            run,
            handler,
        };
        registration::step(&mut connection, &step).await?;
    }
    // The row of such a job goes when it has succeeded, so that each annotation has one job left.
    let writing = Step {
        message: "Create",
        table: "annotation",
        run: StepRun::LaterUnkept,
        handler: HandlerRef::Scripted(CONTACT),
    };
    registration::step(&mut connection, &writing).await?;
    Ok(())
}

/// Sets the scripts of the custom APIs, which the emulator forgets when its process ends.
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
        let request = WireRequest::new("PUT", &target, &[], &behavior);
        connection.exchange(&request).await?.expect(204)?;
    }
    Ok(())
}

/// Submits `operations` operations over several connections, or fewer if the process dies; adds one
/// to `observed` for each answer.
///
/// # Errors
/// An answer that is neither the 202 of an operation nor the 204 of a row. A broken connection is no error: it means
/// that the process has died.
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

/// The answer, or `None` if the process has died.
async fn answered(
    connection: &mut Connection,
    request: &WireRequest,
    status: u16,
) -> io::Result<Option<Answer>> {
    match connection.exchange(request).await {
        Ok(answer) => answer.expect(status).map(Some),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(error),
        Err(_) => Ok(None),
    }
}

/// Whether the client creates an annotation with this submission.
fn creates(number: u64) -> bool {
    number.is_multiple_of(CREATES_EVERY)
}

fn creation() -> WireRequest {
    let row = format!(r#"{{"subject":"{OWN_SUBJECT}"}}"#);
    WireRequest::new("POST", "/api/data/v9.2/annotations", &[], &row)
}

fn request(number: u64, sink: &Sink) -> WireRequest {
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
    WireRequest::new("POST", &target, &[&preference], body)
}

fn operation(answer: &Answer) -> io::Result<String> {
    answer
        .header("x-ms-dyn-backgroundoperationid")
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other(format!("a 202 that names no operation: {}", answer.head)))
}
