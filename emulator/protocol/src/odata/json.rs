//! Values in OData JSON, both ways, by the thirteen declared types (section 2.5).
//!
//! Rows and references need a table's key and set names; those this module leaves in pieces
//! ([`RowJson`]) for the server to bind.

use std::str::FromStr;

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Number, Value as Json, json};
use thiserror::Error;

use super::complex;
use super::literal::{self, Literal};
use crate::field_type::FieldType;
use crate::value::{ManagedProperty, Value};

/// A value of another type than the declared one (CA-03F).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("Cannot convert the literal '{literal}' to the expected type '{expected}'.")]
pub struct ConvertError {
    /// The value: text without its quotes, anything else as JSON.
    pub literal: String,
    /// The Edm type.
    pub expected: &'static str,
}

/// The pieces of a row, a reference or an element of a collection in JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct RowJson<'a> {
    /// Logical name of the table from `@odata.type`, its namespace taken off.
    pub table: Option<&'a str>,
    /// `@odata.id`, relative or absolute.
    pub id: Option<&'a str>,
    /// All members, annotations included.
    pub members: &'a Map<String, Json>,
}

impl<'a> RowJson<'a> {
    /// The pieces of a JSON object; `None` for any other JSON.
    pub fn of(json: &'a Json) -> Option<Self> {
        let members = json.as_object()?;
        let text = |name: &str| members.get(name).and_then(Json::as_str);
        Some(Self {
            table: text("@odata.type").map(table_of),
            id: text("@odata.id"),
            members,
        })
    }

    /// The members that are no annotations of the row or of a property.
    pub(crate) fn properties(&self) -> impl Iterator<Item = (&'a str, &'a Json)> {
        self.members
            .iter()
            .filter(|(name, _)| !name.contains('@'))
            .map(|(name, json)| (name.as_str(), json))
    }
}

/// `contact` of `#Microsoft.Dynamics.CRM.contact` or `mscrm.contact`.
fn table_of(type_name: &str) -> &str {
    let name = type_name.strip_prefix('#').unwrap_or(type_name);
    name.rsplit('.').next().unwrap_or(name)
}

/// A value in an answer; `None` for those kinds whose form depends on metadata or that no answer
/// has: managed properties (see [`managed`]), references, rows, collections, column sets, queries, requests.
pub fn write(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Boolean(truth) => json!(truth),
        Value::Integer(number) | Value::OptionSet(number) => json!(number),
        Value::BigInt(number) => json!(number),
        Value::Decimal(number) | Value::Money(number) => decimal(*number),
        Value::Double(number) => double(*number),
        Value::String(text) => json!(text),
        Value::DateTime(instant) => json!(date_time(*instant)),
        Value::Date(day) => json!(day.to_string()),
        Value::Guid(id) => json!(id.to_string()),
        Value::Strings(texts) => json!(texts),
        Value::Complex(of) => complex::write(of.kind(), of),
        Value::ComplexCollection(of) => complex::write_all(of),
        Value::Managed(_)
        | Value::Reference(_)
        | Value::Entity(_)
        | Value::Collection(_)
        | Value::Columns(_)
        | Value::Query(_)
        | Value::Request(_) => return None,
    })
}

/// A managed property; its logical name is the metadata's and not always the column's.
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

/// Whole numbers without fraction digits stay exact; others have the 17 digits of a JSON double.
fn decimal(number: Decimal) -> Json {
    let exact = (number.scale() == 0).then(|| number.to_i64()).flatten();
    exact.map_or_else(
        || double(f64::from_str(&number.to_string()).unwrap_or(f64::NAN)),
        Json::from,
    )
}

/// What JSON has no number for, OData writes as text.
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

/// Reads the JSON of a simple type; null is no value in any of them. For `Entity`,
/// `EntityCollection` and `EntityReference` anything but null is refused: see [`RowJson`].
///
/// # Errors
/// Names the value and the expected Edm type.
pub fn read(kind: FieldType, json: &Json) -> Result<Value, ConvertError> {
    if json.is_null() {
        return Ok(Value::Null);
    }
    simple(kind, json).ok_or_else(|| ConvertError {
        literal: json
            .as_str()
            .map_or_else(|| json.to_string(), str::to_owned),
        expected: kind.edm_type(),
    })
}

fn simple(kind: FieldType, json: &Json) -> Option<Value> {
    match kind {
        FieldType::Boolean => json.as_bool().map(Value::Boolean),
        FieldType::DateTime => literal::date_time(json.as_str()?).map(Value::DateTime),
        FieldType::Decimal => exact(json).map(Value::Decimal),
        FieldType::Money => exact(json).map(Value::Money),
        FieldType::Float => floating(json).map(Value::Double),
        FieldType::Integer => integer(json).map(Value::Integer),
        FieldType::Picklist => integer(json).map(Value::OptionSet),
        FieldType::String => json.as_str().map(Value::from),
        FieldType::Guid => literal::guid(json.as_str()?).map(Value::Guid),
        FieldType::StringArray => strings(json).map(Value::Strings),
        FieldType::Entity | FieldType::EntityCollection | FieldType::EntityReference => None,
    }
}

fn integer(json: &Json) -> Option<i32> {
    json.as_i64().and_then(|number| i32::try_from(number).ok())
}

fn exact(json: &Json) -> Option<Decimal> {
    let text = json.as_number()?.to_string();
    Decimal::from_str(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}

fn floating(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match text.as_str() {
            "INF" => Some(f64::INFINITY),
            "-INF" => Some(f64::NEG_INFINITY),
            "NaN" => Some(f64::NAN),
            _ => None,
        },
        _ => None,
    }
}

fn strings(json: &Json) -> Option<Vec<String>> {
    json.as_array()?
        .iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// Fits a literal of an address to a declared simple type (CA-033). Dates and guids may also
/// stand in quotes, a date without a time is midnight in UTC, and an enumeration member is its
/// name (C-27).
///
/// # Errors
/// Names the value and the expected Edm type.
pub fn read_literal(kind: FieldType, literal: &Literal) -> Result<Value, ConvertError> {
    let value = match literal {
        Literal::Value(value) => value,
        Literal::Json(json) => return read(kind, json),
        Literal::Enumeration { member, .. } => return read(kind, &json!(member)),
    };
    let mismatch = || ConvertError {
        literal: plain_text(value),
        expected: kind.edm_type(),
    };
    match (kind, value) {
        // Past the detour over JSON numbers, which would cost digits.
        (FieldType::Decimal, Value::Decimal(number)) => Ok(Value::Decimal(*number)),
        (FieldType::Money, Value::Decimal(number)) => Ok(Value::Money(*number)),
        (FieldType::DateTime, Value::DateTime(instant)) => Ok(Value::DateTime(*instant)),
        (FieldType::DateTime, Value::Date(day)) => read(kind, &json!(format!("{day}T00:00:00Z"))),
        (FieldType::String, Value::Guid(_) | Value::Date(_) | Value::DateTime(_)) => {
            Err(mismatch())
        }
        _ => read(kind, &write(value).ok_or_else(mismatch)?),
    }
}

/// A literal's value without quotes.
fn plain_text(value: &Value) -> String {
    match write(value) {
        Some(Json::String(text)) => text,
        Some(json) => json.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
