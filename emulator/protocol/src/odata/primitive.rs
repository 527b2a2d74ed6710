//! Converts JSON values to the primitive types of OData, as the reader of Microsoft.OData does (WA-160 to WA-164).
//!
//! A text is parsed by the rules of .NET's invariant culture, so it may stand for a number, a truth value, a guid or an
//! instant. A number or a truth value is never taken for a text, nor one for the other.

use std::str::FromStr;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use thiserror::Error;
use uuid::Uuid;

use super::literal;
use crate::value::Value;

/// A primitive type of OData's entity data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EdmType {
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// An exact number.
    Decimal,
    /// A floating point number.
    Double,
    /// A text.
    String,
    /// A guid.
    Guid,
    /// An instant: date, time and offset from UTC.
    DateTimeOffset,
    /// A date without a time.
    Date,
}

impl EdmType {
    /// The qualified name, such as `Edm.Int32`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "Edm.Boolean",
            Self::Int32 => "Edm.Int32",
            Self::Int64 => "Edm.Int64",
            Self::Decimal => "Edm.Decimal",
            Self::Double => "Edm.Double",
            Self::String => "Edm.String",
            Self::Guid => "Edm.Guid",
            Self::DateTimeOffset => "Edm.DateTimeOffset",
            Self::Date => "Edm.Date",
        }
    }

    /// The name of the .NET type without its namespace `System`, such as `Int32`.
    pub const fn dotnet_name(self) -> &'static str {
        match self {
            Self::Boolean => "Boolean",
            Self::Int32 => "Int32",
            Self::Int64 => "Int64",
            Self::Decimal => "Decimal",
            Self::Double => "Double",
            Self::String => "String",
            Self::Guid => "Guid",
            Self::DateTimeOffset | Self::Date => "DateTime",
        }
    }

    /// The type of a value; `None` for null and for values that are not primitive.
    pub const fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Boolean(_) => Self::Boolean,
            Value::Integer(_) => Self::Int32,
            Value::BigInt(_) => Self::Int64,
            Value::Decimal(_) => Self::Decimal,
            Value::Double(_) => Self::Double,
            Value::String(_) => Self::String,
            Value::Guid(_) => Self::Guid,
            Value::DateTime(_) => Self::DateTimeOffset,
            Value::Date(_) => Self::Date,
            _ => return None,
        })
    }
}

/// How values of `Edm.Int64` and `Edm.Decimal` are written. Clients whose numbers are IEEE 754 doubles write texts, and
/// say so by the parameter `IEEE754Compatible` of the content type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LargeNumbers {
    /// `IEEE754Compatible=false`, or no such parameter: as JSON numbers.
    #[default]
    Numbers,
    /// `IEEE754Compatible=true`: as texts.
    Texts,
    /// As either: in URLs, which have no such parameter.
    Either,
}

impl LargeNumbers {
    /// What the parameters of a media type say, such as `application/json; IEEE754Compatible=true`.
    pub fn of_media_type(media_type: &str) -> Self {
        let parameters = media_type.split(';').skip(1);
        let says = parameters
            .filter_map(|parameter| parameter.split_once('='))
            .any(|(name, value)| {
                name.trim().eq_ignore_ascii_case("IEEE754Compatible")
                    && value.trim().eq_ignore_ascii_case("true")
            });
        if says { Self::Texts } else { Self::Numbers }
    }

    /// What a list of accepted media types says: one that takes texts is enough.
    pub fn of_accept(accept: &str) -> Self {
        let mut ranges = accept.split(',').map(Self::of_media_type);
        ranges
            .find(|numbers| *numbers == Self::Texts)
            .unwrap_or_default()
    }
}

/// A value that is not of the declared type (CA-03F, WA-160).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConvertError {
    /// The value cannot be converted.
    #[error("Cannot convert the literal '{literal}' to the expected type '{expected}'.")]
    Literal {
        /// The value: a text without quotes, any other value as .NET prints it.
        literal: String,
        /// The declared type.
        expected: &'static str,
    },
    /// A large number is written as a number where a text was announced, or the other way round.
    #[error(
        "Cannot convert a value to target type '{expected}' because of conflict between input format string/number and parameter 'IEEE754Compatible' false/true."
    )]
    LargeNumber {
        /// The declared type.
        expected: &'static str,
    },
    /// An object or an array stands where a primitive value belongs, or the other way round.
    #[error(
        "An unexpected '{found}' node was found when reading from the JSON reader. A '{expected}' node was expected."
    )]
    Node {
        /// The kind of the value.
        found: &'static str,
        /// The kind that was expected.
        expected: &'static str,
    },
}

impl ConvertError {
    /// The error for JSON of another kind than `expected`, which is `StartObject`, `StartArray` or `PrimitiveValue`.
    pub fn node(json: &Json, expected: &'static str) -> Self {
        let found = match json {
            Json::Object(_) => "StartObject",
            Json::Array(_) => "StartArray",
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => "PrimitiveValue",
        };
        Self::Node { found, expected }
    }
}

