//! The short way to say what most scenarios do: submit, poll, cancel, release, and look at an operation.

use cucumber::gherkin::Step;
use serde_json::{Value, json};
use suite_phrase::phrase;

use super::{sdk, text_of};
use crate::exchange::{Headers, Request, json as parse};
use crate::expectation::{literal, same};
use crate::failure::Failure;
use crate::world::{Caller, World};

/// Submits a custom API, with the body below or an empty one, and insists on a 202. Remembers `operation` and `monitor`,
/// or `x` and `x monitor` where it is submitted as "x".
#[phrase(anywhere)]
#[given(regex = r#"^"([^"]+)" is submitted(?: as "([^"]+)")?$"#)]
#[when(regex = r#"^"([^"]+)" is submitted(?: as "([^"]+)")?$"#)]
async fn submit(world: &mut World, step: &Step, api: String, name: String) -> Result<(), Failure> {
    submit_with(world, step, &api, &name, "respond-async").await
}

/// Submits a custom API with a callback and insists on a 202. Remembers `operation` and `monitor`.
#[phrase(anywhere)]
#[given(regex = r#"^"([^"]+)" is submitted with a callback to "([^"]+)"$"#)]
#[when(regex = r#"^"([^"]+)" is submitted with a callback to "([^"]+)"$"#)]
async fn submit_with_callback(
    world: &mut World,
    step: &Step,
    api: String,
    url: String,
) -> Result<(), Failure> {
    submit_with(
        world,
        step,
        &api,
        "",
        &format!("respond-async, odata.callback; url=\"{url}\""),
    )
    .await
}

async fn submit_with(
    world: &mut World,
    step: &Step,
    api: &str,
    name: &str,
    prefer: &str,
) -> Result<(), Failure> {
    let body = if step.docstring().is_some() {
        text_of(step)?
    } else {
        "{}"
    };
    let request = Request {
        method: "POST".to_owned(),
        target: format!("/api/data/v9.2/{api}"),
        headers: Headers(vec![("Prefer".to_owned(), prefer.to_owned())]),
        body: body.as_bytes().to_vec(),
    };
    let response = world.send(request, Caller::Client).await?.response.clone();
    let id = response.headers.get("x-ms-dyn-backgroundoperationid");
    let (202, Some(id), Some(monitor)) = (response.status, id, response.headers.get("Location"))
    else {
        return Err(world.mismatch(
            "submitting",
            "202 with an id and a location",
            response.status,
        ));
    };
    let (id_name, monitor_name) = if name.is_empty() {
        ("operation".to_owned(), "monitor".to_owned())
    } else {
        (name.to_owned(), format!("{name} monitor"))
    };
    world.memory.keep(&id_name, id);
    world.memory.keep(&monitor_name, monitor);
    Ok(())
}

/// Submits the custom API with an empty body; the answer may be any.
#[phrase(anywhere)]
#[when(regex = r#"^"([^"]+)" is asked for in the background over the (Web API|SDK)$"#)]
async fn ask_for(world: &mut World, api: String, door: String) -> Result<(), Failure> {
    if door == "SDK" {
        return sdk::submit(world, api).await;
    }
    let target = format!("/api/data/v9.2/{api}");
    let prefer = [("Prefer", "respond-async")];
    request(world, "POST", &target, &prefer, "{}").await
}

/// Gets the status monitor of the operation, or of the one that was submitted as "x".
#[phrase(anywhere)]
#[given(regex = r#"^the status monitor(?: of "([^"]+)")? has been polled$"#)]
#[when(regex = r#"^the status monitor(?: of "([^"]+)")? is polled$"#)]
async fn poll(world: &mut World, name: String) -> Result<(), Failure> {
    request(world, "GET", &monitor(&name), &[], "").await
}

/// Reads the operation's row: all columns over the Web API, those of the documentation's sample over the SDK.
#[phrase(anywhere)]
#[when(regex = r"^the row of the operation is read(?: over the (Web API|SDK))?$")]
async fn read(world: &mut World, door: String) -> Result<(), Failure> {
    if door == "SDK" {
        return sdk::poll(world).await;
    }
    request(
        world,
        "GET",
        "/api/data/v9.2/backgroundoperations({operation})",
        &[],
        "",
    )
    .await
}

