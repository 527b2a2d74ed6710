//! Requests that OData defers: accepted, held by a script, and their responses unwrapped.

use cucumber::gherkin::Step;
use serde_json::json;
use suite_phrase::phrase;

use super::text_of;
use crate::exchange::json as parse;
use crate::failure::Failure;
use crate::multipart;
use crate::world::World;

/// Says when deferred requests are answered and whether they fail: the JSON below is a script of the control door. What
/// is named is an entity set, `$batch`, or the function or action that is called.
#[phrase]
#[given(regex = r#"^deferred requests to "([^"]+)" behave as$"#)]
async fn behave(world: &mut World, step: &Step, subject: String) -> Result<(), Failure> {
    let behavior = parse(world.memory.fill(text_of(step)?)?.as_bytes())?;
    world.organization()?.defer(&subject, &behavior).await
}

/// Deferred requests wait for a release: before they are begun, or when they have begun but nothing is done yet.
#[phrase]
#[given(regex = r#"^deferred requests to "([^"]+)" (wait to be started|run until released)$"#)]
async fn hold(world: &mut World, subject: String, until: String) -> Result<(), Failure> {
    let behavior = match until.as_str() {
        "wait to be started" => json!({ "start": "released" }),
        _ => json!({ "finish": "released" }),
    };
    world.organization()?.defer(&subject, &behavior).await
}

/// The answer under inspection is a 202 with the address of a status monitor. Remembers `operation` and `monitor`, or
/// `x` and `x monitor` where the request is deferred as "x".
#[phrase]
#[given(regex = r#"^the request is deferred(?: as "([^"]+)")?$"#)]
#[when(regex = r#"^the request is deferred(?: as "([^"]+)")?$"#)]
#[then(regex = r#"^the request is deferred(?: as "([^"]+)")?$"#)]
async fn is_deferred(world: &mut World, name: String) -> Result<(), Failure> {
    let response = &world.inspected()?.exchange().response;
    let location = response.headers.get("Location");
    let (202, Some(monitor)) = (response.status, location) else {
        let found = response.status;
        return Err(world.mismatch("the answer", "202 with a location", found));
    };
    let id = monitor.rsplit('/').next().unwrap_or_default().to_owned();
    let (id_name, monitor_name) = match name.as_str() {
        "" => ("operation".to_owned(), "monitor".to_owned()),
        name => (name.to_owned(), format!("{name} monitor")),
    };
    world.memory.keep(&id_name, id);
    world.memory.keep(&monitor_name, monitor);
    Ok(())
}

/// Looks at the response in the answer, which is one whole HTTP message, from now on.
#[phrase]
#[when(regex = r"^the client unwraps the answer$")]
#[then(regex = r"^the client unwraps the answer$")]
async fn unwrap(world: &mut World) -> Result<(), Failure> {
    let exchange = world.inspected()?.exchange();
    let kind = exchange.response.headers.get("Content-Type");
    if kind.as_deref() != Some("application/http") {
        let found = kind.unwrap_or_default();
        return Err(world.mismatch("the content type", "application/http", found));
    }
    let mut inside = exchange.clone();
    inside.response = multipart::message(&exchange.response.body)?;
    world.answered(inside);
    Ok(())
}
