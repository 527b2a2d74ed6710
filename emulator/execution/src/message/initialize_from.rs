//! `InitializeFrom`: makes a row of another one, by the attribute map of their tables, and does not store it (MS-064,
//! MS-065).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Right, ValueType};
use dataverse_model::metadata::{Column, Table, Writable, attribute_map};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::TARGET_FIELD_TYPE;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityReference, Value};

use super::arguments::Arguments;
use super::{MessageResult, moniker};
use crate::error::not_found;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("InitializeFrom"),
    parameters: Cow::Borrowed(&[
        moniker::ROW,
        Parameter::required("TargetEntityName", ValueType::Field(FieldType::String)),
        Parameter::required(
            "TargetFieldType",
            ValueType::Enumeration(&TARGET_FIELD_TYPE),
        ),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "Entity",
        ValueType::Field(FieldType::Entity),
    )]),
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let (source, moniker) = moniker::take(session, &mut arguments, Right::Read)?;
    let target = session.table(&arguments.text("TargetEntityName")?)?;
    let wanted = arguments.required_number("TargetFieldType")?;
    let map = attribute_map(&source, &target).ok_or_else(|| no_map(&source, &target))?;
    let columns = map.iter().map(|(from, _)| from.clone()).collect();
    let row = session.retrieve(&source, moniker.id, &Columns::Named(columns))?;
    let row = row.ok_or_else(|| not_found(&source, moniker.id))?;
    let mut made = Entity::new(&target.logical_name);
    for (from, to) in map {
        let Some(column) = target.column(&to).filter(|to| is_wanted(wanted, to)) else {
            continue;
        };
        let value = match from == source.primary_id {
            true => Value::from(EntityReference::new(&source.logical_name, moniker.id)),
            false => row.get(&from).cloned().unwrap_or(Value::Null),
        };
        if !value.is_null() && takes(column, &value) {
            made.attributes.insert(to.into(), value);
        }
    }
    Ok(OrganizationResponse::default().with("Entity", made))
}

/// Whether a column is one of those that the caller asked for.
fn is_wanted(kind: i32, column: &Column) -> bool {
    let is_of = |name| TARGET_FIELD_TYPE.value(name).as_integer() == Some(i64::from(kind));
    match column.write {
        _ if is_of("All") => true,
        _ if is_of("ValidForRead") => column.is_readable(),
        Writable::Always => true,
        Writable::CreateOnly => is_of("ValidForCreate"),
        Writable::Never => false,
    }
}

/// Whether a lookup can refer to the row; another column takes what a column of its kind has.
fn takes(column: &Column, value: &Value) -> bool {
    match value {
        Value::Reference(row) => {
            let mut targets = column.targets().iter();
            targets.any(|target| target.table == row.table)
        }
        _ => true,
    }
}

fn no_map(source: &Table, target: &Table) -> Fault {
    Fault::invalid_argument(format!(
        "A row of '{}' cannot be made of one of '{}': the tables have no attribute map.",
        target.logical_name, source.logical_name
    ))
}
