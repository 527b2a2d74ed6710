//! What is submitted: exports that write an annotation each, and scripted operations that fail,
//! are retried or never answer; every second one with a callback.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::{Answer, Connection, Request};
use futures::future::join_all;
use tokio::sync::watch;

use crate::plan::{CONNECTIONS, Pace};
use crate::sink::Sink;

/// The custom API that writes an annotation.
pub(crate) const EXPORT: &str = "sample_ExportDataUsingFetchXmlToAnnotation";

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

/// Creates the scripted custom APIs.
pub(crate) async fn define(emulator: &Running) -> io::Result<()> {
    let mut connection = Connection::open(emulator.address()).await?;
    for (name, _) in SCRIPTED {
        let body = format!(
            r#"{{"uniquename":"{name}","name":"{name}","displayname":"{name}","description":"{name}","bindingtype":0,"isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,"iscustomizable":{{"Value":false}}}}"#
        );
        let request = Request::new("POST", "/api/data/v9.2/customapis", &[], &body);
        connection.exchange(&request).await?.expect(204)?;
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
/// acknowledge; adds one to `observed` for each.
///
/// # Errors
/// An answer that is no 202. That the connection breaks is no error: it says that the process
/// has died.
pub(crate) async fn submit(
    address: SocketAddr,
    operations: u64,
    sink: &Sink,
    observed: &watch::Sender<u64>,
) -> io::Result<Vec<Acknowledged>> {
    let next = AtomicU64::new(0);
    let connections =
        (0..CONNECTIONS).map(|_| submit_in_turn(address, operations, &next, sink, observed));
    let acknowledged: io::Result<Vec<_>> = join_all(connections).await.into_iter().collect();
    Ok(acknowledged?.concat())
}

async fn submit_in_turn(
    address: SocketAddr,
    operations: u64,
    next: &AtomicU64,
    sink: &Sink,
    observed: &watch::Sender<u64>,
) -> io::Result<Vec<Acknowledged>> {
    let mut acknowledged = Vec::new();
    let Ok(mut connection) = Connection::open(address).await else {
        return Ok(acknowledged);
    };
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= operations {
            return Ok(acknowledged);
        }
        let answer = match connection.exchange(&request(number, sink)).await {
            Ok(answer) => answer.expect(202)?,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(error),
            Err(_) => return Ok(acknowledged),
        };
        let id = operation(&answer)?;
        acknowledged.push(Acknowledged { number, id });
        observed.send_modify(|observed| *observed += 1);
    }
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
