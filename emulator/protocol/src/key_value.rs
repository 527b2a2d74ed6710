//! Writes the memo text of `inputparameters` and `outputparameters`: `[{"Key":..,"Value":..}]` (BG-05H).
//!
//! The emulator never reads this text, which is for clients; the store has its own stored form
//! ([`codec`](crate::codec)). The caller decides whether an operation without outputs has a text (BG-05L).

use std::fmt::Display;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, KeyAttributes, ManagedProperty, Related,
    Value,
};

/// How values other than strings are written; no source says (U-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemoValues {
    /// As JSON of their own type: numbers, truth values, and objects with the SDK's property names for money, choices,
    /// lookups and rows (BG-05J).
    #[default]
    Natural,
    /// As strings, the only form that the documented reader with its `KeyValuePair<string,string>` can take (BG-05K).
    /// Text and null are the same in both forms, and so is a value that is a JSON string in the natural form (an id, a
    /// date). Every other value is a string that holds its natural JSON: `"true"`, `"1.50"`, `"{\"Value\":1}"`.
    Strings,
}

/// Writes parameters or outputs in their order, without white space (BG-05H).
///
/// Ids are lower case (BG-05I). Instants are ISO 8601 in UTC, with a fraction only where it is not zero. Decimals keep
/// their digits. The memo text has no form for column sets, queries, requests, responses and complex types, and
/// says `null`.
pub fn write(values: &Attributes, form: MemoValues) -> String {
    let mut memo = Vec::with_capacity(MEMO);
    list(&mut memo, values, |memo, value| match form {
        MemoValues::Natural => natural(memo, value),
        MemoValues::Strings => stringly(memo, value),
    });
    String::from_utf8(memo).expect("JSON is text")
}

/// Initial capacity in bytes; most memo texts fit.
const MEMO: usize = 128;

/// Writes the array of keys and values that the memo text and each row inside it consist of.
fn list(memo: &mut Vec<u8>, values: &Attributes, write: impl Fn(&mut Vec<u8>, &Value)) {
    key_values(memo, values, write);
}

