//! Literals in URLs: `null`, `true`, `42`, `1.5`, `'O''Neil'`, a guid, dates, JSON.
//!
//! The spelling alone determines the type of a literal; [`crate::odata::json::read_literal`] converts it to the
//! declared type of a parameter.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::cursor::{Cursor, SyntaxError};
use crate::value::Value;

/// One literal.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `Null`, `Boolean`, `Integer`, `BigInt`, `Decimal`, `Double`, `String`, `Guid`, `DateTime` or `Date`.
    Value(Value),
    /// An array or object, as a value of a parameter alias or query function; its strings may be in single quotes, as
    /// in `{'@odata.id':'contacts(<guid>)'}`.
    Json(serde_json::Value),
    /// `Microsoft.Dynamics.CRM.EndpointAccessType'Default'`.
    Enumeration {
        /// Qualified name of the type.
        type_name: String,
        /// Name of the member.
        member: String,
    },
}

const ANY_LITERAL: &str = "a literal";

impl Literal {
    /// Parses a text that is exactly one literal.
    ///
    /// # Errors
    /// [`SyntaxError`] with the position at which the text stops being a literal.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let mut cursor = Cursor::new(text);
        cursor.skip_space();
        let literal = Self::read(&mut cursor)?;
        cursor.skip_space();
        cursor.expect_end("the end of the literal")?;
        Ok(literal)
    }

    /// Parses the literal at the cursor.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, SyntaxError> {
        let start = *cursor;
        match cursor.peek() {
            Some('\'') => Ok(Self::Value(Value::String(cursor.quoted()?))),
            Some('[' | '{') => read_json(cursor).map(Self::Json),
            _ => {
                let word = cursor.word();
                if !word.is_empty() && cursor.peek() == Some('\'') {
                    return Ok(Self::Enumeration {
                        type_name: word.to_owned(),
                        member: cursor.quoted()?,
                    });
                }
                word_value(word)
                    .map(Self::Value)
                    .ok_or_else(|| start.error(ANY_LITERAL))
            }
        }
    }
}

/// The value of an unquoted word; `None` for a name.
pub(super) fn word_value(word: &str) -> Option<Value> {
    match word {
        "null" => return Some(Value::Null),
        "true" => return Some(Value::Boolean(true)),
        "false" => return Some(Value::Boolean(false)),
        "INF" => return Some(Value::Double(f64::INFINITY)),
        "-INF" => return Some(Value::Double(f64::NEG_INFINITY)),
        "NaN" => return Some(Value::Double(f64::NAN)),
        _ => {}
    }
    guid(word)
        .map(Value::Guid)
        .or_else(|| date(word).map(Value::Date))
        .or_else(|| date_time(word).map(Value::DateTime))
        .or_else(|| number(word))
}

/// Parses a guid in its hyphenated form, in either case; `None` for braces and all other forms.
pub fn guid(text: &str) -> Option<Uuid> {
    const HYPHENATED: usize = 36;
    (text.len() == HYPHENATED)
        .then(|| Uuid::try_parse(text).ok())
        .flatten()
}

/// Parses `2024-01-02`. The years are those of .NET, 1 to 9999.
pub fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let date: Option<Date> = shaped.then(|| text.parse().ok()).flatten();
    date.filter(|date| date.year() >= 1)
}

/// Parses `2024-01-02T03:04:05Z`, with or without seconds and fraction, and with any offset.
pub(crate) fn date_time(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once(['T', 't'])?;
    let plain = date(day).is_some() && time.contains(':') && !time.contains('[');
    plain.then(|| text.parse().ok()).flatten()
}

fn number(word: &str) -> Option<Value> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let shaped = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if !shaped || digits.ends_with('.') {
        return None;
    }
    if let Ok(small) = word.parse() {
        return Some(Value::Integer(small));
    }
    if let Ok(large) = word.parse() {
        return Some(Value::BigInt(large));
    }
    // A decimal with more than 28 digits becomes a double, because a decimal would round it silently.
    if let Ok(exact) = Decimal::from_str_exact(word) {
        return Some(Value::Decimal(exact));
    }
    let double: f64 = word.parse().ok()?;
    double.is_finite().then_some(Value::Double(double))
}

/// Parses an array or object whose strings are in double or single quotes.
fn read_json(cursor: &mut Cursor<'_>) -> Result<serde_json::Value, SyntaxError> {
    let start = *cursor;
    let mut json = String::new();
    let mut depth = 0_usize;
    loop {
        match cursor.peek() {
            None => return Err(cursor.error("the closing bracket of a JSON value")),
            Some('\'') => json.push_str(&serde_json::Value::String(cursor.quoted()?).to_string()),
            Some('"') => json.push_str(cursor.double_quoted()?),
            Some(next) => {
                cursor.bump();
                json.push(next);
                match next {
                    '[' | '{' => depth += 1,
                    ']' | '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
            }
        }
    }
    serde_json::from_str(&json).map_err(|_| start.error("a JSON array or object"))
}

#[cfg(test)]
pub(super) mod tests;
