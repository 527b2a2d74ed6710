//! Reads and writes complex types in OData JSON.
//!
//! A member without a value is null. An instance whose type is not the declared one has an `@odata.type`. A dictionary
//! is an object with two arrays, in which `Keys[i]` belongs to `Values[i]`.

use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use super::json::{self, RowJson};
use super::primitive::{ConvertError, LargeNumbers};
use crate::complex::types::{Content, Dictionary};
use crate::complex::{Complex, ComplexCollection, ComplexError, ComplexType, MemberType};
use crate::value::Value;

/// The namespace of every type of the Web API, as `@odata.type` has it.
const NAMESPACE: &str = "#Microsoft.Dynamics.CRM.";

/// Why a JSON value is not of its declared type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// The value is not the expected JSON object or array.
    #[error("{kind} must be a JSON {expected}.")]
    Shape {
        /// The declared type, or an array of it.
        kind: String,
        /// The expected JSON: `object` or `array`.
        expected: &'static str,
    },
    /// A member of a simple type has a value of another type.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The object is not an instance of the type.
    #[error(transparent)]
    Complex(#[from] ComplexError),
}

/// Reads the JSON of a parameter or member; null becomes [`Value::Null`] for every type.
///
/// # Errors
///
/// [`ReadError`] for the first member whose value is not of its type.
pub fn read(kind: &MemberType, json: &Json) -> Result<Value, ReadError> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    Ok(match kind {
        MemberType::Value(simple) => json::read(*simple, json, LargeNumbers::Either)?,
        MemberType::Enumeration(of) => {
            let text = json
                .as_str()
                .map_or_else(|| json.to_string(), str::to_owned);
            of.parse(&text)?.into()
        }
        MemberType::Complex(declared) => match &declared.content {
            Content::Flags(of) => {
                let text = json
                    .as_str()
                    .map_or_else(|| json.to_string(), str::to_owned);
                Complex::parse_flags(declared, of, &text)?.into()
            }
            _ => instance(declared, json)?.into(),
        },
        MemberType::Array(declared) => {
            let items = json.as_array().ok_or_else(|| ReadError::Shape {
                kind: format!("A list of {}", declared.name),
                expected: "array",
            })?;
            let items = items.iter().map(|item| instance(declared, item));
            ComplexCollection::new(declared, items.collect::<Result<_, _>>()?)?.into()
        }
    })
}

fn instance(declared: &'static ComplexType, json: &Json) -> Result<Complex, ReadError> {
    let row = RowJson::of(json).ok_or_else(|| shape(declared, "object"))?;
    let kind = match row.table {
        Some(name) => ComplexType::named(name)
            .filter(|kind| kind.is_a(declared))
            .ok_or_else(|| ComplexError::Type {
                given: name.to_owned(),
                declared: declared.name,
            })?,
        None => declared,
    };
    let mut instance = Complex::new(kind);
    match &kind.content {
        Content::Members(_) => {
            for (name, json) in row.properties() {
                let value = match kind.entry(name) {
                    Some((_, member)) => read(member, json)?,
                    None => Value::Null,
                };
                instance.set(name, value)?;
            }
        }
        Content::Dictionary(of) => entries(&mut instance, of, row.members)?,
        Content::Flags(_) => return Err(shape(declared, "string")),
    }
    Ok(instance.complete()?)
}

fn entries(
    instance: &mut Complex,
    of: &Dictionary,
    members: &Map<String, Json>,
) -> Result<(), ReadError> {
    let list = |name| members.get(name).and_then(Json::as_array);
    let (keys, values) = list("Keys")
        .zip(list("Values"))
        .filter(|(keys, values)| keys.len() == values.len())
        .ok_or_else(|| shape(instance.kind(), "object with as many Keys as Values"))?;
    for (key, value) in keys.iter().zip(values) {
        let key = of.key.parse(key.as_str().unwrap_or_default())?;
        let name = of.key.name_of(key).unwrap_or_default();
        instance.set(name, read(&of.value, value)?)?;
    }
    Ok(())
}

fn shape(kind: &ComplexType, expected: &'static str) -> ReadError {
    ReadError::Shape {
        kind: kind.name.to_owned(),
        expected,
    }
}

/// Writes an instance, with `@odata.type` if its type is not the declared one.
pub(super) fn write(declared: &ComplexType, of: &Complex, numbers: LargeNumbers) -> Json {
    let kind = of.kind();
    if let Some(names) = of.flag_names(", ") {
        return json!(names);
    }
    let mut object = Map::new();
    if kind != declared {
        object.insert(
            "@odata.type".to_owned(),
            json!(format!("{NAMESPACE}{}", kind.name)),
        );
    }
    match &kind.content {
        Content::Members(_) => object.extend(kind.members().map(|member| {
            let value = of.get(member.name).unwrap_or(&Value::Null);
            (
                member.name.to_owned(),
                of_type(&member.kind, value, numbers),
            )
        })),
        Content::Dictionary(dictionary) => {
            let (keys, values): (Vec<_>, Vec<_>) = of
                .entries()
                .map(|(key, value)| (json!(key), of_type(&dictionary.value, value, numbers)))
                .unzip();
            object.extend([
                ("Count".to_owned(), json!(keys.len())),
                ("IsReadOnly".to_owned(), json!(false)),
                ("Keys".to_owned(), Json::Array(keys)),
                ("Values".to_owned(), Json::Array(values)),
            ]);
        }
        Content::Flags(_) => {}
    }
    Json::Object(object)
}

/// Writes the instances of a collection as an array.
pub(super) fn write_all(of: &ComplexCollection, numbers: LargeNumbers) -> Json {
    let items = of.items().iter();
    items.map(|item| write(of.kind(), item, numbers)).collect()
}

fn of_type(kind: &MemberType, value: &Value, numbers: LargeNumbers) -> Json {
    match (kind, value) {
        (MemberType::Enumeration(of), Value::Integer(number)) => json!(of.name_of(*number)),
        (MemberType::Complex(declared), Value::Complex(instance)) => {
            write(declared, instance, numbers)
        }
        // Every other member has a simple type, which `json::write` writes.
        (_, value) => json::write(value, numbers).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