fn key_values<'v, K: AsRef<str> + 'v, V: 'v>(
    memo: &mut Vec<u8>,
    pairs: impl IntoIterator<Item = (&'v K, &'v V)>,
    write: impl Fn(&mut Vec<u8>, &V),
) {
    array(memo, pairs, |memo, (key, value)| {
        memo.extend_from_slice(br#"{"Key":"#);
        string(memo, key.as_ref());
        memo.extend_from_slice(br#","Value":"#);
        write(memo, value);
        memo.push(b'}');
    });
}

fn stringly(memo: &mut Vec<u8>, value: &Value) {
    let start = memo.len();
    natural(memo, value);
    let written = &memo[start..];
    if written != b"null" && !written.starts_with(b"\"") {
        let text = String::from_utf8(memo.split_off(start)).expect("JSON is text");
        string(memo, &text);
    }
}

fn natural(memo: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null
        | Value::Columns(_)
        | Value::Query(_)
        | Value::Queries(_)
        | Value::Request(_)
        | Value::Complex(_)
        | Value::ComplexCollection(_)
        | Value::RecordCounts(_)
        | Value::Requests(_)
        | Value::Responses(_)
        | Value::ResponseItems(_) => memo.extend_from_slice(b"null"),
        Value::Boolean(truth) => plain(memo, truth),
        Value::Integer(number) => plain(memo, number),
        Value::BigInt(number) => plain(memo, number),
        Value::Decimal(number) => plain(memo, number),
        Value::Double(number) => double(memo, *number),
        Value::Money(amount) => wrapped(memo, amount),
        Value::OptionSet(number) => wrapped(memo, number),
        Value::String(text) => string(memo, text),
        Value::DateTime(instant) => quoted(memo, instant),
        Value::Date(date) => quoted(memo, date),
        Value::Guid(id) => quoted(memo, id),
        Value::Strings(texts) => array(memo, texts, |memo, text| string(memo, text)),
        Value::OptionSets(numbers) => array(memo, numbers, wrapped),
        Value::Bytes(bytes) => string(memo, &STANDARD.encode(bytes)),
        Value::References(of) => array(memo, of, reference),
        Value::Array(of) => array(memo, of.items(), natural),
        Value::Reference(of) => reference(memo, of),
        Value::Entity(of) => entity(memo, of),
        Value::Collection(of) => collection(memo, of),
        Value::Managed(of) => managed(memo, *of),
    }
}

/// Writes infinity and NaN, for which JSON has no number, as .NET's names in strings.
fn double(memo: &mut Vec<u8>, number: f64) {
    match serde_json::Number::from_f64(number) {
        Some(finite) => plain(memo, &finite),
        None if number.is_nan() => string(memo, "NaN"),
        None if number.is_sign_positive() => string(memo, "Infinity"),
        None => string(memo, "-Infinity"),
    }
}

/// Writes a number that the SDK wraps in an object with the property `Value`.
fn wrapped(memo: &mut Vec<u8>, number: &impl Display) {
    memo.extend_from_slice(br#"{"Value":"#);
    plain(memo, number);
    memo.push(b'}');
}

fn managed(memo: &mut Vec<u8>, of: ManagedProperty) {
    let ManagedProperty {
        value,
        can_be_changed,
    } = of;
    let text = format_args!(r#"{{"Value":{value},"CanBeChanged":{can_be_changed}}}"#);
    plain(memo, &text);
}

fn reference(memo: &mut Vec<u8>, of: &EntityReference) {
    memo.extend_from_slice(br#"{"Id":"#);
    quoted(memo, &of.id);
    memo.extend_from_slice(br#","LogicalName":"#);
    string(memo, &of.table);
    memo.extend_from_slice(br#","Name":"#);
    nullable(memo, of.name.as_deref());
    memo.extend_from_slice(br#","KeyAttributes":"#);
    keys(memo, &of.keys);
    memo.extend_from_slice(br#","RowVersion":null}"#);
}

/// Writes a row with the property names of the SDK's `Entity`; a row without an id has the empty guid.
fn entity(memo: &mut Vec<u8>, of: &Entity) {
    memo.extend_from_slice(br#"{"LogicalName":"#);
    nullable(memo, named(&of.table));
    memo.extend_from_slice(br#","Id":"#);
    quoted(memo, &of.id.unwrap_or_default());
    memo.extend_from_slice(br#","Attributes":"#);
    list(memo, &of.attributes, natural);
    memo.extend_from_slice(br#","FormattedValues":"#);
    key_values(memo, &of.formatted, |memo, text| string(memo, text));
    memo.extend_from_slice(br#","RelatedEntities":"#);
    key_values(memo, &of.related, |memo, rows| match rows {
        Related::One(None) => memo.extend_from_slice(b"null"),
        Related::One(Some(row)) => entity(memo, row),
        Related::Many(rows) => collection(memo, rows),
    });
    memo.extend_from_slice(br#","RowVersion":"#);
    match of.row_version {
        Some(version) => quoted(memo, &version),
        None => memo.extend_from_slice(b"null"),
    }
    memo.extend_from_slice(br#","KeyAttributes":"#);
    keys(memo, &of.keys);
    memo.push(b'}');
}

fn keys(memo: &mut Vec<u8>, of: &KeyAttributes) {
    match of {
        Some(keys) => list(memo, keys, natural),
        None => memo.extend_from_slice(b"[]"),
    }
}

/// Writes rows with the property names of the SDK's `EntityCollection`; an unknown total is -1.
fn collection(memo: &mut Vec<u8>, of: &EntityCollection) {
    memo.extend_from_slice(br#"{"EntityName":"#);
    nullable(memo, named(&of.table));
    memo.extend_from_slice(br#","Entities":"#);
    array(memo, &of.entities, entity);
    memo.extend_from_slice(br#","MoreRecords":"#);
    plain(memo, &of.more);
    memo.extend_from_slice(br#","PagingCookie":"#);
    nullable(memo, of.paging_cookie.as_deref());
    memo.extend_from_slice(br#","TotalRecordCount":"#);
    plain(memo, &of.total_record_count());
    memo.push(b'}');
}

/// The name of a table; rows of the open type have none.
fn named(table: &str) -> Option<&str> {
    Some(table).filter(|name| !name.is_empty())
}

fn array<T>(
    memo: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T),
) {
    memo.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            memo.push(b',');
        }
        write(memo, item);
    }
    memo.push(b']');
}

fn nullable(memo: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => string(memo, text),
        None => memo.extend_from_slice(b"null"),
    }
}

fn string(memo: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(memo, text).expect("memory takes what is written to it");
}

/// Writes a value in quotes; its text must need no escapes.
fn quoted(memo: &mut Vec<u8>, value: &impl Display) {
    memo.push(b'"');
    plain(memo, value);
    memo.push(b'"');
}

fn plain(memo: &mut Vec<u8>, value: &impl Display) {
    write!(memo, "{value}").expect("memory takes what is written to it");
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;
    use uuid::Uuid;

    use super::*;

    const ID: Uuid = Uuid::from_u128(0xbb26_025c_cbe6_ed11_a7c6_000d_3a99_33c9);

    fn one(value: impl Into<Value>) -> Attributes {
        Attributes::from_iter([("P".into(), value.into())])
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
        let outputs = Attributes::from_iter([("AnnotationId".into(), ID.into())]);
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
        values.insert("A".into(), Value::Null);
        assert_eq!(
            write(&values, MemoValues::Natural),
            r#"[{"Key":"P","Value":"x\ny"},{"Key":"A","Value":null}]"#
        );
        assert_eq!(write(&Attributes::default(), MemoValues::Natural), "[]");
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
        serde_json::from_str::<serde_json::Value>(&memo).expect("it is JSON");
    }
}
