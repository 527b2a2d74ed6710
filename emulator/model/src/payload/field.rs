//! Reads parameters and results of custom APIs from JSON and from URLs, typed by their definition
//! (2.5).

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::complex::MemberType;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::json::{self, RowJson};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::value::{Attributes, Entity, EntityCollection, EntityReference, Value};
use serde_json::{Map, Value as Json};

use super::{body_fault, complex, read_entity, reference_of};
use crate::message::{Message, Parameter, ValueType};
use crate::metadata::{Metadata, Table};
use crate::platform_names::{self, NameKind};

/// Reads one parameter of an action, or one result, from JSON.
pub fn read_field(
    field: &Parameter,
    json: &Json,
    metadata: &Metadata,
    rules: &Rules,
) -> Result<Value, Fault> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    let kind = match field.kind {
        ValueType::Field(kind) => kind,
        ValueType::Enumeration(_) => FieldType::String,
        ValueType::Complex(kind) => return complex::read(&MemberType::Complex(kind), json),
        ValueType::ComplexCollection(kind) => {
            return complex::read(&MemberType::Array(kind), json);
        }
        ValueType::BigInt | ValueType::ColumnSet | ValueType::Query | ValueType::Request => {
            return Err(mismatch(field, json));
        }
    };
    match kind {
        FieldType::Entity => {
            read_row(field, json, metadata, rules).map(|row| Value::Entity(Box::new(row)))
        }
        FieldType::EntityReference => {
            let row = read_row(field, json, metadata, rules)?;
            let id = row.id.ok_or_else(no_key)?;
            Ok(Value::Reference(EntityReference::new(row.table, id)))
        }
        FieldType::EntityCollection => {
            let rows = json.as_array().ok_or_else(|| mismatch(field, json))?;
            let entities = rows
                .iter()
                .map(|row| read_row(field, row, metadata, rules))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Value::Collection(EntityCollection {
                table: entities
                    .first()
                    .map_or_else(String::new, |row| row.table.clone()),
                entities,
                ..EntityCollection::default()
            }))
        }
        kind => json::read(kind, json).map_err(|error| body_fault("", &error.to_string())),
    }
}

/// Reads one argument of a function from its URL literal (CA-033).
pub fn read_argument(
    field: &Parameter,
    literal: &Literal,
    metadata: &Metadata,
    rules: &Rules,
) -> Result<Value, Fault> {
    match (field.kind, literal) {
        (
            ValueType::Field(
                FieldType::Entity | FieldType::EntityCollection | FieldType::EntityReference,
            ),
            Literal::Json(json),
        ) => read_field(field, json, metadata, rules),
        (ValueType::Field(kind), literal) => {
            json::read_literal(kind, literal).map_err(|error| body_fault("", &error.to_string()))
        }
        // A literal of an enumeration is the member's name, with or without its type in front.
        (ValueType::Enumeration(_), Literal::Enumeration { member, .. }) => {
            Ok(Value::from(member.as_str()))
        }
        (_, Literal::Value(value)) => Ok(value.clone()),
        (_, literal) => Err(body_fault(
            "",
            &format!(
                "The value of '{}' cannot be {literal:?}: expected {}.",
                field.name,
                field.kind.expected()
            ),
        )),
    }
}

/// Reads the results of a custom API from a scripted outcome.
///
/// # Errors
/// Names the result that is not defined or not of its type.
pub fn read_outputs(
    message: &Message,
    members: &Map<String, Json>,
    metadata: &Metadata,
    rules: &Rules,
) -> Result<Attributes, Fault> {
    let mut outputs = Attributes::new();
    for (name, json) in members {
        let field = message
            .response
            .iter()
            .find(|field| field.name == *name)
            .ok_or_else(|| {
                let known: Vec<&str> = message
                    .response
                    .iter()
                    .map(|field| field.name.as_ref())
                    .collect();
                body_fault(
                    "",
                    &format!(
                        "'{name}' is not a response property of '{}'; it has: {}.",
                        message.name,
                        known.join(", ")
                    ),
                )
            })?;
        outputs.insert(name.clone(), read_field(field, json, metadata, rules)?);
    }
    Ok(outputs)
}

fn read_row(
    field: &Parameter,
    json: &Json,
    metadata: &Metadata,
    rules: &Rules,
) -> Result<Entity, Fault> {
    let pieces = RowJson::of(json).ok_or_else(|| mismatch(field, json))?;
    if let Some(address) = pieces.id {
        let refuse = |cause: String| body_fault("", &cause);
        let reference = reference_of(address, metadata, refuse)?;
        let table = table_of(field, Some(&reference.table), metadata)?;
        let mut row = read_entity(table, pieces.members, metadata, rules)?;
        row.id = Some(reference.id);
        return Ok(row);
    }
    let table = table_of(field, pieces.table, metadata)?;
    let mut row = read_entity(table, pieces.members, metadata, rules)?;
    row.id = row.get(&table.primary_id).and_then(Value::as_guid);
    Ok(row)
}

/// The table of a row: the one it names, which must be the declared one if there is one.
fn table_of<'m>(
    field: &Parameter,
    named: Option<&str>,
    metadata: &'m Metadata,
) -> Result<&'m Table, Fault> {
    let name = match (named, field.table.as_deref()) {
        (Some(named), Some(declared)) if named != declared => {
            return Err(body_fault(
                "",
                &format!(
                    "Parameter '{}' takes a row of '{declared}', not of '{named}'.",
                    field.name
                ),
            ));
        }
        (Some(name), _) | (None, Some(name)) => name,
        (None, None) => return Err(no_key()),
    };
    metadata.table(name).map(|table| &**table).ok_or_else(|| {
        match platform_names::find(NameKind::Table, name) {
            Some(known) => known.refusal(),
            None => body_fault(
                "",
                &format!("A resource without a known type was found: '{name}'."),
            ),
        }
    })
}

/// The platform's error for a row without a type or key (CA-040).
fn no_key() -> Fault {
    body_fault(
        "",
        "EdmEntityObject passed should have the key property value set.",
    )
}

fn mismatch(field: &Parameter, json: &Json) -> Fault {
    body_fault(
        "",
        &format!(
            "Cannot convert the literal '{json}' to the expected type '{}'.",
            edm_type(field.kind)
        ),
    )
}

fn edm_type(kind: ValueType) -> String {
    match kind {
        ValueType::Field(kind) => kind.edm_type().to_owned(),
        other => other.expected(),
    }
}