/// Deletes the status monitor's resource, which cancels the operation.
#[phrase(anywhere)]
#[given(regex = r#"^the operation(?: "([^"]+)")? is canceled at the status monitor$"#)]
#[when(regex = r#"^the operation(?: "([^"]+)")? is canceled at the status monitor$"#)]
async fn cancel_at_monitor(world: &mut World, name: String) -> Result<(), Failure> {
    request(world, "DELETE", &monitor(&name), &[], "").await
}

/// Writes the state and the status that cancel the operation to its row.
#[phrase(anywhere)]
#[given(regex = r"^the operation is canceled in the table(?: over the (Web API|SDK))?$")]
#[when(regex = r"^the operation is canceled in the table(?: over the (Web API|SDK))?$")]
async fn cancel_in_table(world: &mut World, door: String) -> Result<(), Failure> {
    if door == "SDK" {
        return sdk::cancel(world).await;
    }
    let pair = r#"{"backgroundoperationstatecode":2,"backgroundoperationstatuscode":22}"#;
    request(
        world,
        "PATCH",
        "/api/data/v9.2/backgroundoperations({operation})",
        &[("If-Match", "*")],
        pair,
    )
    .await
}

/// Releases what holds the operation, and waits until nothing more happens.
#[phrase(anywhere)]
#[given(regex = r#"^the operation(?: "([^"]+)")? is released$"#)]
#[when(regex = r#"^the operation(?: "([^"]+)")? is released$"#)]
async fn release(world: &mut World, name: String) -> Result<(), Failure> {
    let id = world
        .memory
        .get(if name.is_empty() { "operation" } else { &name })?
        .to_owned();
    world.organization()?.release(&id).await?;
    world.organization()?.settle().await
}

/// The operation's status, as the status monitor tells it; the answer under inspection stays the same.
#[phrase(anywhere)]
#[given(
    regex = r#"^the operation(?: "([^"]+)")? is (Waiting For Resources|In Progress|Canceling|Succeeded|Failed|Canceled)$"#
)]
#[then(
    regex = r#"^the operation(?: "([^"]+)")? is (Waiting For Resources|In Progress|Canceling|Succeeded|Failed|Canceled)$"#
)]
async fn operation_is(world: &mut World, name: String, status: String) -> Result<(), Failure> {
    let expected = match status.as_str() {
        "Waiting For Resources" => (0, 0),
        "In Progress" => (2, 20),
        "Canceling" => (2, 22),
        "Succeeded" => (3, 30),
        "Failed" => (3, 31),
        _ => (3, 32),
    };
    loop {
        let exchange = world.glance("GET", &monitor(&name)).await?;
        let found = parse(&exchange.response.body)?;
        let code = |name: &str| found.get(name).cloned().unwrap_or_default();
        let state = code("backgroundOperationStateCode");
        let pair = (&state, &code("backgroundOperationStatusCode"));
        if pair == (&json!(expected.0), &json!(expected.1)) {
            return Ok(());
        }
        let has_ended = state == json!(3);
        if has_ended || !world.organization()?.looks_again().await? {
            return Err(world.mismatch("the operation", status, found));
        }
    }
}

/// One column of the operation's row; the answer under inspection stays the same.
#[phrase(anywhere)]
#[then(regex = r#"^the operation's "([^"]+)" is (.+)$"#)]
async fn column_is(world: &mut World, column: String, value: String) -> Result<(), Failure> {
    let expected = literal(&world.memory.fill(&value)?);
    let exchange = world
        .glance(
            "GET",
            &format!("/api/data/v9.2/backgroundoperations({{operation}})?$select={column}"),
        )
        .await?;
    let found = parse(&exchange.response.body)?
        .get(&column)
        .cloned()
        .unwrap_or(Value::String("absent".to_owned()));
    if same(&expected, &found) {
        Ok(())
    } else {
        Err(world.mismatch(&format!("column {column}"), expected, found))
    }
}

fn monitor(name: &str) -> String {
    if name.is_empty() {
        "{monitor}".to_owned()
    } else {
        format!("{{{name} monitor}}")
    }
}

async fn request(
    world: &mut World,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<(), Failure> {
    let request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: Headers(
            headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        ),
        body: body.as_bytes().to_vec(),
    };
    world.send(request, Caller::Client).await.map(drop)
}
