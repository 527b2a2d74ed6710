//! Sinks: what receives callbacks and webhooks, how it answers, and what has arrived there.
//!
//! A sink is the organization's, made at its control door, or listens outside of it on a socket of the suite's. An
//! organization without a control door has none of its own; there every sink is a path below the suite's listener.

use serde_json::Value;
use suite_phrase::phrase;

use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;
use crate::sink::SinkBehavior;
use crate::world::World;

/// Opens a sink and remembers its address by its name. It answers 200, or as it is told: a status per request, the last
/// one for all that follow. Only a sink outside the organization can break HTTP.
#[phrase(Listener)]
#[given(
    regex = r#"^a sink "([^"]+)"( outside the organization)?(?: that (answers \d{3}(?: and then \d{3})*|hangs up|never answers|answers garbage|answers without end|redirects to "[^"]+"))?$"#
)]
async fn open(
    world: &mut World,
    name: String,
    outside: String,
    manner: String,
) -> Result<(), Failure> {
    let manners = manners_of(world, &manner)?;
    let url = if outside.is_empty() {
        world.organization()?.sink(&name, manners).await?
    } else {
        let sink = world.organization()?.listen(manners).await?;
        let url = sink.url().to_owned();
        world.references.address(&url, "<sink>");
        world.sinks.insert(name.clone(), sink);
        url
    };
    world.memory.keep(&name, url);
    Ok(())
}

/// Has a sink of the organization answer otherwise: a status per request, the last one for all that follow.
#[phrase(Listener)]
#[given(
    regex = r#"^the sink "([^"]+)" (answers \d{3}(?: and then \d{3})*|never answers) from now on$"#
)]
#[when(
    regex = r#"^the sink "([^"]+)" (answers \d{3}(?: and then \d{3})*|never answers) from now on$"#
)]
async fn answer(world: &mut World, name: String, manner: String) -> Result<(), Failure> {
    let manners = manners_of(world, &manner)?;
    world.organization()?.sink(&name, manners).await.map(drop)
}

/// What is done with the requests, one by one; the last manner repeats.
fn manners_of(world: &World, manner: &str) -> Result<Vec<SinkBehavior>, Failure> {
    Ok(match manner {
        "hangs up" => vec![SinkBehavior::HangUp],
        "never answers" => vec![SinkBehavior::Silence],
        "answers garbage" => vec![SinkBehavior::Garbage],
        "answers without end" => vec![SinkBehavior::WithoutEnd],
        redirect if redirect.starts_with("redirects to ") => {
            let to = redirect
                .trim_start_matches("redirects to ")
                .trim_matches('"');
            let location = ("Location".to_owned(), world.memory.fill(to)?);
            vec![SinkBehavior::Status(302, vec![location])]
        }
        answers => answers
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|word| word.parse().ok())
            .map(|status| SinkBehavior::Status(status, Vec::new()))
            .collect(),
    })
}

/// Waits for a request at a sink, counted from 1, and looks at it from now on.
#[phrase(Listener)]
#[given(regex = r#"^request (\d+) arrives at the sink "([^"]+)"$"#)]
#[when(regex = r#"^request (\d+) arrives at the sink "([^"]+)"$"#)]
#[then(regex = r#"^request (\d+) arrives at the sink "([^"]+)"$"#)]
async fn arrives(world: &mut World, number: usize, name: String) -> Result<(), Failure> {
    let request = received(world, &name, number)
        .await?
        .swap_remove(number - 1);
    let response = Response {
        status: 200,
        headers: Headers::default(),
        body: Vec::new(),
    };
    world.called_back(Exchange { request, response });
    Ok(())
}

/// The number of requests that a sink has received. Everything settles first, so that a request too many would have
/// arrived.
#[phrase(Listener)]
#[then(regex = r#"^the sink "([^"]+)" has received (no|\d+) requests?$"#)]
async fn has_received(world: &mut World, name: String, count: String) -> Result<(), Failure> {
    let expected: usize = count.parse().unwrap_or(0);
    received(world, &name, expected).await?;
    world.organization()?.settle().await?;
    let found = received(world, &name, expected).await?.len();
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch(&format!("requests at the sink {name:?}"), expected, found))
    }
}

/// Method and URL of the request under inspection. At a sink of the organization the URL is what follows the sink's.
#[phrase(Listener)]
#[then(regex = r#"^the request is "([A-Z]+) (\S+)"$"#)]
async fn request_is(world: &mut World, method: String, url: String) -> Result<(), Failure> {
    let expected = format!("{method} {}", world.memory.fill(&url)?);
    let request = &world.inspected()?.exchange().request;
    let found = format!("{} {}", request.method, request.target);
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch("the request", expected, found))
    }
}

/// How a callback ended, as the emulator's journal says. Callbacks are counted from 1.
#[phrase]
#[then(
    regex = r#"^the journal says that callback (\d+) ended by (answer|deadline|safety-limit|connection)$"#
)]
async fn ended_by(world: &mut World, number: usize, ending: String) -> Result<(), Failure> {
    world.organization()?.settle().await?;
    let entries = world.organization()?.journal("callback").await?;
    let found = entries
        .get(number - 1)
        .and_then(|entry| entry.get("endedBy"))
        .cloned()
        .unwrap_or(Value::Null);
    if found == Value::String(ending.clone()) {
        Ok(())
    } else {
        Err(world.mismatch("the callback's end", ending, found))
    }
}

/// What the sink `name` has received, once that is `count` requests: at a sink outside the organization with the whole
/// URL.
async fn received(world: &World, name: &str, count: usize) -> Result<Vec<Request>, Failure> {
    let organization = world.organization()?;
    let Some(sink) = world.sinks.get(name) else {
        return organization.received(name, count).await;
    };
    let mut requests = organization.arrived(sink, count).await?;
    for request in &mut requests {
        request.target = format!("{}{}", sink.url(), request.target);
    }
    Ok(requests)
}
