//! The same facts by both doors: what the Web API says in JSON and the SDK in an envelope, made comparable.
//!
//! A row becomes its values and their labels, without what only one door tells: control information, and columns
//! that have no value. References become the id of what they refer to, choices and amounts their number.

use serde_json::{Map, Value, json};
use suite_phrase::phrase;

use crate::envelope;
use crate::exchange;
use crate::expectation::same;
use crate::failure::Failure;
use crate::world::World;

const LABEL: &str = "@OData.Community.Display.V1.FormattedValue";

/// Remembers what the answer says, in a form that the Web API's and the SDK's answers share: values and labels.
#[phrase(anywhere)]
#[given(regex = r#"^the facts are remembered as "([^"]+)"$"#)]
#[when(regex = r#"^the facts are remembered as "([^"]+)"$"#)]
#[then(regex = r#"^the facts are remembered as "([^"]+)"$"#)]
async fn remember(world: &mut World, name: String) -> Result<(), Failure> {
    let facts = facts_of(world)?;
    world.memory.keep(&name, facts.to_string());
    Ok(())
}

/// The answer says the same as the one that was remembered.
#[phrase(anywhere)]
#[then(regex = r#"^the facts are those of "([^"]+)"$"#)]
async fn are_those_of(world: &mut World, name: String) -> Result<(), Failure> {
    let expected = exchange::json(world.memory.get(&name)?.as_bytes())?;
    let found = facts_of(world)?;
    if same(&expected, &found) {
        Ok(())
    } else {
        Err(world.mismatch("facts", expected, found))
    }
}

/// Remembers a refusal in a form that both answers share: its code, its text, and the HTTP status that belongs to it.
#[phrase(anywhere)]
#[given(regex = r#"^the refusal is remembered as "([^"]+)"$"#)]
async fn remember_refusal(world: &mut World, name: String) -> Result<(), Failure> {
    let refusal = refusal_of(world)?;
    world.memory.keep(&name, refusal.to_string());
    Ok(())
}

/// The answer is the same refusal as the one that was remembered.
#[phrase(anywhere)]
#[then(regex = r#"^the refusal is that of "([^"]+)"$"#)]
async fn refusal_is_that_of(world: &mut World, name: String) -> Result<(), Failure> {
    let expected = exchange::json(world.memory.get(&name)?.as_bytes())?;
    let found = refusal_of(world)?;
    if same(&expected, &found) {
        Ok(())
    } else {
        Err(world.mismatch("refusal", expected, found))
    }
}

fn refusal_of(world: &World) -> Result<Value, Failure> {
    let inspected = world.inspected()?;
    let body = inspected.body();
    if !envelope::is_xml(body) {
        let error = exchange::json(body)?["error"].clone();
        let code = error["code"].as_str().unwrap_or_default();
        let code = u32::from_str_radix(code.trim_start_matches("0x"), 16);
        let code = code.map_err(|error| Failure::step(error.to_string()))?;
        let status = inspected.exchange().response.status;
        return Ok(
            json!({"code": code.cast_signed().to_string(), "text": error["message"], "status": status}),
        );
    }
    let facts = envelope::facts(body)?;
    let fault = &facts["Fault"]["detail"]["OrganizationServiceFault"];
    let status = &fault["ErrorDetails"]["ApiExceptionHttpStatusCode"];
    Ok(json!({"code": fault["ErrorCode"], "text": fault["Message"], "status": status}))
}

/// Reads both rows whole; only their keys and versions may differ.
#[phrase(anywhere)]
#[then(regex = r#"^the rows "([^"]+)" and "([^"]+)" are the same$"#)]
async fn rows_are_the_same(world: &mut World, one: String, other: String) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for address in [&one, &other] {
        let answer = world
            .glance("GET", &format!("/api/data/v9.2/{address}"))
            .await?;
        if answer.response.status != 200 {
            return Err(world.mismatch(address, 200, answer.response.status));
        }
        let id = address
            .rsplit_once('(')
            .map(|(_, id)| id.trim_end_matches(')'));
        let id = world.memory.fill(id.unwrap_or_default())?;
        let mut row = from_json(&exchange::json(&answer.response.body)?);
        if let Some(values) = row.get_mut("values").and_then(Value::as_object_mut) {
            values.retain(|_, value| *value != json!(id));
        }
        rows.push(row);
    }
    if same(&rows[0], &rows[1]) {
        Ok(())
    } else {
        Err(world.mismatch(&format!("rows {one} and {other}"), &rows[0], &rows[1]))
    }
}

