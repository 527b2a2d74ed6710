//! Registers webhooks and steps over the bare wire, for tests of the emulator as a process.
//!
//! This module knows the rows of a step and how to find the rows that they refer to. The emulator
//! decides what a step does.

use std::io;

use serde_json::json;

use crate::wire::{Answer, Connection, WireRequest};

/// The id of the scripted plug-in, whose actions are the configuration of its step. Every emulator
/// has it.
const SCRIPTED_PLUGIN: &str = "5c2197ed-0000-4000-8000-000000000001";

/// A step to register.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// The name of its message.
    pub message: &'a str,
    /// The logical name of its table; empty for a message without a table.
    pub table: &'a str,
    /// When it runs.
    pub run: StepRun,
    /// Its event handler.
    pub handler: HandlerRef<'a>,
}

/// When a step runs. Every variant is PostOperation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepRun {
    /// Synchronously, within the request.
    Within,
    /// Asynchronously, as a system job whose row stays.
    Later,
    /// Asynchronously, as a system job whose row is deleted after success.
    LaterUnkept,
}

/// The event handler of a step.
#[derive(Debug, Clone, Copy)]
pub enum HandlerRef<'a> {
    /// A webhook, by the id of its service endpoint.
    Webhook(&'a str),
    /// The scripted plug-in, with its actions.
    Scripted(&'a str),
}

/// Registers a webhook at a URL. Returns the id of the service endpoint.
///
/// # Errors
/// When the exchange fails or the emulator refuses.
pub async fn webhook(connection: &mut Connection, url: &str) -> io::Result<String> {
    let row = json!({
        "name": "Hook", "url": url, "contract": 8, "authtype": 4, "authvalue": "key",
        "path": "", "solutionnamespace": "",
    });
    create(connection, "serviceendpoints", &row.to_string()).await
}

/// Registers a step. Returns its id.
///
/// # Errors
/// When the exchange fails, message or table do not exist, or the emulator refuses.
pub async fn step(connection: &mut Connection, step: &Step<'_>) -> io::Result<String> {
    let message = format!("name eq '{}'", step.message);
    let message = find(connection, "sdkmessages", "sdkmessageid", &message).await?;
    let (mode, unkept) = match step.run {
        StepRun::Within => (0, false),
        StepRun::Later => (1, false),
        StepRun::LaterUnkept => (1, true),
    };
    let mut row = json!({
        "name": "Step", "stage": 40, "mode": mode, "rank": 1, "supporteddeployment": 0,
        "asyncautodelete": unkept, "sdkmessageid@odata.bind": format!("/sdkmessages({message})"),
    });
    if !step.table.is_empty() {
        let table = step.table;
        let filter =
            format!("_sdkmessageid_value eq {message} and primaryobjecttypecode eq '{table}'");
        let filter = find(
            connection,
            "sdkmessagefilters",
            "sdkmessagefilterid",
            &filter,
        )
        .await?;
        row["sdkmessagefilterid@odata.bind"] = format!("/sdkmessagefilters({filter})").into();
    }
    match step.handler {
        HandlerRef::Webhook(id) => {
            row["eventhandler_serviceendpoint@odata.bind"] =
                format!("/serviceendpoints({id})").into();
        }
        HandlerRef::Scripted(actions) => {
            row["eventhandler_plugintype@odata.bind"] =
                format!("/plugintypes({SCRIPTED_PLUGIN})").into();
            row["configuration"] = actions.into();
        }
    }
    create(connection, "sdkmessageprocessingsteps", &row.to_string()).await
}

/// Creates a row. Returns its id.
///
/// # Errors
/// When the exchange fails or the emulator refuses.
pub async fn create(connection: &mut Connection, set: &str, row: &str) -> io::Result<String> {
    let target = format!("/api/data/v9.2/{set}");
    let request = WireRequest::new("POST", &target, &[], row);
    created(&connection.exchange(&request).await?.expect(204)?)
}

/// The id in the `OData-EntityId` of an answer.
///
/// # Errors
/// When the answer has no such header.
pub fn created(answer: &Answer) -> io::Result<String> {
    answer
        .header("odata-entityid")
        .and_then(|url| url.strip_suffix(')')?.rsplit_once('(').map(|(_, id)| id))
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other(format!("an answer that names no row: {}", answer.head)))
}

async fn find(
    connection: &mut Connection,
    set: &str,
    key: &str,
    filter: &str,
) -> io::Result<String> {
    let filter = filter.replace(' ', "%20");
    let target = format!("/api/data/v9.2/{set}?$select={key}&$filter={filter}");
    let answer = connection.exchange(&WireRequest::get(&target)).await?;
    let found = answer.expect(200)?.json()?;
    match found["value"][0][key].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => Err(io::Error::other(format!("no row at {target}: {found}"))),
    }
}
