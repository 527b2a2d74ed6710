//! The limits of the scenario's organization, which has them from the moment it is opened.

use cucumber::gherkin::{Feature, Scenario, Step};
use serde_json::{Map, Value, json};
use suite_phrase::phrase;

use crate::exchange::{self, Request};
use crate::failure::Failure;
use crate::world::{Caller, World};

/// The entity set of the rows that fill a database, and their subject.
const ANNOTATIONS: &str = "/api/data/v9.2/annotations";
const FILLING: &str = "it fills the database";
/// How often a client tries again that is told that nothing can be committed at present.
const TRIES: usize = 100;
/// More rows than a database with a limit takes.
const ROWS: usize = 200;

/// The step that says which limits the organization is opened with.
const LIMITS: &str = "the limits are";

/// Opens the scenario's organization with these limits; the table's columns are limit and value. The step insists that
/// it has them.
#[phrase]
#[given(regex = r"^the limits are$")]
async fn limits_are(world: &mut World, step: &Step) -> Result<(), Failure> {
    let known = world.organization()?.limits().await?;
    for (name, value) in rows_of(step) {
        if known.get(name).and_then(Value::as_str) != Some(value) {
            let found = known.get(name).map_or_else(String::new, Value::to_string);
            return Err(Failure::step(format!(
                "the limit {name:?} is not {value:?} but {found}"
            )));
        }
    }
    Ok(())
}

/// Creates annotations, large ones first, until the database has room for none; the last refusal is looked at.
#[phrase]
#[given(regex = r"^clients fill the database$")]
#[when(regex = r"^clients fill the database$")]
async fn fill(world: &mut World) -> Result<(), Failure> {
    for length in [100_000, 10_000, 1_000] {
        let text = "x".repeat(length);
        let body = json!({ "subject": FILLING, "notetext": text });
        let request = format!("POST {ANNOTATIONS}\n\n{body}");
        let mut rows = 0;
        while world
            .send(Request::parse(&request)?, Caller::Client)
            .await?
            .response
            .status
            == 204
        {
            rows += 1;
            if rows == ROWS {
                return Err(Failure::step(format!(
                    "the database is not full with {rows} rows"
                )));
            }
        }
    }
    Ok(())
}

/// Deletes the annotations that fill the database, which has room again then.
#[phrase]
#[when(regex = r"^clients delete what fills the database$")]
async fn clear(world: &mut World) -> Result<(), Failure> {
    let path = format!("{ANNOTATIONS}?$select=annotationid&$filter=subject eq '{FILLING}'");
    let found = world.glance("GET", &path).await?;
    let found = exchange::json(&found.response.body)?;
    let rows = found.get("value").and_then(Value::as_array);
    for row in rows.into_iter().flatten() {
        let id = row.get("annotationid").and_then(Value::as_str);
        let path = format!("{ANNOTATIONS}({})", id.unwrap_or_default());
        let mut deleted = world.glance("DELETE", &path).await?;
        // What waits to be committed may be tried at the same moment, and then neither is.
        for _ in 0..TRIES {
            if deleted.response.status != 503 {
                break;
            }
            deleted = world.glance("DELETE", &path).await?;
        }
        if deleted.response.status != 204 {
            return Err(Failure::step(format!("a row is not deleted: {deleted}")));
        }
    }
    Ok(())
}

/// The limits that a scenario's organization is to be opened with.
pub(crate) fn limits_of(feature: &Feature, scenario: &Scenario) -> Map<String, Value> {
    let background = feature.background.iter().flat_map(|outer| &outer.steps);
    let steps = background.chain(&scenario.steps);
    steps
        .filter(|step| step.value == LIMITS)
        .flat_map(rows_of)
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect()
}

/// Names and values, as they are written.
fn rows_of(step: &Step) -> Vec<(&str, &str)> {
    let rows = step.table.iter().flat_map(|table| &table.rows);
    rows.filter_map(|row| Some((row.first()?.as_str(), row.get(1)?.as_str())))
        .collect()
}