fn facts_of(world: &World) -> Result<Value, Failure> {
    let inspected = world.inspected()?;
    let status = inspected.exchange().response.status;
    let body = inspected.body();
    if !(200..300).contains(&status) {
        return Err(world.mismatch("status of an answer with facts", "200", status));
    }
    if envelope::is_xml(body) {
        return Ok(from_envelope(&envelope::facts(body)?));
    }
    Ok(from_json(&exchange::json(body)?))
}

fn from_json(body: &Value) -> Value {
    match body.get("value") {
        Some(Value::Array(rows)) => rows.iter().map(json_row).collect(),
        _ => json_row(body),
    }
}

fn json_row(row: &Value) -> Value {
    let (mut values, mut labels) = (Map::new(), Map::new());
    for (name, value) in row.as_object().into_iter().flatten() {
        let column = |name: &str| {
            let lookup = name
                .strip_prefix('_')
                .and_then(|name| name.strip_suffix("_value"));
            lookup.unwrap_or(name).to_owned()
        };
        if let Some(name) = name.strip_suffix(LABEL) {
            labels.insert(column(name), value.clone());
        } else if !name.contains('@') && name != "versionnumber" && !value.is_null() {
            values.insert(column(name), json_value(value));
        }
    }
    json!({"values": values, "labels": labels})
}

fn json_value(value: &Value) -> Value {
    let members = match value {
        Value::Object(members) => members,
        Value::Array(items) => return items.iter().map(json_value).collect(),
        _ => return value.clone(),
    };
    // Endpoints are two lists of one length.
    if let (Some(Value::Array(keys)), Some(Value::Array(values))) =
        (members.get("Keys"), members.get("Values"))
    {
        let keys = keys.iter().filter_map(Value::as_str).map(str::to_owned);
        return keys.zip(values.iter().cloned()).collect();
    }
    let said = members
        .iter()
        .filter(|(name, value)| !name.contains('@') && !value.is_null());
    let said: Map<String, Value> = said
        .map(|(name, value)| (name.clone(), json_value(value)))
        .collect();
    // A row of which nothing but its key is told is a reference to it.
    match said.values().next() {
        Some(key) if members.contains_key("@odata.type") && said.len() == 1 => key.clone(),
        _ => Value::Object(said),
    }
}

fn from_envelope(facts: &Value) -> Value {
    let results = facts.pointer("/ExecuteResponse/ExecuteResult/Results");
    if let Some(rows) = results.and_then(|results| results.pointer("/EntityCollection/Entities")) {
        return rows.as_array().into_iter().flatten().map(sdk_row).collect();
    }
    match results.and_then(|results| results.get("Entity")) {
        Some(row) => sdk_row(row),
        None => json!({"values": results.map(sdk_values), "labels": {}}),
    }
}

fn sdk_row(row: &Value) -> Value {
    let mut values = row.get("Attributes").map(sdk_values).unwrap_or_default();
    if let Some(values) = values.as_object_mut() {
        values.remove("versionnumber");
    }
    json!({"values": values, "labels": row.get("FormattedValues")})
}

fn sdk_values(values: &Value) -> Value {
    let values = values.as_object().into_iter().flatten();
    values
        .filter(|(name, value)| *name != "type" && !value.is_null())
        .map(|(name, value)| (name.clone(), sdk_value(value)))
        .collect()
}

fn sdk_value(value: &Value) -> Value {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    match value.get("type").and_then(Value::as_str) {
        Some("OptionSetValue" | "Money") => crate::expectation::literal(text("Value")),
        Some("EntityReference") => json!(text("Id")),
        Some("BooleanManagedProperty") => json!({
            "Value": crate::expectation::literal(text("Value")),
            "CanBeChanged": crate::expectation::literal(text("CanBeChanged")),
            "ManagedPropertyLogicalName": text("ManagedPropertyLogicalName"),
        }),
        Some("EntityCollection") => {
            let rows = value.get("Entities").and_then(Value::as_array);
            let row = |row: &Value| row.get("Attributes").map(sdk_values).unwrap_or_default();
            rows.into_iter().flatten().map(row).collect()
        }
        Some("Entity") => value.get("Attributes").map(sdk_values).unwrap_or_default(),
        Some(_) => sdk_values(value),
        None if value.is_object() => sdk_values(value),
        None => value.clone(),
    }
}
