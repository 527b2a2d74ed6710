//! Reads and writes complex types in OData JSON.
//!
//! A member without a value is null; a navigation property without one is left out. An instance whose type is not the
//! declared one has an `@odata.type`. Parameters and results have definitions of metadata as complex types, whose names
//! begin with `Complex` (`ComplexEntityMetadata`). A dictionary is an object with two arrays, in which `Keys[i]` belongs
//! to `Values[i]`.

use serde_json::{Map, Value as Json, json};
use thiserror::Error;

mod object;

use super::json::{self, RowJson};
use super::primitive::{ConvertError, EdmType, LargeNumbers, convert};
use crate::complex::types::{Content, Dictionary, Surface};
use crate::complex::{Complex, ComplexCollection, ComplexError, ComplexType, MemberType};
use crate::field_type::FieldType;
use crate::value::{Value, array_of};

/// The namespace of every type of the Web API, as `@odata.type` has it.
const NAMESPACE: &str = "#Microsoft.Dynamics.CRM.";

/// What the name of a definition begins with where it is a complex type.
const COMPLEX: &str = "Complex";

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

/// Reads an array of a simple type.
fn simple(of: EdmType, kind: &MemberType, json: &Json) -> Result<Value, ReadError> {
    let items = array(kind, json)?
        .iter()
        .map(|item| convert(of, item, LargeNumbers::Either));
    let items = items.collect::<Result<_, _>>()?;
    Ok(array_of(of, items).map_err(|_| ConvertError::node(json, "PrimitiveValue"))?)
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
        MemberType::Value(FieldType::Boolean) if json.is_string() => truth(json)?,
        MemberType::BigInt => convert(EdmType::Int64, json, LargeNumbers::Either)?,
        MemberType::Integers => simple(EdmType::Int32, kind, json)?,
        MemberType::Guids => simple(EdmType::Guid, kind, json)?,
        MemberType::Any => object::read(json)?,
        MemberType::Value(simple) => json::read(*simple, json, LargeNumbers::Either)?,
        MemberType::Enumeration(of) => {
            let text = json
                .as_str()
                .map_or_else(|| json.to_string(), str::to_owned);
            of.parse(&text)?.into()
        }
        MemberType::Complex(declared) => instance(declared, json)?.into(),
        MemberType::Array(declared) => {
            let items = array(kind, json)?
                .iter()
                .map(|item| instance(declared, item));
            ComplexCollection::new(declared, items.collect::<Result<_, _>>()?)?.into()
        }
    })
}

/// The items of a list.
fn array<'j>(kind: &MemberType, json: &'j Json) -> Result<&'j [Json], ReadError> {
    json.as_array()
        .map(Vec::as_slice)
        .ok_or_else(|| ReadError::Shape {
            kind: format!("A list of {}", item_name(kind)),
            expected: "array",
        })
}

fn item_name(kind: &MemberType) -> &'static str {
    match kind {
        MemberType::Array(of) => of.name,
        MemberType::Guids => EdmType::Guid.name(),
        _ => EdmType::Int32.name(),
    }
}

/// A Boolean as a text: the platform's own samples of metadata queries write `"False"`.
fn truth(json: &Json) -> Result<Value, ConvertError> {
    let text = json.as_str().unwrap_or_default();
    match text {
        _ if text.eq_ignore_ascii_case("true") => Ok(true.into()),
        _ if text.eq_ignore_ascii_case("false") => Ok(false.into()),
        _ => convert(EdmType::Boolean, json, LargeNumbers::Either),
    }
}

/// The type of an instance: the one that it names, which must be the declared one or derived from it.
fn named(declared: &'static ComplexType, name: &str) -> Result<&'static ComplexType, ComplexError> {
    let plain = || name.strip_prefix(COMPLEX).and_then(ComplexType::named);
    ComplexType::named(name)
        .or_else(plain)
        .filter(|kind| kind.is_a(declared))
        .ok_or_else(|| ComplexError::Type {
            given: name.to_owned(),
            declared: declared.name,
        })
}

fn instance(declared: &'static ComplexType, json: &Json) -> Result<Complex, ReadError> {
    let row = RowJson::of(json).ok_or_else(|| shape(declared, "object"))?;
    let kind = match row.table {
        Some(name) => named(declared, name)?,
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
    let mut object = Map::new();
    if kind != declared {
        let complex = if kind.is_definition() { COMPLEX } else { "" };
        object.insert(
            "@odata.type".to_owned(),
            json!(format!("{NAMESPACE}{complex}{}", kind.name)),
        );
    }
    match &kind.content {
        Content::Members(_) => object.extend(kind.web_members().filter_map(|member| {
            let value = of.get(member.name);
            let is_written = match member.surface {
                Surface::Both => true,
                Surface::Navigation | Surface::WebNavigation => value.is_some(),
                Surface::Contract => false,
            };
            is_written.then(|| {
                let value = value.unwrap_or(&Value::Null);
                let json = member_json(&member.kind, value, numbers);
                (member.name.to_owned(), json)
            })
        })),
        Content::Dictionary(dictionary) => {
            let (keys, values): (Vec<_>, Vec<_>) = of
                .entries()
                .map(|(key, value)| (json!(key), member_json(&dictionary.value, value, numbers)))
                .unzip();
            object.extend([
                ("Count".to_owned(), json!(keys.len())),
                ("IsReadOnly".to_owned(), json!(false)),
                ("Keys".to_owned(), Json::Array(keys)),
                ("Values".to_owned(), Json::Array(values)),
            ]);
        }
    }
    Json::Object(object)
}

/// Writes the instances of a collection as an array.
pub(super) fn write_all(of: &ComplexCollection, numbers: LargeNumbers) -> Json {
    let items = of.items().iter();
    items.map(|item| write(of.kind(), item, numbers)).collect()
}

/// Writes the value of a member.
pub(crate) fn member_json(kind: &MemberType, value: &Value, numbers: LargeNumbers) -> Json {
    match (kind, value) {
        (MemberType::Enumeration(of), Value::Integer(number)) => {
            json!(of.text_of(*number, ", "))
        }
        (MemberType::Any, value) => object::write(value, numbers),
        (MemberType::Complex(declared), Value::Complex(instance)) => {
            write(declared, instance, numbers)
        }
        // Every other member has a simple type, which `json::write` writes.
        (_, value) => json::write(value, numbers).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
