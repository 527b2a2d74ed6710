//! The memo text of `inputparameters` and `outputparameters`: `[{"Key":..,"Value":..}]` (BG-05H).
//!
//! Written only: clients read it, the server keeps its own [`exact`](crate::exact) text. Whether
//! an operation without outputs has a text at all (BG-05L) is the row's business.

use dataverse_bug::Bug;
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
        Value::Null
        | Value::Columns(_)
        | Value::Query(_)
        | Value::Request(_)
        | Value::Complex(_)
        | Value::ComplexCollection(_) => "null".to_owned(),
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
        Value::Guid(id) if Bug::GuidsInBraces.is_on() => string(&id.braced().to_string()),
        Value::Guid(id) => string(&id.to_string()),
        Value::Strings(texts) => array(texts.iter().map(|text| string(text))),
        Value::Reference(of) => reference(of),
        Value::Entity(of) => entity(of),
        Value::Collection(of) => collection(of),
        Value::Managed(of) => managed(*of),
    }
}

/// JSON has no number for infinity or not-a-number, so these are .NET's words as strings.
fn double(number: f64) -> String {
    match serde_json::Number::from_f64(number) {
        Some(finite) => finite.to_string(),
        None if number.is_nan() => string("NaN"),
        None if number.is_sign_positive() => string("Infinity"),
        None => string("-Infinity"),
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ID: Uuid = Uuid::from_u128(0xbb26_025c_cbe6_ed11_a7c6_000d_3a99_33c9);

    fn one(value: impl Into<Value>) -> Attributes {
        Attributes::from_iter([("P".to_owned(), value.into())])
    }

    fn both(value: impl Into<Value>) -> (String, String) {
        let values = one(value);
        let of = |form| {
            let memo = write(&values, form);
            memo.strip_prefix(r#"[{"Key":"P","Value":"#)
                .and_then(|rest| rest.strip_suffix("}]"))
                .expect("one parameter")
                .to_owned()
        };
        (of(MemoValues::Natural), of(MemoValues::Strings))
    }

    #[test]
    fn the_memo_of_the_article_is_met_to_the_letter() {
        let outputs = Attributes::from_iter([("AnnotationId".to_owned(), ID.into())]);
        for form in [MemoValues::Natural, MemoValues::Strings] {
            assert_eq!(
                write(&outputs, form),
                r#"[{"Key":"AnnotationId","Value":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}]"#
            );
        }
    }

    #[test]
    fn parameters_keep_their_order_and_no_parameters_are_an_empty_list() {
        let mut values = one("x\ny");
        values.insert("A".to_owned(), Value::Null);
        assert_eq!(
            write(&values, MemoValues::Natural),
            r#"[{"Key":"P","Value":"x\ny"},{"Key":"A","Value":null}]"#
        );
        assert_eq!(write(&Attributes::new(), MemoValues::Natural), "[]");
    }

    #[test]
    fn text_and_what_is_text_in_json_are_the_same_in_both_forms() {
        let instant: jiff::Timestamp = "2024-01-02T03:04:05Z".parse().expect("an instant");
        let cases: [(Value, &str); 8] = [
            (Value::Null, "null"),
            ("null".into(), r#""null""#),
            (ID.into(), r#""bb26025c-cbe6-ed11-a7c6-000d3a9933c9""#),
            (instant.into(), r#""2024-01-02T03:04:05Z""#),
            (jiff::civil::date(2024, 2, 29).into(), r#""2024-02-29""#),
            (f64::INFINITY.into(), r#""Infinity""#),
            (f64::NEG_INFINITY.into(), r#""-Infinity""#),
            (f64::NAN.into(), r#""NaN""#),
        ];
        for (value, expected) in cases {
            assert_eq!(both(value), (expected.to_owned(), expected.to_owned()));
        }
    }

    #[test]
    fn everything_else_is_json_or_that_json_as_a_string() {
        let decimal = Decimal::new(150, 2);
        let cases: [(Value, &str); 9] = [
            (true.into(), "true"),
            (42.into(), "42"),
            (9_007_199_254_740_993_i64.into(), "9007199254740993"),
            (Value::Decimal(decimal), "1.50"),
            (0.1.into(), "0.1"),
            (Value::Money(decimal), r#"{"Value":1.50}"#),
            (Value::OptionSet(1), r#"{"Value":1}"#),
            (
                vec!["a".to_owned(), "\"".to_owned()].into(),
                r#"["a","\""]"#,
            ),
            (
                EntityReference::new("contact", ID).into(),
                r#"{"Id":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9","LogicalName":"contact","Name":null,"KeyAttributes":[],"RowVersion":null}"#,
            ),
        ];
        for (value, expected) in cases {
            let (natural, strings) = both(value);
            assert_eq!(natural, expected);
            assert_eq!(
                serde_json::from_str::<String>(&strings).ok().as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn rows_are_written_with_the_names_of_the_sdk() {
        let mut row = Entity::new("account")
            .with("name", "A")
            .with("statecode", Value::OptionSet(0));
        row.formatted
            .insert("statecode".to_owned(), "Active".to_owned());
        row.related
            .insert("primarycontactid".to_owned(), Related::One(None));
        row.row_version = Some(7);
        let rows = EntityCollection {
            table: "account".to_owned(),
            entities: vec![row],
            more: true,
            ..EntityCollection::default()
        };
        let memo = write(&one(rows), MemoValues::Natural);
        assert_eq!(
            memo,
            concat!(
                r#"[{"Key":"P","Value":{"EntityName":"account","Entities":[{"LogicalName":"account","#,
                r#""Id":"00000000-0000-0000-0000-000000000000","#,
                r#""Attributes":[{"Key":"name","Value":"A"},{"Key":"statecode","Value":{"Value":0}}],"#,
                r#""FormattedValues":[{"Key":"statecode","Value":"Active"}],"#,
                r#""RelatedEntities":[{"Key":"primarycontactid","Value":null}],"#,
                r#""RowVersion":"7","KeyAttributes":[]}],"#,
                r#""MoreRecords":true,"PagingCookie":null,"TotalRecordCount":-1}}]"#,
            )
        );
        serde_json::from_str::<Json>(&memo).expect("it is JSON");
    }
}
