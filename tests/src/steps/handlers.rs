//! Plug-ins in processes of their own.

use serde_json::Value;
use suite_phrase::phrase;
use tokio::net::TcpSocket;

use crate::exchange::{self, Exchange, Headers, Request, Response};
use crate::failure::Failure;
use crate::handler::Handler;
use crate::world::World;

/// How often the journal is looked at before a request is given up that a handler was to send.
const LOOKS: usize = 20_000;

/// Has a plug-in type handled by a file of `tests/handlers/`, which runs as long as the scenario; or by "Rust", the
/// emulator's own code for it; or by "no process", an address where nothing listens. The address is remembered as
/// `handler`.
#[phrase]
#[given(regex = r#"^the plug-in type "([^"]+)" is handled by "([^"]+)"$"#)]
#[when(regex = r#"^the plug-in type "([^"]+)" is handled by "([^"]+)"$"#)]
async fn handle(world: &mut World, plugin_type: String, by: String) -> Result<(), Failure> {
    bind(world, &[plugin_type], &by).await
}

/// Has all plug-in types of an assembly handled by one process, as for a single type.
#[phrase]
#[given(regex = r#"^the plug-in types of "([^"]+)" are handled by "([^"]+)"$"#)]
async fn handle_all(world: &mut World, assembly: String, by: String) -> Result<(), Failure> {
    let target =
        format!("/api/data/v9.2/plugintypes?$select=typename&$filter=assemblyname eq '{assembly}'");
    let found = exchange::json(&world.glance("GET", &target).await?.response.body)?;
    let rows = found.get("value").and_then(Value::as_array);
    let types: Vec<String> = rows
        .into_iter()
        .flatten()
        .filter_map(|row| Some(row.get("typename")?.as_str()?.to_owned()))
        .collect();
    if types.is_empty() {
        return Err(Failure::step(format!("no plug-in type is of {assembly}")));
    }
    bind(world, &types, &by).await
}

async fn bind(world: &mut World, plugin_types: &[String], by: &str) -> Result<(), Failure> {
    let url = match by {
        "Rust" => return Ok(()),
        "no process" => silent_address(world)?,
        file => {
            let handler = Handler::start(world.assets()?, file).await?;
            let url = handler.url().to_owned();
            world.handlers.push(handler);
            url
        }
    };
    for plugin_type in plugin_types {
        world.organization()?.handle(plugin_type, &url).await?;
    }
    world.references.address(&url, "<handler>");
    world.memory.keep("handler", url);
    Ok(())
}

/// An address where nothing listens: it is taken as long as the scenario lasts, so that no other process comes to listen.
fn silent_address(world: &mut World) -> Result<String, Failure> {
    let failed = |error| Failure::step(format!("there is no free port: {error}"));
    let socket = TcpSocket::new_v4().map_err(failed)?;
    socket.bind(([127, 0, 0, 1], 0).into()).map_err(failed)?;
    let address = socket.local_addr().map_err(failed)?;
    world.silent.push(socket);
    Ok(format!("http://{address}/"))
}

/// Looks at the call of a handler and its answer, as the journal has them, from now on. Calls are counted from 1, in
/// the order in which they ended.
#[phrase]
#[when(regex = r"^handler call (\d+) is looked at$")]
async fn look(world: &mut World, number: usize) -> Result<(), Failure> {
    let calls = world.organization()?.journal("handler").await?;
    let call = number.checked_sub(1).and_then(|at| calls.get(at));
    let call = call.ok_or_else(|| {
        Failure::step(format!(
            "{} calls of handlers have ended, so that there is no call {number}",
            calls.len()
        ))
    })?;
    let text = |at: &str| call.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let body = |at: &str| call.pointer(at).map(Value::to_string).unwrap_or_default();
    let headers = call.pointer("/request/headers").and_then(Value::as_object);
    let headers = headers
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect();
    let status = call.pointer("/answer/status").and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok());
    let exchange = Exchange {
        request: Request {
            method: text("/request/method").to_owned(),
            target: text("/url").to_owned(),
            headers: Headers(headers),
            body: body("/request/body").into_bytes(),
        },
        response: Response {
            status: status.ok_or_else(|| Failure::step(format!("call {number} has no answer")))?,
            headers: Headers::default(),
            body: body("/answer/body").into_bytes(),
        },
    };
    world.called_back(exchange);
    Ok(())
}

/// Waits until the organization has answered this request with this status; a handler sends it by itself.
#[phrase]
#[given(regex = r#"^a request "(\S+ \S+)" has been answered with (\d{3})$"#)]
#[when(regex = r#"^a request "(\S+ \S+)" has been answered with (\d{3})$"#)]
#[then(regex = r#"^a request "(\S+ \S+)" has been answered with (\d{3})$"#)]
async fn answered(world: &mut World, request: String, status: u16) -> Result<(), Failure> {
    for _ in 0..LOOKS {
        let entries = world.organization()?.journal("request").await?;
        let is_it = |entry: &Value| {
            let text = |member: &str| entry.get(member).and_then(Value::as_str);
            let line = format!(
                "{} {}",
                text("method").unwrap_or_default(),
                text("target").unwrap_or_default()
            );
            line == request && entry.get("status").and_then(Value::as_u64) == Some(status.into())
        };
        if entries.iter().any(is_it) {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
    Err(Failure::step(format!(
        "no request {request:?} has been answered with {status}"
    )))
}
