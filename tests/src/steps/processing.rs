//! Steps of the pipeline, registered over the Web API as a registration tool would do it.

use cucumber::gherkin::Step;
use serde_json::{Map, Value, json};
use suite_phrase::phrase;

use super::custom_apis::create;
use super::rows::new_id;
use super::table_of;
use crate::exchange;
use crate::expectation::literal;
use crate::failure::Failure;
use crate::world::World;

/// The plug-in that does what its step's configuration says.
const SCRIPTED: &str = "/plugintypes(5c2197ed-0000-4000-8000-000000000001)";

/// The stages of the pipeline, with their numbers on the wire.
const STAGES: [(&str, u8); 3] = [
    ("PreValidation", 10),
    ("PreOperation", 20),
    ("PostOperation", 40),
];
/// The modes of a step, with their numbers on the wire.
const MODES: [(&str, u8); 2] = [("synchronous", 0), ("asynchronous", 1)];

/// Registers a processing step per line, in order. `on`, which comes first, is the message and, behind it, the table;
/// it is also the name of a step that has none. `stage` is `PreValidation`, `PreOperation` or `PostOperation`, `mode`
/// `synchronous`, also where it is left out, or `asynchronous`. `does` is what the scripted plug-in is to do, `to` the
/// name of an endpoint that handles the step instead, `for` the user whose rights it has. `pre` and `post` are the
/// columns of an image (`*` for all) called `Pre` and `Post`; `as` names the step's id. Every other column is one of
/// the row.
#[phrase(Steps)]
#[given(regex = r"^these processing steps$")]
async fn register(world: &mut World, step: &Step) -> Result<(), Failure> {
    let (heading, rows) = table_of(step)?;
    for row in rows {
        let mut values = Map::new();
        let mut images = Vec::new();
        let mut name = None;
        let mut property = "Target";
        for (column, cell) in heading.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let cell = world.memory.fill(cell)?;
            let (column, value) = match column.as_str() {
                "as" => {
                    name = Some(cell);
                    continue;
                }
                "on" => {
                    bind(world, &mut values, &cell).await?;
                    values
                        .entry("name")
                        .or_insert_with(|| Value::from(cell.as_str()));
                    property = match cell.split(' ').next() {
                        Some("Create") => "id",
                        Some("CreateMultiple") => "Ids",
                        Some("UpdateMultiple") => "Targets",
                        Some("SetState") => "EntityMoniker",
                        _ => property,
                    };
                    continue;
                }
                "pre" => {
                    images.push(image("Pre", 0, property, &cell));
                    continue;
                }
                "post" => {
                    images.push(image("Post", 1, property, &cell));
                    continue;
                }
                "does" => ("configuration", Value::String(cell)),
                "to" => (
                    "eventhandler_serviceendpoint@odata.bind",
                    json!(format!("/serviceendpoints({})", world.memory.get(&cell)?)),
                ),
                "for" => (
                    "impersonatinguserid@odata.bind",
                    json!(format!("/systemusers({})", world.memory.get(&cell)?)),
                ),
                "stage" => ("stage", option(&STAGES, &cell)?),
                "mode" => ("mode", option(&MODES, &cell)?),
                column => (column, literal(&cell)),
            };
            values.insert(column.to_owned(), value);
        }
        let is_sent = values.contains_key("eventhandler_serviceendpoint@odata.bind");
        let mut or = |column: &str, value: Value| {
            values.entry(column).or_insert(value);
        };
        or("mode", json!(MODES[0].1));
        if !is_sent && !world.organization()?.has_samples() {
            return Err(Failure::unsupported(
                "only the emulator has the scripted plug-in",
            ));
        }
        if !is_sent {
            or("plugintypeid@odata.bind", json!(SCRIPTED));
            or("configuration", json!("[]"));
        }
        if !images.is_empty() {
            or(
                "sdkmessageprocessingstepid_sdkmessageprocessingstepimage",
                Value::Array(images),
            );
        }
        create(world, "sdkmessageprocessingsteps", &Value::Object(values)).await?;
        if let Some(name) = name {
            let id = new_id(world)?;
            world.memory.keep(&name, id);
        }
    }
    Ok(())
}

/// The number of the option called `name`.
fn option(options: &[(&str, u8)], name: &str) -> Result<Value, Failure> {
    let found = options.iter().find(|(own, _)| *own == name);
    found.map(|(_, number)| json!(number)).ok_or_else(|| {
        let names: Vec<&str> = options.iter().map(|(own, _)| *own).collect();
        Failure::step(format!("{name:?} is none of {}", names.join(", ")))
    })
}

/// The message and, where one is named, the table that it is about.
async fn bind(world: &World, row: &mut Map<String, Value>, on: &str) -> Result<(), Failure> {
    let (message, table) = on.split_once(' ').unwrap_or((on, ""));
    let id = find(world, "sdkmessage", &format!("name eq '{message}'")).await?;
    row.insert(
        "sdkmessageid@odata.bind".to_owned(),
        json!(format!("/sdkmessages({id})")),
    );
    if !table.is_empty() {
        let filter = format!("_sdkmessageid_value eq {id} and primaryobjecttypecode eq '{table}'");
        let id = find(world, "sdkmessagefilter", &filter).await?;
        row.insert(
            "sdkmessagefilterid@odata.bind".to_owned(),
            json!(format!("/sdkmessagefilters({id})")),
        );
    }
    Ok(())
}

/// The id of the one row that a filter lets through.
async fn find(world: &World, table: &str, filter: &str) -> Result<String, Failure> {
    let target = format!("/api/data/v9.2/{table}s?$select={table}id&$filter={filter}");
    let found = exchange::json(&world.glance("GET", &target).await?.response.body)?;
    found
        .pointer(&format!("/value/0/{table}id"))
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| Failure::step(format!("no {table} has {filter}")))
}

fn image(alias: &str, kind: u8, property: &str, columns: &str) -> Value {
    let mut image = json!({
        "name": alias,
        "imagetype": kind,
        "entityalias": alias,
        "messagepropertyname": property,
    });
    if columns != "*" {
        image["attributes"] = json!(columns);
    }
    image
}
