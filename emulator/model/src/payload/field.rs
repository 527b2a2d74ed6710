//! Reads parameters and results of custom APIs from JSON and from URLs, typed by their definition
//! (2.5).

use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::MemberType;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::odata::json::{self, RowJson};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::primitive::{ConvertError, EdmType, convert};
use dataverse_protocol::query::Query;
use dataverse_protocol::soap::{SoapError, query_of_json};
use dataverse_protocol::value::{
    Attributes, EXPANDO, Entity, EntityCollection, EntityReference, Value, array_of,
};
use serde_json::{Map, Value as Json};

use super::open::{is_open, read_open};
use super::{PARTITION, PayloadReader, body_fault, complex, read_entity, reference_of};
use crate::message::{Message, Parameter, ValueType, WebForm};
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
    if let Some(form) = field.web {
        return read_ids(field, form, json, reader);
    }
    let kind = match field.kind {
        ValueType::Field(kind) => kind,
        // A member is written as its name; the number alone is no text.
        ValueType::Enumeration(_) if !json.is_string() => {
            return Err(converted(&ConvertError::node(json, "PrimitiveValue")));
        }
        ValueType::Enumeration(of) => return complex::read(&MemberType::Enumeration(of), json),
        ValueType::Complex(kind) => return complex::read_instance(kind, json, reader),
        ValueType::Bytes => {
            let bytes = json.as_str().and_then(json::bytes);
            let bytes = bytes.ok_or_else(|| converted(&ConvertError::node(json, "Edm.Binary")))?;
            return Ok(Value::Bytes(bytes));
        }
        ValueType::Integers => return complex::read(&MemberType::Integers, json),
        ValueType::Guids => return complex::read(&MemberType::Guids, json),
        ValueType::ComplexCollection(kind) => {
            return complex::read(&MemberType::Array(kind), json);
        }
        ValueType::References => {
            let rows = rows(field, json, reader)?.into_iter();
            let references = rows.map(reference).collect::<Result<_, _>>()?;
            return Ok(Value::References(references));
        }
        ValueType::Queries => {
            let queries = json.as_array();
            let queries =
                queries.ok_or_else(|| converted(&ConvertError::node(json, "StartArray")))?;
            let queries = queries.iter().map(read_query).collect::<Result<_, _>>()?;
            return Ok(Value::Queries(queries));
        }
        ValueType::BigInt => {
            let number = convert(EdmType::Int64, json, reader.numbers);
            return number.map_err(|error| converted(&error));
        }
        ValueType::ColumnSet
        | ValueType::Query
        | ValueType::Request
        | ValueType::RecordCounts
        | ValueType::Requests
        | ValueType::Responses
        | ValueType::ResponseItems => {
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
        FieldType::EntityReference => reference(read_row(field, json, reader)?).map(Value::from),
        FieldType::EntityCollection => {
            let entities = rows(field, json, reader)?;
            Ok(Value::from(EntityCollection {
                table: EntityCollection::table_of(&entities).to_owned(),
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
        ) => match has_open_row(json) {
            true => Err(body_fault(
                "",
                &format!(
                    "Parameter '{}' of a function cannot be of an open type.",
                    field.name
                ),
            )),
            false => read_field(field, json, reader),
        },
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
    let mut outputs = Attributes::default();
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
        outputs.insert(name.as_str().into(), read_field(field, json, reader)?);
    }
    Ok(outputs)
}

/// Reads a `QueryExpression`.
fn read_query(json: &Json) -> Result<Query, Fault> {
    query_of_json(json).map_err(|error| match error {
        SoapError::NotEmulated(_) => Fault::not_emulated_text(error.to_string()),
        error => body_fault("", &error.to_string()),
    })
}

/// Reads the ids of rows that the Web API names by the rows.
fn read_ids(
    field: &Parameter,
    form: WebForm,
    json: &Json,
    reader: PayloadReader<'_>,
) -> Result<Value, Fault> {
    let of_table = Parameter {
        table: Some(form.table.to_owned()),
        ..field.clone()
    };
    let id = |row: Entity| {
        let named = match form.lookup {
            None => row.id,
            Some(lookup) => row.get(lookup).and_then(Value::as_guid),
        };
        named.ok_or_else(no_key)
    };
    match field.kind {
        ValueType::Guids => {
            let rows = rows(&of_table, json, reader)?.into_iter();
            let ids = rows.map(id).map(|id| id.map(Value::Guid));
            let ids = ids.collect::<Result<_, _>>()?;
            array_of(EdmType::Guid, ids).map_err(|_| no_key())
        }
        _ => id(read_row(&of_table, json, reader)?).map(Value::Guid),
    }
}

/// Reads an array of rows.
fn rows(field: &Parameter, json: &Json, reader: PayloadReader<'_>) -> Result<Vec<Entity>, Fault> {
    let rows = json
        .as_array()
        .ok_or_else(|| converted(&ConvertError::node(json, "StartArray")))?;
    rows.iter()
        .map(|row| read_row(field, row, reader))
        .collect()
}

/// The reference to a row: by its alternate key, by id and partition, or by its id.
fn reference(mut row: Entity) -> Result<EntityReference, Fault> {
    if let Some(keys) = row.keys {
        return Ok(EntityReference::by_key(row.table, *keys));
    }
    let id = row.id.ok_or_else(no_key)?;
    match row.attributes.swap_remove(PARTITION) {
        Some(partition) if !partition.is_null() => {
            row.attributes
                .retain(|_, value| value.as_guid() == Some(id));
            row.attributes.insert(PARTITION.into(), partition);
            Ok(EntityReference::by_key(row.table, row.attributes))
        }
        _ => Ok(EntityReference::new(row.table, id)),
    }
}

fn read_row(field: &Parameter, json: &Json, reader: PayloadReader<'_>) -> Result<Entity, Fault> {
    let pieces =
        RowJson::of(json).ok_or_else(|| converted(&ConvertError::node(json, "StartObject")))?;
    if let Some(address) = pieces.id {
        let refuse = |cause: String| body_fault("", &cause);
        let reference = reference_of(address, reader.metadata, refuse)?;
        let table = table_of(field, Some(&reference.table), reader)?;
        let mut row = read_entity(table, pieces.members, reader)?;
        row.id = reference.keys.is_none().then_some(reference.id);
        row.keys = reference.keys;
        return Ok(row);
    }
    if pieces.table == Some(EXPANDO) && field.table.is_none() {
        return read_open(pieces.members, reader);
    }
    let table = table_of(field, pieces.table, reader)?;
    read_typed_row(table, &pieces, reader)
}

/// Reads a row of a table, with its key if it has one.
pub(super) fn read_typed_row(
    table: &Table,
    pieces: &RowJson<'_>,
    reader: PayloadReader<'_>,
) -> Result<Entity, Fault> {
    let mut row = read_entity(table, pieces.members, reader)?;
    row.id = row.get(&table.primary_id).and_then(Value::as_guid);
    Ok(row)
}

/// Whether a row, or one of an array of rows, is of the open type.
fn has_open_row(json: &Json) -> bool {
    is_open(json) || json.as_array().is_some_and(|rows| rows.iter().any(is_open))
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
pub(super) fn no_key() -> Fault {
    body_fault(
        "",
        "EdmEntityObject passed should have the key property value set.",
    )
}

fn converted(error: &ConvertError) -> Fault {
    body_fault("", &error.to_string())
}
