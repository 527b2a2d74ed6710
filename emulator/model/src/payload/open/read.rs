//! Reads rows of the open type: their properties are of the types that annotations name (CA-081 to CA-083).

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::OpenTypeTexts;
use dataverse_protocol::complex::{ComplexType, MemberType};
use dataverse_protocol::odata::json::RowJson;
use dataverse_protocol::odata::primitive::{ConvertError, EdmType, LargeNumbers, convert};
use dataverse_protocol::odata::type_name::{ItemType, Primitive, TypeName, Unreadable};
use dataverse_protocol::value::{EXPANDO, Entity, EntityCollection, Value, array_of};
use serde_json::{Map, Value as Json};

use super::super::field::{no_key, read_typed_row};
use super::super::{PayloadReader, body_fault, complex};
use crate::platform_names::{self, NameKind};

const TYPE: &str = "@odata.type";
/// The type that all tables and the open type are derived from: a row of it names its own type.
const ANY_ROW: &str = "crmbaseentity";

/// Reads a row of the open type.
pub(in crate::payload) fn read_open(
    members: &Map<String, Json>,
    reader: PayloadReader<'_>,
) -> Result<Entity, Fault> {
    let mut row = Entity::open();
    for (name, json) in members {
        if let Some((property, _)) = name.split_once('@') {
            if !property.is_empty() && !members.contains_key(property) {
                return Err(refused(&format!(
                    "An undeclared property '{property}' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values."
                )));
            }
            continue;
        }
        let declared = members.get(&format!("{name}{TYPE}"));
        let value = match declared {
            _ if json.is_null() => Value::Null,
            Some(Json::String(kind)) => of_type(name, kind, json, reader)?,
            Some(other) => return Err(converted(&ConvertError::node(other, "PrimitiveValue"))),
            None => told(name, json, reader)?,
        };
        row.attributes.insert(name.as_str().into(), value);
    }
    Ok(row)
}

/// Reads a value of the type that its annotation names.
fn of_type(name: &str, kind: &str, json: &Json, reader: PayloadReader<'_>) -> Result<Value, Fault> {
    let parsed = TypeName::parse(kind).map_err(|why| match why {
        Unreadable::NotEmulated => Fault::not_emulated(format_args!(
            "A value of the type '{kind}' in the property '{name}' of an open type"
        )),
        Unreadable::Unknown => unknown(kind),
    })?;
    match parsed {
        TypeName::One(ItemType::Primitive(primitive)) => simple(primitive, json, reader.numbers),
        TypeName::One(ItemType::Model(model)) => object(Some(model), json, reader),
        TypeName::Collection(item) => {
            let items = json
                .as_array()
                .ok_or_else(|| converted(&ConvertError::node(json, "StartArray")))?;
            array(item, items, reader)
        }
    }
}

fn simple(primitive: Primitive, json: &Json, numbers: LargeNumbers) -> Result<Value, Fault> {
    let value = convert(primitive.held_as, json, numbers).map_err(|error| converted(&error))?;
    match primitive.holds(&value) {
        true => Ok(value),
        false => Err(converted(&ConvertError::Literal {
            literal: json.to_string(),
            expected: primitive.held_as.name(),
        })),
    }
}

/// Reads an array; its items have the type that the array's annotation names, or one derived from it.
fn array(item: ItemType<'_>, items: &[Json], reader: PayloadReader<'_>) -> Result<Value, Fault> {
    match item {
        ItemType::Primitive(primitive) => {
            let values = items
                .iter()
                .map(|json| simple(primitive, json, reader.numbers));
            let values = values.collect::<Result<_, _>>()?;
            array_of(primitive.held_as, values).map_err(|_| {
                refused("A null value was detected in the items of a collection property value; non-nullable instances of collection types do not support null values as items.")
            })
        }
        ItemType::Model(model) if ComplexType::named(model).is_some() => {
            let kind = ComplexType::named(model).map(MemberType::Array);
            let kind = kind.ok_or_else(|| unknown(model))?;
            complex::read(&kind, &Json::Array(items.to_vec()))
        }
        ItemType::Model(model) => {
            let rows = items
                .iter()
                .map(|json| match object(Some(model), json, reader)? {
                    Value::Entity(row) => Ok(*row),
                    _ => Err(unknown(model)),
                });
            let entities = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(EntityCollection {
                table: EntityCollection::table_of(&entities).to_owned(),
                entities,
                ..EntityCollection::default()
            }
            .into())
        }
    }
}

/// Reads an object: a row of the open type or of a table, or an instance of a complex type. Its own `@odata.type` comes
/// before the declared one.
fn object(declared: Option<&str>, json: &Json, reader: PayloadReader<'_>) -> Result<Value, Fault> {
    let row =
        RowJson::of(json).ok_or_else(|| converted(&ConvertError::node(json, "StartObject")))?;
    let name = row.table.or(declared).ok_or_else(untyped)?;
    if let Some(kind) = ComplexType::named(name) {
        return complex::read(&MemberType::Complex(kind), json);
    }
    if name == EXPANDO {
        return read_open(row.members, reader).map(Value::from);
    }
    if name == ANY_ROW {
        return Err(no_key());
    }
    if let Some(table) = reader.metadata.table(name) {
        return read_typed_row(table, &row, reader).map(Value::from);
    }
    Err(match platform_names::find(NameKind::Table, name) {
        Some(known) => known.refusal(),
        // Complex types have names in capitals; that of an enumeration belongs to a text.
        None if name.starts_with(|first: char| first.is_ascii_uppercase()) => {
            Fault::not_emulated(format_args!("A value of the type '{name}' in an open type"))
        }
        None => unknown(name),
    })
}

/// Reads a value whose type its JSON tells: a whole number of 32 bits, otherwise a decimal or floating point number; a
/// text; a truth value; an object that names its type.
fn told(name: &str, json: &Json, reader: PayloadReader<'_>) -> Result<Value, Fault> {
    match json {
        Json::Null => Ok(Value::Null),
        Json::Bool(truth) => Ok(Value::Boolean(*truth)),
        Json::Number(_) => {
            let kinds = [EdmType::Int32, EdmType::Decimal, EdmType::Double];
            let mut read = kinds
                .into_iter()
                .map(|kind| convert(kind, json, LargeNumbers::Numbers));
            let number = read.find_map(Result::ok);
            number.ok_or_else(|| refused(&format!("The number {json} has no type.")))
        }
        Json::String(text) => {
            let reads = reader.rules.open_type_texts == OpenTypeTexts::Accept
                || !text.contains(['[', '\'']);
            match reads {
                true => Ok(Value::from(text.as_str())),
                false => Err(refused(&format!(
                    "The text of the property '{name}' has a '[' or a ''', which needs the annotation \"{name}{TYPE}\": \"String\"."
                ))),
            }
        }
        Json::Array(_) => Err(untyped()),
        Json::Object(_) => object(None, json, reader),
    }
}

/// OData's error for an object or an array that names no type.
fn untyped() -> Fault {
    refused(
        "A value without a type name was found and no expected type is available. When the model is specified, each value in the payload must have a type which can be either specified in the payload, explicitly by the caller or implicitly inferred from the parent value.",
    )
}

/// OData's error for a type that the model does not have.
fn unknown(name: &str) -> Fault {
    refused(&format!(
        "A type named '{name}' could not be resolved by the model. When a model is available, each type name must resolve to a valid type."
    ))
}

fn converted(error: &ConvertError) -> Fault {
    refused(&error.to_string())
}

fn refused(cause: &str) -> Fault {
    body_fault("", cause)
}
