//! Rows that a scenario needs before it begins.

use cucumber::gherkin::Step;
use serde_json::{Map, Value};
use suite_phrase::phrase;

use super::custom_apis::create;
use super::table_of;
use crate::expectation::literal;
use crate::failure::Failure;
use crate::world::World;

/// Creates a row of an entity set per line, in order. A column `as` names the new row's id; an empty cell is left out.
#[phrase(anywhere)]
#[given(regex = r#"^these rows of "([^"]+)"$"#)]
async fn rows(world: &mut World, step: &Step, set: String) -> Result<(), Failure> {
    let (heading, rows) = table_of(step)?;
    for row in rows {
        let mut name = None;
        let mut values = Map::new();
        for (column, cell) in heading.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            match column.as_str() {
                "as" => name = Some(cell.clone()),
                column => {
                    drop(values.insert(column.to_owned(), literal(&world.memory.fill(cell)?)));
                }
            }
        }
        create(world, &set, &Value::Object(values)).await?;
        if let Some(name) = name {
            let id = new_id(world)?;
            world.memory.keep(&name, id);
        }
    }
    Ok(())
}

/// The id of the row that the last answer says was made.
pub(super) fn new_id(world: &World) -> Result<String, Failure> {
    let id = world.inspected()?.headers().new_row();
    id.ok_or_else(|| world.mismatch("header OData-EntityId", "…(<id>)", "none"))
}
