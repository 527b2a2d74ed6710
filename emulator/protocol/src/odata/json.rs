//! Reads and writes values of the thirteen declared types in OData JSON (section 2.5).
//!
//! The JSON of a row or reference depends on the key and the entity set of its table. [`RowJson`] splits such JSON into
//! members, which `model` binds to the metadata.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Number, Value as Json, json};

use super::complex;
use super::literal::Literal;
use super::primitive::{ConvertError, EdmType, LargeNumbers, convert};
use crate::field_type::FieldType;
use crate::value::{ManagedProperty, Value};

/// The members of a row, a reference or an element of a collection in JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct RowJson<'a> {
    /// Logical name of the table, from `@odata.type` without its namespace.
    pub table: Option<&'a str>,
    /// `@odata.id`, relative or absolute.
    pub id: Option<&'a str>,
    /// All members, annotations included.
    pub members: &'a Map<String, Json>,
}

impl<'a> RowJson<'a> {
    /// The members of a JSON object; `None` for any other JSON.
    pub fn of(json: &'a Json) -> Option<Self> {
        let members = json.as_object()?;
        let text = |name: &str| members.get(name).and_then(Json::as_str);
        Some(Self {
            table: text("@odata.type").map(table_of),
            id: text("@odata.id"),
            members,
        })
    }

    /// The members that are not annotations, neither of the row nor of a property.
    pub(crate) fn properties(&self) -> impl Iterator<Item = (&'a str, &'a Json)> {
        self.members
            .iter()
            .filter(|(name, _)| !name.contains('@'))
            .map(|(name, json)| (name.as_str(), json))
    }
}

/// `contact` for `#Microsoft.Dynamics.CRM.contact` or `mscrm.contact`.
fn table_of(type_name: &str) -> &str {
    let name = type_name.strip_prefix('#').unwrap_or(type_name);
    name.rsplit('.').next().unwrap_or(name)
}

/// Bytes of a Base64 text, of the standard alphabet or the one for URLs; `None` for another text.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    STANDARD
        .decode(text)
        .or_else(|_| URL_SAFE.decode(text))
        .ok()
}

/// Writes a value. `None` for values whose JSON depends on metadata (managed properties, see [`managed`]; references,
/// rows and collections) and for values that no response has (column sets, queries and requests).
pub fn write(value: &Value, numbers: LargeNumbers) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Boolean(truth) => json!(truth),
        Value::Integer(number) | Value::OptionSet(number) => json!(number),
        Value::BigInt(number) => large(*number, numbers),
        Value::Decimal(number) | Value::Money(number) => match numbers {
            LargeNumbers::Texts => json!(number.to_string()),
            LargeNumbers::Numbers | LargeNumbers::Either => decimal(*number),
        },
        Value::Double(number) => double(*number),
        Value::String(text) => json!(text),
        Value::DateTime(instant) => json!(date_time(*instant)),
        Value::Date(day) => json!(day.to_string()),
        Value::Guid(id) => json!(id.to_string()),
        Value::Strings(texts) => json!(texts),
        Value::OptionSets(numbers) => {
            let texts: Vec<_> = numbers.iter().map(i32::to_string).collect();
            json!(texts.join(","))
        }
        Value::Bytes(bytes) => json!(STANDARD.encode(bytes)),
        Value::RecordCounts(counts) => json!({
            "Count": counts.len(),
            "IsReadOnly": false,
            "Keys": counts.keys().collect::<Vec<_>>(),
            "Values": counts.values().map(|count| large(*count, numbers)).collect::<Vec<_>>(),
        }),
        Value::Array(of) => {
            let items = of.items().iter();
            items
                .map(|item| write(item, numbers))
                .collect::<Option<_>>()?
        }
        Value::Complex(of) => complex::write(of.kind(), of, numbers),
        Value::ComplexCollection(of) => complex::write_all(of, numbers),
        Value::Managed(_)
        | Value::Reference(_)
        | Value::Entity(_)
        | Value::Collection(_)
        | Value::Columns(_)
        | Value::Query(_)
        | Value::Queries(_)
        | Value::Request(_)
        | Value::References(_)
        | Value::Requests(_)
        | Value::Responses(_)
        | Value::ResponseItems(_) => return None,
    })
}

/// Writes a value of `Edm.Int64`, in the form that large numbers have in the answer (WA-1A0).
pub fn large(number: i64, numbers: LargeNumbers) -> Json {
    match numbers {
        LargeNumbers::Texts => json!(number.to_string()),
        LargeNumbers::Numbers | LargeNumbers::Either => json!(number),
    }
}

/// Writes a managed property; `logical_name` comes from the metadata and may differ from the column's name.
pub fn managed(property: ManagedProperty, logical_name: &str) -> Json {
    json!({
        "Value": property.value,
        "CanBeChanged": property.can_be_changed,
        "ManagedPropertyLogicalName": logical_name,
    })
}

