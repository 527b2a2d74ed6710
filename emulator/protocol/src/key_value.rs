//! The memo text of `inputparameters` and `outputparameters`: `[{"Key":..,"Value":..}]` (BG-05H).
//!
//! Written only: clients read it, the server keeps its own [`exact`](crate::exact) text. Whether
//! an operation without outputs has a text at all (BG-05L) is the row's business.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value,
};

/// How values other than text are written; no source says (U-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemoValues {
    /// As JSON of their own kind: numbers, truth values, and objects with the SDK's property
    /// names for money, choices, references and rows (BG-05J).
    #[default]
    Natural,
    /// As strings, which is what the documented reader, with its `KeyValuePair<string,string>`,
    /// can take (BG-05K): text and null stay as they are, a value that is a string in its natural
    /// form (an id, a date) stays that string, and of every other the natural JSON text becomes
    /// the string: `"true"`, `"1.50"`, `"{\"Value\":1}"`.
    Strings,
}

/// The memo text of parameters or outputs, in their order, without any spaces (BG-05H).
///
/// Ids are lower case (BG-05I); instants are ISO 8601 in UTC, with a fraction only where there is
/// one. Decimal digits are kept as they are. A column set, a query and a request are no types of a
/// custom API, so a memo has no form for them and says `null`.
pub fn write(values: &Attributes, form: MemoValues) -> String {
    list(values, |value| match form {
        MemoValues::Natural => natural(value),
        MemoValues::Strings => stringly(value),
    })
}

/// The list of keys and values that both the memo and the rows inside it are made of.
fn list(values: &Attributes, text: impl Fn(&Value) -> String) -> String {
    key_values(values.iter().map(|(key, value)| (key, text(value))))
}

fn key_values<'k>(pairs: impl Iterator<Item = (&'k String, String)>) -> String {
    array(pairs.map(|(key, value)| format!(r#"{{"Key":{},"Value":{value}}}"#, string(key))))
}

fn stringly(value: &Value) -> String {
    let natural = natural(value);
    if natural == "null" || natural.starts_with('"') {
        natural
    } else {
        string(&natural)
    }
}

fn natural(value: &Value) -> String {
    match value {
        Value::Null | Value::Columns(_) | Value::Query(_) | Value::Request(_) => "null".to_owned(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::BigInt(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Double(number) => double(*number),
        Value::Money(amount) => money(*amount),
        Value::OptionSet(number) => format!(r#"{{"Value":{number}}}"#),
        Value::String(text) => string(text),
        Value::DateTime(instant) => string(&instant.to_string()),
        Value::Date(date) => string(&date.to_string()),
        Value::Guid(id) => string(&id.to_string()),
        Value::Strings(texts) => array(texts.iter().map(|text| string(text))),
        Value::Reference(of) => reference(of),
        Value::Entity(of) => entity(of),
        Value::Collection(of) => collection(of),
        Value::Managed(of) => managed(*of),
    }
}

/// JSON has no word for infinity or not-a-number, so these are strings.
fn double(number: f64) -> String {
    match serde_json::Number::from_f64(number) {
        Some(finite) => finite.to_string(),
        None => string(&number.to_string()),
    }
}

fn money(amount: Decimal) -> String {
    format!(r#"{{"Value":{amount}}}"#)
}

fn managed(of: ManagedProperty) -> String {
    format!(
        r#"{{"Value":{},"CanBeChanged":{}}}"#,
        of.value, of.can_be_changed
    )
}

fn reference(of: &EntityReference) -> String {
    format!(
        r#"{{"Id":"{}","LogicalName":{},"Name":{},"KeyAttributes":[],"RowVersion":null}}"#,
        of.id,
        string(&of.table),
        nullable(of.name.as_deref()),
    )
}

/// A row with the property names of the SDK's `Entity`; an unset id is the empty one there.
fn entity(of: &Entity) -> String {
    let formatted = of.formatted.iter().map(|(key, text)| (key, string(text)));
    let related = of.related.iter().map(|(key, rows)| {
        let rows = match rows {
            Related::One(None) => "null".to_owned(),
            Related::One(Some(row)) => entity(row),
            Related::Many(rows) => collection(rows),
        };
        (key, rows)
    });
    format!(
        r#"{{"LogicalName":{},"Id":"{}","Attributes":{},"FormattedValues":{},"RelatedEntities":{},"RowVersion":{},"KeyAttributes":[]}}"#,
        string(&of.table),
        of.id.unwrap_or_default(),
        list(&of.attributes, natural),
        key_values(formatted),
        key_values(related),
        nullable(of.row_version.map(|version| version.to_string()).as_deref()),
    )
}

/// Rows with the property names of the SDK's `EntityCollection`; an unknown total is -1 there.
fn collection(of: &EntityCollection) -> String {
    format!(
        r#"{{"EntityName":{},"Entities":{},"MoreRecords":{},"PagingCookie":{},"TotalRecordCount":{}}}"#,
        string(&of.table),
        array(of.entities.iter().map(entity)),
        of.more,
        nullable(of.paging_cookie.as_deref()),
        of.total
            .map_or_else(|| "-1".to_owned(), |total| total.to_string()),
    )
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn nullable(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), string)
}

fn string(text: &str) -> String {
    Json::from(text).to_string()
}
