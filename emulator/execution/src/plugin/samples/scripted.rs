//! A plug-in whose actions are in the configuration of its step, so that a test can define code in
//! the pipeline over the Web API.
//!
//! The configuration is a JSON array of actions, run in order. Texts may contain placeholders (see
//! [`placeholder`]).

mod placeholder;

use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::plugin::prelude::{
    Attributes, Context, Entity, EntityReference, Fault, OrganizationRequest, Plugin, Uuid, Value,
};

/// `plugintypeid` of the scripted plug-in.
pub(super) const TYPE_ID: Uuid = Uuid::from_u128(0x5c21_97ed_0000_4000_8000_0000_0000_0001);

pub(super) struct Scripted;

/// An action; its member name in the configuration is the name of the variant in snake case.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Action {
    /// Changes columns of the target, or of each of the targets.
    Set(Map<String, Json>),
    /// Sets shared variables.
    Share(Map<String, Json>),
    /// Sets output parameters.
    Output(Map<String, Json>),
    /// Creates a row, given in the Web API's JSON.
    Create(ScriptedRow),
    /// Updates a row.
    Update(ScriptedRow),
    /// Deletes a row.
    Delete(ScriptedRow),
    /// Submits a custom API as a background operation.
    Submit(Submit),
    Trace(String),
    /// Waits on the organization's clock, for an ISO 8601 duration such as PT2S.
    Wait(SignedDuration),
    /// Fails with a fault.
    Fail(Failure),
}

/// A row of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptedRow {
    table: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    row: Map<String, Json>,
}

/// A custom API and its parameters: strings, numbers and booleans.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Submit {
    message: String,
    #[serde(default)]
    parameters: Map<String, Json>,
    #[serde(default)]
    callback: Option<String>,
}

/// A fault: its code as `0x` and eight digits, and its text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Failure {
    code: String,
    message: String,
    /// The HTTP status, if it differs from the one that belongs to the code.
    #[serde(rename = "httpStatus", default)]
    http_status: Option<u16>,
}

impl Plugin for Scripted {
    fn type_name(&self) -> &'static str {
        "DataverseEmulator.ScriptedPlugin"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let actions: Vec<Action> =
            serde_json::from_str(context.configuration()).map_err(|error| {
                refuse(&format!("its configuration is no list of actions: {error}"))
            })?;
        actions
            .into_iter()
            .try_for_each(|action| perform(action, context))
    }
}

fn perform(action: Action, context: &mut Context<'_>) -> Result<(), Fault> {
    match action {
        Action::Set(columns) => set(columns, context),
        Action::Share(variables) => {
            for (name, value) in variables {
                let value = simple(value, context)?;
                context.share(name, value);
            }
            Ok(())
        }
        Action::Output(parameters) => {
            for (name, value) in parameters {
                let value = simple(value, context)?;
                context.set_output(name, value);
            }
            Ok(())
        }
        Action::Create(row) => {
            let entity = entity(row, context)?;
            context.create(entity).map(drop)
        }
        Action::Update(row) => {
            let entity = entity(row, context)?;
            context.update(entity)
        }
        Action::Delete(row) => {
            let id = id(row.id.as_deref(), context)?
                .ok_or_else(|| refuse("'delete' needs the id of a row"))?;
            context.delete(EntityReference::new(row.table, id))
        }
        Action::Submit(submit) => {
            let mut request = OrganizationRequest::new(submit.message);
            for (name, value) in submit.parameters {
                let value = simple(value, context)?;
                request.parameters.insert(name.into(), value);
            }
            let mut submission =
                OrganizationRequest::new("ExecuteBackgroundOperation").with("Request", request);
            if let Some(callback) = submit.callback {
                let callback = placeholder::filled(&callback, context.execution());
                submission = submission.with("CallbackUri", callback);
            }
            context.execute(submission).map(drop)
        }
        Action::Trace(line) => {
            let line = placeholder::filled(&line, context.execution());
            context.trace(line);
            Ok(())
        }
        Action::Wait(time) => {
            let time = Duration::try_from(time);
            context.wait(time.map_err(|_| refuse("'wait' needs a time that is not negative"))?)
        }
        Action::Fail(failure) => {
            let digits = failure.code.strip_prefix("0x");
            let number = digits
                .and_then(|digits| u32::from_str_radix(digits, 16).ok())
                .ok_or_else(|| refuse(&format!("'{}' is no error code", failure.code)))?;
            let message = placeholder::filled(&failure.message, context.execution());
            let fault = Fault::new(number.cast_signed(), message);
            Err(match failure.http_status {
                Some(status) => fault.with_http_status(status),
                None => fault,
            })
        }
    }
}

fn set(columns: Map<String, Json>, context: &mut Context<'_>) -> Result<(), Fault> {
    let table = context.execution().primary_table.clone();
    let given = ScriptedRow {
        table,
        id: None,
        row: columns,
    };
    let values: Attributes = entity(given, context)?.attributes;
    match context.inputs_mut().get_mut("Target") {
        Some(Value::Entity(target)) => {
            target.attributes.extend(values);
            Ok(())
        }
        _ => set_each(values, context),
    }
}

/// Changes columns of each row of a message of many rows.
fn set_each(values: Attributes, context: &mut Context<'_>) -> Result<(), Fault> {
    match context.inputs_mut().get_mut("Targets") {
        Some(Value::Collection(rows)) => {
            for row in &mut rows.entities {
                row.attributes.extend(values.clone());
            }
            Ok(())
        }
        _ => Err(refuse("'set' needs a message whose Target is a row")),
    }
}

/// Reads a row from the Web API's JSON.
fn entity(row: ScriptedRow, context: &Context<'_>) -> Result<Entity, Fault> {
    let members = row
        .row
        .into_iter()
        .map(|(name, value)| (name, filled(value, context)))
        .collect();
    let mut entity = context.read_row(&row.table, &members)?;
    if let Some(id) = id(row.id.as_deref(), context)? {
        entity.id = Some(id);
    }
    Ok(entity)
}

fn id(text: Option<&str>, context: &Context<'_>) -> Result<Option<Uuid>, Fault> {
    text.map(|text| {
        let text = placeholder::filled(text, context.execution());
        text.parse()
            .map_err(|_| refuse(&format!("'{text}' is no id of a row")))
    })
    .transpose()
}

/// Reads a value whose type follows from the JSON alone.
fn simple(value: Json, context: &Context<'_>) -> Result<Value, Fault> {
    match filled(value, context) {
        Json::Null => Ok(Value::Null),
        Json::Bool(truth) => Ok(Value::Boolean(truth)),
        Json::String(text) => Ok(Value::String(text)),
        Json::Number(number) => number
            .as_i64()
            .and_then(|number| i32::try_from(number).ok())
            .map(Value::Integer)
            .ok_or_else(|| refuse(&format!("{number} is no number of 32 bits"))),
        other => Err(refuse(&format!(
            "{other} is no text, number or truth value"
        ))),
    }
}

fn filled(value: Json, context: &Context<'_>) -> Json {
    match value {
        Json::String(text) => Json::String(placeholder::filled(&text, context.execution())),
        other => other,
    }
}

fn refuse(why: &str) -> Fault {
    Fault::invalid_argument(format!(
        "DataverseEmulator.ScriptedPlugin cannot run: {why}."
    ))
}
