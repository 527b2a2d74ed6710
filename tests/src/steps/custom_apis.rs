//! Custom APIs, defined over the Web API as any client would, and how they behave.

use cucumber::gherkin::Step;
use serde_json::{Value, json};
use suite_phrase::phrase;

use super::rows::new_id;
use super::{table_of, text_of};
use crate::exchange::{Headers, Request, json as parse};
use crate::failure::Failure;
use crate::live::failure;
use crate::world::{Caller, World};

/// The thirteen parameter types in the order of their option values.
const TYPES: [&str; 13] = [
    "Boolean",
    "DateTime",
    "Decimal",
    "Entity",
    "EntityCollection",
    "EntityReference",
    "Float",
    "Integer",
    "Money",
    "Picklist",
    "String",
    "StringArray",
    "Guid",
];

/// Defines a custom API in one request; the table's columns are `kind` (parameter, optional parameter, property),
/// `name`, `type` and, where a table is meant, `table`.
#[phrase(CustomApis)]
#[given(
    regex = r#"^the (custom API|function) "([^"]+)"(?: bound to (a row|the rows) of "([^"]+)")?(?: that takes (asynchronous steps|all steps))?$"#
)]
async fn define(
    world: &mut World,
    step: &Step,
    kind: String,
    name: String,
    binding: String,
    table: String,
    steps: String,
) -> Result<(), Failure> {
    let parts = if step.table().is_some() {
        parts(table_of(step)?, &name)?
    } else {
        Parts::default()
    };
    let binding_type = match binding.as_str() {
        "a row" => 1,
        "the rows" => 2,
        _ => 0,
    };
    let step_type = match steps.as_str() {
        "asynchronous steps" => 1,
        "all steps" => 2,
        _ if world.organization()?.slows(&name) => 2,
        _ => 0,
    };
    world.organization()?.declare(&name);
    let definition = json!({
        "uniquename": name,
        "name": name,
        "displayname": format!("Display of {name}"),
        "description": format!("Description of {name}"),
        "bindingtype": binding_type,
        "boundentitylogicalname": if table.is_empty() { Value::Null } else { json!(table) },
        "isfunction": kind == "function",
        "isprivate": false,
        "allowedcustomprocessingsteptype": step_type,
        "executeprivilegename": null,
        "workflowsdkstepenabled": false,
        "iscustomizable": { "Value": false },
        "CustomAPIRequestParameters": parts.parameters,
        "CustomAPIResponseProperties": parts.properties,
    });
    create(world, "customapis", &definition).await?;
    let id = new_id(world)?;
    world.memory.keep("custom api", id);
    Ok(())
}

#[derive(Default)]
struct Parts {
    parameters: Vec<Value>,
    properties: Vec<Value>,
}

fn parts((heading, rows): (&[String], &[Vec<String>]), api: &str) -> Result<Parts, Failure> {
    let mut parts = Parts::default();
    for row in rows {
        let cell = |name: &str| {
            let column = heading.iter().position(|column| column == name);
            column
                .and_then(|column| row.get(column))
                .map(String::as_str)
                .unwrap_or_default()
        };
        let name = cell("name");
        let kind = TYPES.iter().position(|kind| *kind == cell("type"));
        let kind = kind.ok_or_else(|| {
            Failure::step(format!("{:?} is no type of a parameter", cell("type")))
        })?;
        let mut part = json!({
            "uniquename": name,
            "name": format!("{api}.{name}"),
            "displayname": format!("Display of {name}"),
            "description": format!("Description of {name}"),
            "type": kind,
            "logicalentityname": if cell("table").is_empty() { Value::Null } else { json!(cell("table")) },
            "iscustomizable": { "Value": false },
        });
        match cell("kind") {
            "property" => parts.properties.push(part),
            kind @ ("parameter" | "optional parameter") => {
                part["isoptional"] = json!(kind == "optional parameter");
                parts.parameters.push(part);
            }
            other => {
                return Err(Failure::step(format!(
                    "{other:?} is neither parameter nor property"
                )));
            }
        }
    }
    Ok(parts)
}

/// Creates a row and insists on it.
pub(super) async fn create(world: &mut World, set: &str, row: &Value) -> Result<(), Failure> {
    let request = Request {
        method: "POST".to_owned(),
        target: format!("/api/data/v9.2/{set}"),
        headers: Headers::default(),
        body: row.to_string().into_bytes(),
    };
    let status = world.send(request, Caller::Client).await?.response.status;
    if status == 204 {
        Ok(())
    } else {
        Err(world.mismatch(&format!("status of creating a row of {set}"), 204, status))
    }
}

/// Says how a custom API progresses and ends: the JSON below is a script of the control door.
#[phrase]
#[given(regex = r#"^"([^"]+)" behaves as$"#)]
#[when(regex = r#"^"([^"]+)" behaves as$"#)]
async fn behave(world: &mut World, step: &Step, api: String) -> Result<(), Failure> {
    let behavior = parse(world.memory.fill(text_of(step)?)?.as_bytes())?;
    world.organization()?.behave(&api, &behavior).await
}

/// The custom API waits for a release before it starts.
#[phrase]
#[given(regex = r#"^"([^"]+)" waits to be started$"#)]
async fn wait_to_start(world: &mut World, api: String) -> Result<(), Failure> {
    let behavior = json!({ "start": "released" });
    world.organization()?.behave(&api, &behavior).await
}

/// The custom API runs until it is released, or for a duration in ISO 8601.
#[phrase(Steps, Listener)]
#[given(regex = r#"^"([^"]+)" runs (?:until released|for "([^"]+)")$"#)]
async fn run(world: &mut World, api: String, duration: String) -> Result<(), Failure> {
    let finish = match duration.as_str() {
        "" => json!("released"),
        duration => json!({ "after": duration }),
    };
    let behavior = json!({ "finish": finish });
    world.organization()?.behave(&api, &behavior).await
}

/// The custom API throws.
#[phrase(FailingApi)]
#[given(regex = r#"^"([^"]+)" fails$"#)]
async fn fail(world: &mut World, api: String) -> Result<(), Failure> {
    let behavior = json!({ "outcomes": [failure()] });
    world.organization()?.behave(&api, &behavior).await
}

/// The custom API runs for longer than any limit.
#[phrase(SlowApi)]
#[given(regex = r#"^"([^"]+)" never answers$"#)]
async fn never_answer(world: &mut World, api: String) -> Result<(), Failure> {
    let behavior = json!({ "outcomes": ["never"] });
    world.organization()?.behave(&api, &behavior).await
}
