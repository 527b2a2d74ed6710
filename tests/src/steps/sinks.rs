//! A callback sink of the scenario's own, a sink of the control door, and what arrives at either.

use cucumber::{given, then, when};
use serde_json::Value;

use crate::exchange::{Exchange, Headers, Response};
use crate::failure::Failure;
use crate::sink::{Manner, Sink};
use crate::world::World;

/// Opens a sink and remembers its address as `sink`. It answers 200, or as it is told: one manner per request,
/// the last one for all that follow.
#[given(
    regex = r#"^a callback sink(?: that (answers \d{3}(?: and then \d{3})*|hangs up|never answers|answers garbage|answers without end|redirects to "[^"]+"))?$"#
)]
async fn open(world: &mut World, manner: String) -> Result<(), Failure> {
    let manners = match manner.as_str() {
        "" => vec![Manner::Status(200, Vec::new())],
        "hangs up" => vec![Manner::HangUp],
        "never answers" => vec![Manner::Silence],
        "answers garbage" => vec![Manner::Garbage],
        "answers without end" => vec![Manner::WithoutEnd],
        redirect if redirect.starts_with("redirects to ") => {
            let to = redirect
                .trim_start_matches("redirects to ")
                .trim_matches('"');
            vec![Manner::Status(
                302,
                vec![("Location".to_owned(), world.memory.fill(to)?)],
            )]
        }
        answers => answers
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|word| word.parse().ok())
            .map(|status| Manner::Status(status, Vec::new()))
            .collect(),
    };
    let sink = world.organization()?.listen(manners).await?;
    world.memory.keep("sink", sink.url());
    world.references.address(sink.url(), "<sink>");
    world.sink = Some(sink);
    Ok(())
}

/// Waits for callback `number`, counted from 1, and looks at it from now on.
#[given(regex = r"^callback (\d+) has arrived$")]
#[when(regex = r"^callback (\d+) arrives$")]
#[then(regex = r"^callback (\d+) arrives$")]
async fn arrives(world: &mut World, number: usize) -> Result<(), Failure> {
    let mut received = world.organization()?.arrived(sink(world)?, number).await?;
    let mut request = received.swap_remove(number - 1);
    request.target = format!("{}{}", sink(world)?.url(), request.target);
    let response = Response {
        status: 200,
        headers: Headers::default(),
        body: Vec::new(),
    };
    world.called_back(Exchange { request, response });
    Ok(())
}

/// Waits for request `number`, counted from 1, at a sink of the control door, and looks at it from now on.
#[given(regex = r#"^request (\d+) arrives at the sink "([^"]+)"$"#)]
#[when(regex = r#"^request (\d+) arrives at the sink "([^"]+)"$"#)]
#[then(regex = r#"^request (\d+) arrives at the sink "([^"]+)"$"#)]
async fn arrives_there(world: &mut World, number: usize, name: String) -> Result<(), Failure> {
    let mut received = world.organization()?.received(&name, number).await?;
    let request = received.swap_remove(number - 1);
    let response = Response {
        status: 200,
        headers: Headers::default(),
        body: Vec::new(),
    };
    world.called_back(Exchange { request, response });
    Ok(())
}

/// Lets everything settle first, so that a callback too many would have arrived.
#[then(regex = r"^the sink has received (no|\d+) callbacks?$")]
async fn received(world: &mut World, count: String) -> Result<(), Failure> {
    let expected = count.parse().unwrap_or(0);
    if expected > 0 {
        let organization = world.organization()?;
        organization.arrived(sink(world)?, expected).await?;
    }
    world.organization()?.settle().await?;
    let found = sink(world)?.received().len();
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch("callbacks", expected, found))
    }
}

#[then(regex = r#"^the callback was sent to "([^"]+)"$"#)]
async fn sent_to(world: &mut World, url: String) -> Result<(), Failure> {
    let expected = world.memory.fill(&url)?;
    let found = world.inspected()?.exchange().request.target.clone();
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch("the callback's URL", expected, found))
    }
}

#[then(regex = r#"^the callback was sent with the method "([^"]+)"$"#)]
async fn sent_by(world: &mut World, method: String) -> Result<(), Failure> {
    let found = world.inspected()?.exchange().request.method.clone();
    if found == method {
        Ok(())
    } else {
        Err(world.mismatch("the callback's method", method, found))
    }
}

/// What the emulator's journal says about callback `number`, counted from 1.
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

fn sink(world: &World) -> Result<&Sink, Failure> {
    world
        .sink
        .as_ref()
        .ok_or_else(|| Failure::step("the scenario has opened no callback sink"))
}
