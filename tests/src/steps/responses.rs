//! Assertions about status and headers, and about bodies as a whole.

use cucumber::gherkin::Step;
use regex::Regex;
use suite_phrase::phrase;

use super::{table_of, text_of};
use crate::exchange;
use crate::expectation::{literal, same};
use crate::failure::Failure;
use crate::world::World;

/// The HTTP status.
#[phrase(anywhere)]
#[then(regex = r"^the status is (\d{3})$")]
async fn status_is(world: &mut World, status: u16) -> Result<(), Failure> {
    let found = world.inspected()?.exchange().response.status;
    if found == status {
        Ok(())
    } else {
        Err(world.mismatch("status", status, found))
    }
}

/// A header has exactly this value.
#[phrase(anywhere)]
#[then(regex = r#"^the header "([^"]+)" is "(.*)"$"#)]
async fn header_is(world: &mut World, name: String, value: String) -> Result<(), Failure> {
    let expected = world.memory.fill(&value)?;
    let found = world.inspected()?.headers().get(&name);
    match found {
        Some(found) if found == expected => Ok(()),
        other => Err(world.mismatch(
            &format!("header {name}"),
            expected,
            other.as_deref().unwrap_or("absent"),
        )),
    }
}

/// A header's value matches a regular expression.
#[phrase(anywhere)]
#[then(regex = r#"^the header "([^"]+)" matches "(.*)"$"#)]
async fn header_matches(world: &mut World, name: String, pattern: String) -> Result<(), Failure> {
    let regex = pattern_of(&pattern)?;
    let found = world
        .inspected()?
        .headers()
        .get(&name)
        .unwrap_or_else(|| "absent".to_owned());
    if regex.is_match(&found) {
        Ok(())
    } else {
        Err(world.mismatch(&format!("header {name}"), pattern, found))
    }
}

/// A header is there, or is not.
#[phrase(anywhere)]
#[then(regex = r#"^the header "([^"]+)" is (absent|present)$"#)]
async fn header_presence(world: &mut World, name: String, presence: String) -> Result<(), Failure> {
    let found = world.inspected()?.headers().get(&name);
    match (presence.as_str(), found) {
        ("absent", None) | ("present", Some(_)) => Ok(()),
        (_, found) => Err(world.mismatch(
            &format!("header {name}"),
            presence,
            found.as_deref().unwrap_or("absent"),
        )),
    }
}

/// There is no body.
#[phrase(anywhere)]
#[then(regex = r"^the body is empty$")]
async fn body_is_empty(world: &mut World) -> Result<(), Failure> {
    let body = world.inspected()?.body();
    if body.is_empty() {
        Ok(())
    } else {
        Err(world.mismatch("body", "nothing", String::from_utf8_lossy(body)))
    }
}

/// The body is this text, byte for byte.
#[phrase(anywhere)]
#[then(regex = r#"^the body is the text "(.*)"$"#)]
async fn body_is_text(world: &mut World, text: String) -> Result<(), Failure> {
    let expected = world.memory.fill(&text)?;
    let found = String::from_utf8_lossy(world.inspected()?.body()).into_owned();
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch("body", expected, found))
    }
}

/// The body has this text nowhere.
#[phrase(anywhere)]
#[then(regex = r#"^the body does not contain "(.*)"$"#)]
async fn body_lacks(world: &mut World, part: String) -> Result<(), Failure> {
    let found = String::from_utf8_lossy(world.inspected()?.body()).into_owned();
    if found.contains(&part) {
        return Err(world.mismatch("body", format!("nothing like {part}"), found));
    }
    Ok(())
}

/// The body is this JSON; the order of its properties is left open.
#[phrase(anywhere)]
#[then(regex = r"^the body equals$")]
async fn body_equals(world: &mut World, step: &Step) -> Result<(), Failure> {
    let expected = exchange::json(world.memory.fill(text_of(step)?)?.as_bytes())?;
    let found = exchange::json(world.inspected()?.body())?;
    if same(&expected, &found) {
        Ok(())
    } else {
        Err(world.mismatch("body", expected, found))
    }
}

/// The body has these values among others; the table's columns are path and value.
#[phrase(anywhere)]
#[then(regex = r"^the body has$")]
async fn body_has(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (first, rest) = table_of(step)?;
    for row in std::iter::once(first).chain(rest.iter().map(Vec::as_slice)) {
        let [path, value] = row else {
            return Err(Failure::step("the table's columns are path and value"));
        };
        let expected = literal(&world.memory.fill(value)?);
        let found = world.value(path)?;
        if !same(&expected, &found) {
            return Err(world.mismatch(&format!("value {path:?}"), expected, found));
        }
    }
    Ok(())
}

/// The names of the body's properties, in the order received.
#[phrase(anywhere)]
#[then(regex = r"^the properties are, in this order$")]
async fn properties_are(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (first, rest) = table_of(step)?;
    let expected = std::iter::once(first)
        .chain(rest.iter().map(Vec::as_slice))
        .flatten()
        .cloned()
        .collect::<Vec<_>>();
    let body = exchange::json(world.inspected()?.body())?;
    let found = body
        .as_object()
        .map(|object| object.keys().cloned().collect::<Vec<_>>())
        .unwrap_or_default();
    if found == expected {
        Ok(())
    } else {
        Err(world.mismatch("properties", expected.join(", "), found.join(", ")))
    }
}

/// Request and answer are those of a file in `snapshots/`, but for what is different on every run.
#[phrase(anywhere)]
#[then(regex = r#"^the exchange matches snapshot "([^"]+)"$"#)]
async fn matches_snapshot(world: &mut World, name: String) -> Result<(), Failure> {
    world.check_snapshot(&name)
}

/// A pattern of a step.
pub(super) fn pattern_of(pattern: &str) -> Result<Regex, Failure> {
    Regex::new(pattern).map_err(|error| Failure::step(error.to_string()))
}