/// `2024-01-02T03:04:05Z`: UTC in whole seconds (WA-04C).
pub(crate) fn date_time(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A number with a scale of 0 that fits 64 bits stays exact; any other number becomes a JSON double.
fn decimal(number: Decimal) -> Json {
    let exact = (number.scale() == 0).then(|| number.to_i64()).flatten();
    exact.map_or_else(
        || double(f64::from_str(&number.to_string()).unwrap_or(f64::NAN)),
        Json::from,
    )
}

/// Infinity and NaN, for which JSON has no number, are strings in OData.
fn double(number: f64) -> Json {
    Number::from_f64(number).map_or_else(
        || {
            Json::from(if number.is_nan() {
                "NaN"
            } else if number > 0.0 {
                "INF"
            } else {
                "-INF"
            })
        },
        Json::Number,
    )
}

/// Reads the JSON of a simple type; null becomes [`Value::Null`] for every type. For `Entity`, `EntityCollection` and
/// `EntityReference` any other JSON is refused: see [`RowJson`].
///
/// # Errors
/// [`ConvertError`] with the value and the declared Edm type.
pub fn read(kind: FieldType, json: &Json, numbers: LargeNumbers) -> Result<Value, ConvertError> {
    let edm = match kind {
        FieldType::Boolean => EdmType::Boolean,
        FieldType::DateTime => EdmType::DateTimeOffset,
        FieldType::Decimal | FieldType::Money => EdmType::Decimal,
        FieldType::Float => EdmType::Double,
        FieldType::Integer | FieldType::Picklist => EdmType::Int32,
        FieldType::String => EdmType::String,
        FieldType::Guid => EdmType::Guid,
        FieldType::StringArray => return strings(json),
        FieldType::Entity | FieldType::EntityCollection | FieldType::EntityReference => {
            return match json {
                Json::Null => Ok(Value::Null),
                _ => Err(ConvertError::Literal {
                    literal: json.to_string(),
                    expected: kind.edm_type(),
                }),
            };
        }
    };
    Ok(match (kind, convert(edm, json, numbers)?) {
        (FieldType::Money, Value::Decimal(amount)) => Value::Money(amount),
        (FieldType::Picklist, Value::Integer(option)) => Value::OptionSet(option),
        (_, value) => value,
    })
}

fn strings(json: &Json) -> Result<Value, ConvertError> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    let items = json
        .as_array()
        .ok_or_else(|| ConvertError::node(json, "StartArray"))?;
    let texts =
        items.iter().map(
            |item| match convert(EdmType::String, item, LargeNumbers::default())? {
                Value::String(text) => Ok(text),
                _ => Err(ConvertError::Literal {
                    literal: item.to_string(),
                    expected: EdmType::String.name(),
                }),
            },
        );
    texts.collect::<Result<Vec<_>, _>>().map(Value::Strings)
}

/// Converts a literal of a URL to a declared simple type (CA-033), as the JSON value of the same form is converted. A
/// date without a time is midnight in UTC, and an enumeration member is its name (C-27).
///
/// # Errors
/// [`ConvertError`] with the value and the declared Edm type.
pub fn read_literal(kind: FieldType, literal: &Literal) -> Result<Value, ConvertError> {
    let value = match literal {
        Literal::Value(value) => value,
        Literal::Json(json) => return read(kind, json, LargeNumbers::Either),
        Literal::Enumeration { member, .. } => {
            return read(kind, &json!(member), LargeNumbers::Either);
        }
    };
    let mismatch = || ConvertError::Literal {
        literal: plain_text(value),
        expected: kind.edm_type(),
    };
    match (kind, value) {
        // A conversion through a JSON number would lose digits.
        (FieldType::Decimal, Value::Decimal(number)) => Ok(Value::Decimal(*number)),
        (FieldType::Money, Value::Decimal(number)) => Ok(Value::Money(*number)),
        (FieldType::DateTime, Value::DateTime(instant)) => Ok(Value::DateTime(*instant)),
        (FieldType::DateTime, Value::Date(day)) => read(
            kind,
            &json!(format!("{day}T00:00:00Z")),
            LargeNumbers::Either,
        ),
        (FieldType::String, Value::Guid(_) | Value::Date(_) | Value::DateTime(_)) => {
            Err(mismatch())
        }
        _ => read(
            kind,
            &write(value, LargeNumbers::Numbers).ok_or_else(mismatch)?,
            LargeNumbers::Either,
        ),
    }
}

/// The text of a literal, without quotes.
fn plain_text(value: &Value) -> String {
    match write(value, LargeNumbers::Numbers) {
        Some(Json::String(text)) => text,
        Some(json) => json.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
