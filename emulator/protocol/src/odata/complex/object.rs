//! The complex type `Object`: a value that says its .NET type, as `{"Type": "System.String", "Value": "account"}`.
//!
//! The value is a text, whatever its type; a list is the text of a JSON array, whose strings may have single quotes.

use serde_json::{Value as Json, json};

use super::{ReadError, named, truth};
use crate::complex::metadata::STRING_FORMAT_NAME;
use crate::complex::{Complex, ComplexError, Enumeration};
use crate::odata::json;
use crate::odata::primitive::{ConvertError, EdmType, LargeNumbers, convert};
use crate::value::Value;

/// The .NET types of values that are no enumerations.
const SIMPLE: [(&str, EdmType); 7] = [
    ("System.String", EdmType::String),
    ("System.Int32", EdmType::Int32),
    ("System.Int64", EdmType::Int64),
    ("System.Decimal", EdmType::Decimal),
    ("System.Double", EdmType::Double),
    ("System.Guid", EdmType::Guid),
    ("System.DateTime", EdmType::DateTimeOffset),
];

/// Reads an object with `Type` and `Value`; any other JSON is a value that says its type by its form.
pub(super) fn read(json: &Json) -> Result<Value, ReadError> {
    let Some(object) = json.as_object() else {
        return Ok(plain(json)?);
    };
    let kind = object.get("Type").and_then(Json::as_str);
    let value = object.get("Value").unwrap_or(&Json::Null);
    match kind {
        None => Ok(plain(value)?),
        Some(_) if value.is_null() => Ok(Value::Null),
        Some(kind) => match kind.strip_suffix("[]") {
            Some(kind) => list(kind, value),
            None => one(kind, value),
        },
    }
}

/// Writes a value with its type.
pub(super) fn write(value: &Value, numbers: LargeNumbers) -> Json {
    let kind = match value {
        Value::Null => return Json::Null,
        Value::Boolean(_) => "System.Boolean",
        Value::Integer(_) => "System.Int32",
        Value::BigInt(_) => "System.Int64",
        Value::Decimal(_) => "System.Decimal",
        Value::Double(_) => "System.Double",
        Value::Guid(_) => "System.Guid",
        Value::DateTime(_) => "System.DateTime",
        Value::Strings(_) => "System.String[]",
        Value::Array(of) if of.of() == EdmType::Int32 => "System.Int32[]",
        Value::Array(of) if of.of() == EdmType::Guid => "System.Guid[]",
        Value::Complex(of) => {
            let text = of.get("Value").and_then(Value::as_str);
            return json!({"Type": of.kind().dotnet_name(), "Value": text});
        }
        _ => "System.String",
    };
    let text = match json::write(value, numbers).unwrap_or_default() {
        Json::String(text) => text,
        other => other.to_string(),
    };
    json!({"Type": kind, "Value": text})
}

fn one(kind: &str, value: &Json) -> Result<Value, ReadError> {
    let text = Json::String(text_of(value));
    if kind == "System.Boolean" {
        return Ok(truth(&text)?);
    }
    if let Some((_, edm)) = SIMPLE.iter().find(|(name, _)| *name == kind) {
        let json = match edm {
            // These are texts in JSON; numbers are not.
            EdmType::String | EdmType::Guid | EdmType::DateTimeOffset => text,
            _ => serde_json::from_str(&text_of(value)).unwrap_or(text),
        };
        return Ok(convert(*edm, &json, LargeNumbers::Either)?);
    }
    if let Some(of) = Enumeration::of_dotnet(kind) {
        return Ok(of.parse(&text_of(value))?.into());
    }
    let name = kind.rsplit('.').next().unwrap_or(kind);
    let base = STRING_FORMAT_NAME.base.unwrap_or(&STRING_FORMAT_NAME);
    let constant = named(base, name).ok().filter(|it| it.dotnet_name() == kind);
    match constant {
        Some(constant) => Ok(Complex::new(constant).with("Value", text_of(value)).into()),
        None => Err(unknown(kind)),
    }
}

fn list(kind: &str, value: &Json) -> Result<Value, ReadError> {
    let items = match value {
        Json::Array(items) => items.clone(),
        other => items(&text_of(other)).ok_or_else(|| ReadError::Shape {
            kind: format!("The value of {kind}[]"),
            expected: "array",
        })?,
    };
    let items = items.iter().map(|item| one(kind, item));
    let items = items.collect::<Result<Vec<_>, _>>()?;
    if items.iter().any(|item| matches!(item, Value::Guid(_))) {
        let ids: Vec<_> = items.iter().filter_map(Value::as_guid).collect();
        return Ok(ids.into());
    }
    let numbers: Option<Vec<i32>> = items
        .iter()
        .map(|item| match item {
            Value::Integer(number) => Some(*number),
            _ => None,
        })
        .collect();
    if let Some(numbers) = numbers.filter(|numbers| !numbers.is_empty()) {
        return Ok(numbers.into());
    }
    let texts = items.into_iter().filter_map(|item| match item {
        Value::String(text) => Some(text),
        Value::Complex(of) => of.get("Value").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    });
    Ok(Value::Strings(texts.collect()))
}

/// The items of a list that is a text.
fn items(text: &str) -> Option<Vec<Json>> {
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&text.replace('\'', "\"")))
        .ok()
}

/// A value without a type: its JSON says what it is.
fn plain(json: &Json) -> Result<Value, ConvertError> {
    Ok(match json {
        Json::Bool(truth) => (*truth).into(),
        Json::Number(_) => convert(EdmType::Int32, json, LargeNumbers::Either)?,
        Json::String(text) => text.as_str().into(),
        Json::Array(items) => Value::Strings(items.iter().map(text_of).collect()),
        Json::Null | Json::Object(_) => Value::Null,
    })
}

fn text_of(json: &Json) -> String {
    json.as_str()
        .map_or_else(|| json.to_string(), str::to_owned)
}

fn unknown(kind: &str) -> ReadError {
    ComplexError::Type {
        given: kind.to_owned(),
        declared: "Object",
    }
    .into()
}