/// Converts a JSON value; null is null for every type.
///
/// # Errors
/// [`ConvertError`] if the value is not of the type and cannot be converted.
pub fn convert(kind: EdmType, json: &Json, numbers: LargeNumbers) -> Result<Value, ConvertError> {
    let expected = kind.name();
    let refused = |literal: String| ConvertError::Literal { literal, expected };
    if json.is_null() {
        return Ok(Value::Null);
    }
    if matches!(json, Json::Object(_) | Json::Array(_)) {
        return Err(ConvertError::node(json, "PrimitiveValue"));
    }
    if matches!(kind, EdmType::Int64 | EdmType::Decimal) {
        let fits = match numbers {
            LargeNumbers::Numbers => !json.is_string(),
            LargeNumbers::Texts => json.is_string(),
            LargeNumbers::Either => true,
        };
        if !fits {
            return Err(ConvertError::LargeNumber { expected });
        }
    }
    match json {
        Json::String(text) => of_text(kind, text).ok_or_else(|| refused(text.clone())),
        Json::Number(number) => of_number(kind, number).ok_or_else(|| refused(number.to_string())),
        Json::Bool(truth) if kind == EdmType::Boolean => Ok(Value::Boolean(*truth)),
        // .NET prints truth values with a capital.
        Json::Bool(true) => Err(refused("True".to_owned())),
        _ => Err(refused("False".to_owned())),
    }
}

fn of_number(kind: EdmType, number: &serde_json::Number) -> Option<Value> {
    match kind {
        // A whole number with a fraction, such as 1.0, is no whole number.
        EdmType::Int32 => i32::try_from(number.as_i64()?).ok().map(Value::Integer),
        EdmType::Int64 => match number.as_i64() {
            Some(whole) => Some(Value::BigInt(whole)),
            None => exact(number)?.trunc().to_i64().map(Value::BigInt),
        },
        EdmType::Decimal => exact(number).map(Value::Decimal),
        EdmType::Double => number.as_f64().map(Value::Double),
        EdmType::Boolean
        | EdmType::String
        | EdmType::Guid
        | EdmType::DateTimeOffset
        | EdmType::Date => None,
    }
}

fn exact(number: &serde_json::Number) -> Option<Decimal> {
    let text = number.to_string();
    Decimal::from_str(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}

fn of_text(kind: EdmType, text: &str) -> Option<Value> {
    match kind {
        EdmType::String => Some(Value::from(text)),
        EdmType::Boolean => truth(text).map(Value::Boolean),
        EdmType::Int32 => whole(text).map(Value::Integer),
        EdmType::Int64 => whole(text).map(Value::BigInt),
        EdmType::Decimal => decimal(text).map(Value::Decimal),
        EdmType::Double => double(text).map(Value::Double),
        EdmType::Guid => guid(text).map(Value::Guid),
        EdmType::DateTimeOffset => literal::date_time(text).map(Value::DateTime),
        EdmType::Date => date(text).map(Value::Date),
    }
}

/// The text without the white space that .NET's parsers skip.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\u{b}', '\u{c}', '\r'])
}

fn truth(text: &str) -> Option<bool> {
    let text = trimmed(text);
    if text.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    text.eq_ignore_ascii_case("false").then_some(false)
}

/// A whole number with an optional sign.
fn whole<N: FromStr>(text: &str) -> Option<N> {
    trimmed(text).parse().ok()
}

/// A number without an exponent, with commas between its digits or not.
fn decimal(text: &str) -> Option<Decimal> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-');
    let text = trimmed(text);
    if !text.chars().all(plain) {
        return None;
    }
    Decimal::from_str(&without_separators(text)?).ok()
}

fn double(text: &str) -> Option<f64> {
    match text {
        "INF" => return Some(f64::INFINITY),
        "-INF" => return Some(f64::NEG_INFINITY),
        "NaN" => return Some(f64::NAN),
        _ => {}
    }
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | 'e' | 'E');
    let text = trimmed(text);
    if !text.chars().all(plain) {
        return None;
    }
    let number: f64 = without_separators(text)?.parse().ok()?;
    number.is_finite().then_some(number)
}

/// A number without the commas of its whole part; `None` with a comma elsewhere.
fn without_separators(text: &str) -> Option<String> {
    let end = text.find(['.', 'e', 'E']).unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    (!rest.contains(',') && !whole.starts_with(',')).then(|| whole.replace(',', "") + rest)
}

/// A guid with hyphens or without, in braces or parentheses or not.
fn guid(text: &str) -> Option<Uuid> {
    let text = trimmed(text);
    let inside = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let braced = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    match (inside.or(braced), text.len()) {
        (Some(hyphenated), _) => literal::guid(hyphenated),
        (None, 32) => Uuid::try_parse(text).ok(),
        (None, _) => literal::guid(text),
    }
}

/// `2024-01-02`; a month or a day may have one digit.
fn date(text: &str) -> Option<Date> {
    let mut pieces = text.split('-');
    let (year, month, day) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let digits = |text: &str, fewest: usize, most: usize| {
        (fewest..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if pieces.next().is_some() || !digits(year, 4, 4) || !digits(month, 1, 2) || !digits(day, 1, 2)
    {
        return None;
    }
    let first = year.parse().ok().filter(|year| *year >= 1)?;
    Date::new(first, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests;
