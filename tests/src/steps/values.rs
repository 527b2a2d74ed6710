//! Assertions about one value of a JSON body, named by its property or by a path such as `/value/0/name`.

use cucumber::gherkin::Step;
use serde_json::Value;
use suite_phrase::phrase;

use super::responses::pattern_of;
use super::{table_of, text_of};
use crate::exchange;
use crate::expectation::{literal, same};
use crate::failure::Failure;
use crate::world::World;

/// A value of the body is this JSON. It is named by its property or by a path such as `/value/0/name`.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" equals (.+)$"#)]
async fn value_equals(world: &mut World, path: String, value: String) -> Result<(), Failure> {
    let expected = literal(&world.memory.fill(&value)?);
    let found = world.value(&path)?;
    if same(&expected, &found) {
        Ok(())
    } else {
        Err(unlike(world, &path, expected, found))
    }
}

/// A value of the body is another one than this.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" differs from (.+)$"#)]
async fn value_differs(world: &mut World, path: String, value: String) -> Result<(), Failure> {
    let unwanted = literal(&world.memory.fill(&value)?);
    let found = world.value(&path)?;
    if same(&unwanted, &found) {
        Err(unlike(world, &path, format!("not {unwanted}"), found))
    } else {
        Ok(())
    }
}

/// A value of the body is of this kind, or is not there.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" is (absent|present|null|a guid|an instant|a number|a text)$"#)]
async fn value_is(world: &mut World, path: String, kind: String) -> Result<(), Failure> {
    let found = world.find(&path)?;
    let text = found.as_ref().and_then(Value::as_str);
    let holds = match kind.as_str() {
        "absent" => found.is_none(),
        "present" => found.is_some(),
        "null" => found == Some(Value::Null),
        "a number" => found.as_ref().is_some_and(Value::is_number),
        "a text" => text.is_some(),
        "a guid" => text.is_some_and(|text| {
            uuid::Uuid::parse_str(text).is_ok_and(|id| id.hyphenated().to_string() == text)
        }),
        _ => text.is_some_and(is_instant),
    };
    let shown = found.map_or_else(|| "absent".to_owned(), |found| found.to_string());
    if holds {
        Ok(())
    } else {
        Err(unlike(world, &path, kind, shown))
    }
}

/// Whole seconds in UTC, as the Web API prints them.
fn is_instant(text: &str) -> bool {
    pattern_of(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")
        .is_ok_and(|pattern| pattern.is_match(text))
}

/// A value of the body, written as a text, matches a regular expression.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" matches "(.*)"$"#)]
async fn value_matches(world: &mut World, path: String, pattern: String) -> Result<(), Failure> {
    let regex = pattern_of(&world.memory.fill(&pattern)?)?;
    let found = world.value(&path)?;
    let text = found
        .as_str()
        .map_or_else(|| found.to_string(), str::to_owned);
    if regex.is_match(&text) {
        Ok(())
    } else {
        Err(unlike(world, &path, pattern, found))
    }
}

/// A text in the body has this part.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" contains "(.*)"$"#)]
async fn value_contains(world: &mut World, path: String, part: String) -> Result<(), Failure> {
    let part = world.memory.fill(&part)?;
    let found = world.value(&path)?;
    let holds = found.as_str().is_some_and(|text| text.contains(&part));
    if holds {
        Ok(())
    } else {
        Err(unlike(world, &path, format!("…{part}…"), found))
    }
}

/// An array in the body has so many items.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" has (\d+) items?$"#)]
async fn value_has_items(world: &mut World, path: String, count: usize) -> Result<(), Failure> {
    let found = world.value(&path)?;
    let items = found.as_array().map_or(usize::MAX, Vec::len);
    if items == count {
        Ok(())
    } else {
        Err(unlike(world, &path, format!("{count} items"), found))
    }
}

/// A text in the body is this one, which is itself JSON, such as the parameter columns of a background operation.
#[phrase(anywhere)]
#[then(regex = r#"^"([^"]+)" holds the JSON$"#)]
async fn value_holds_json(world: &mut World, step: &Step, path: String) -> Result<(), Failure> {
    let expected = world.memory.fill(text_of(step)?)?;
    let found = world.value(&path)?;
    if found.as_str() == Some(expected.as_str()) {
        Ok(())
    } else {
        Err(unlike(world, &path, expected, found))
    }
}

/// The rows of a collection, in the order received; the table's heading names the properties to look at.
#[phrase(anywhere)]
#[then(regex = r"^the rows are$")]
async fn rows_are(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (names, expected) = table_of(step)?;
    let body = exchange::json(world.inspected()?.body())?;
    let found = body
        .get("value")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let pick = |row: &Value| {
        names
            .iter()
            .map(|name| row.get(name).cloned())
            .collect::<Vec<_>>()
    };
    let found = found.iter().map(pick).collect::<Vec<_>>();
    let mut wanted = Vec::new();
    for row in expected {
        let row = row
            .iter()
            .map(|cell| Ok(Some(literal(&world.memory.fill(cell)?))));
        wanted.push(row.collect::<Result<Vec<_>, Failure>>()?);
    }
    let equal = wanted.len() == found.len()
        && wanted
            .iter()
            .flatten()
            .zip(found.iter().flatten())
            .all(|pair| matches!(pair, (Some(wanted), Some(found)) if same(wanted, found)));
    if equal {
        Ok(())
    } else {
        Err(world.mismatch("rows", shown(&wanted), shown(&found)))
    }
}

fn shown(rows: &[Vec<Option<Value>>]) -> String {
    let cell = |cell: &Option<Value>| {
        cell.as_ref()
            .map_or_else(|| "absent".to_owned(), Value::to_string)
    };
    let row = |row: &Vec<Option<Value>>| {
        format!(
            "\n    | {} |",
            row.iter().map(cell).collect::<Vec<_>>().join(" | ")
        )
    };
    rows.iter().map(row).collect()
}

fn unlike(world: &World, path: &str, expected: impl ToString, found: impl ToString) -> Failure {
    world.mismatch(&format!("value {path:?}"), expected, found)
}
