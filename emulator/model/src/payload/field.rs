//! Reads parameters and results of custom APIs from JSON and from URLs, typed by their definition
//! (2.5).

use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::MemberType;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::json::{self, RowJson};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::primitive::ConvertError;
use dataverse_protocol::value::{Attributes, Entity, EntityCollection, EntityReference, Value};
use serde_json::{Map, Value as Json};

use super::{PayloadReader, body_fault, complex, read_entity, reference_of};
use crate::message::{Message, Parameter, ValueType};
use crate::metadata::Table;
use crate::platform_names::{self, NameKind};

/// Reads one parameter of an action, or one result, from JSON.
pub fn read_field(
    field: &Parameter,
    json: &Json,
    reader: PayloadReader<'_>,
) -> Result<Value, Fault> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    let kind = match field.kind {
        ValueType::Field(kind) => kind,
        ValueType::Enumeration(of) => return complex::read(&MemberType::Enumeration(of), json),
        ValueType::Complex(kind) => return complex::read(&MemberType::Complex(kind), json),
        ValueType::ComplexCollection(kind) => {
            return complex::read(&MemberType::Array(kind), json);
        }
        ValueType::BigInt | ValueType::ColumnSet | ValueType::Query | ValueType::Request => {
            return Err(body_fault(
                "",
                &format!(
                    "Cannot convert the literal '{json}' to the expected type '{}'.",
                    field.kind.expected()
                ),
            ));
        }
    };
    match kind {
        FieldType::Entity => read_row(field, json, reader).map(|row| Value::Entity(Box::new(row))),
        FieldType::EntityReference => {
            let row = read_row(field, json, reader)?;
            let id = row.id.ok_or_else(no_key)?;
            Ok(Value::Reference(EntityReference::new(row.table, id)))
        }
        FieldType::EntityCollection => {
            let rows = json
                .as_array()
                .ok_or_else(|| converted(&ConvertError::node(json, "StartArray")))?;
            let entities = rows
                .iter()
                .map(|row| read_row(field, row, reader))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Value::Collection(EntityCollection {
                table: entities
                    .first()
                    .map_or_else(String::new, |row| row.table.clone()),
                entities,
                ..EntityCollection::default()
            }))
        }
        kind => json::read(kind, json, reader.numbers).map_err(|error| converted(&error)),
    }
}

/// Reads one argument of a function from its URL literal (CA-033).
pub fn read_argument(
    field: &Parameter,
    literal: &Literal,
    reader: PayloadReader<'_>,
) -> Result<Value, Fault> {
    match (field.kind, literal) {
        (
            ValueType::Field(
                FieldType::Entity | FieldType::EntityCollection | FieldType::EntityReference,
            ),
            Literal::Json(json),
        ) => read_field(field, json, reader),
        (ValueType::Field(kind), literal) => {
            json::read_literal(kind, literal).map_err(|error| converted(&error))
        }
        // A literal of an enumeration is the member's name, with or without its type in front.
        (ValueType::Enumeration(of), Literal::Enumeration { member, .. }) => Ok(of.read(member)),
        (ValueType::Enumeration(of), Literal::Value(Value::String(member))) => Ok(of.read(member)),
        (ValueType::Complex(_) | ValueType::ComplexCollection(_), Literal::Json(json)) => {
            read_field(field, json, reader)
        }
        (kind, Literal::Value(value)) if !matches!(kind, ValueType::Enumeration(_)) => {
            Ok(value.clone())
        }
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
    reader: PayloadReader<'_>,
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
        outputs.insert(name.clone(), read_field(field, json, reader)?);
    }
    Ok(outputs)
}

fn read_row(field: &Parameter, json: &Json, reader: PayloadReader<'_>) -> Result<Entity, Fault> {
    let pieces =
        RowJson::of(json).ok_or_else(|| converted(&ConvertError::node(json, "StartObject")))?;
    if let Some(address) = pieces.id {
        let refuse = |cause: String| body_fault("", &cause);
        let reference = reference_of(address, reader.metadata, refuse)?;
        let table = table_of(field, Some(&reference.table), reader)?;
        let mut row = read_entity(table, pieces.members, reader)?;
        row.id = Some(reference.id);
        return Ok(row);
    }
    let table = table_of(field, pieces.table, reader)?;
    let mut row = read_entity(table, pieces.members, reader)?;
    row.id = row.get(&table.primary_id).and_then(Value::as_guid);
    Ok(row)
}

/// The table of a row: the one it names, which must be the declared one if there is one.
fn table_of<'m>(
    field: &Parameter,
    named: Option<&str>,
    reader: PayloadReader<'m>,
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
    reader
        .metadata
        .table(name)
        .map(|table| &**table)
        .ok_or_else(|| match platform_names::find(NameKind::Table, name) {
            Some(known) => known.refusal(),
            None => body_fault(
                "",
                &format!("A resource without a known type was found: '{name}'."),
            ),
        })
}

/// The platform's error for a row without a type or key (CA-040).
fn no_key() -> Fault {
    body_fault(
        "",
        "EdmEntityObject passed should have the key property value set.",
    )
}

fn converted(error: &ConvertError) -> Fault {
    body_fault("", &error.to_string())
}
