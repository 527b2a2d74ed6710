//! Compares two logs of one scenario, field by field. Volatile values are compared by their place, not by their digits.
//!
//! Requests to an emulator's control door are left out, because no live organization has one.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::FieldDifference;
use crate::results::ReportedExchange;
use crate::snapshot::References;

/// The response headers that are compared. The others belong to the transport.
const COMPARED: [&str; 9] = [
    "asyncresult",
    "content-type",
    "etag",
    "location",
    "odata-entityid",
    "odata-version",
    "preference-applied",
    "retry-after",
    "x-ms-dyn-backgroundoperationid",
];

/// The path of the control door.
const CONTROL: &str = "/_emulator/";

/// A listener of this machine, whose port changes with every run.
static LISTENER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"http://127\.0\.0\.1:\d+").expect("the pattern is constant"));

/// A field's place and its value.
type Field = (String, String);

/// The fields that differ, exchange by exchange.
pub(super) fn compare(
    first: &[ReportedExchange],
    second: &[ReportedExchange],
) -> Vec<FieldDifference> {
    let emulated = |side: &'_ [ReportedExchange]| -> Vec<ReportedExchange> {
        let asked = side
            .iter()
            .filter(|exchange| !exchange.url.contains(CONTROL));
        asked.cloned().collect()
    };
    let (first, second) = (emulated(first), emulated(second));
    let (mut one, mut other) = (References::default(), References::default());
    let mut found = Vec::new();
    for place in 0..first.len().max(second.len()) {
        let fields = |side: &[ReportedExchange], references: &mut References| {
            let exchange = side.get(place);
            exchange.map_or_else(Vec::new, |exchange| fields(exchange, references))
        };
        let label = first
            .get(place)
            .or(second.get(place))
            .map(|exchange| format!("{} {} {}", place + 1, exchange.method, exchange.url));
        let pair = (fields(&first, &mut one), fields(&second, &mut other));
        differing(&label.unwrap_or_default(), &pair.0, &pair.1, &mut found);
    }
    found
}

fn differing(label: &str, first: &[Field], second: &[Field], found: &mut Vec<FieldDifference>) {
    let value = |side: &[Field], name: &str| {
        let field = side.iter().find(|(own, _)| own == name);
        field.map_or("absent", |(_, value)| value).to_owned()
    };
    let mut seen = BTreeSet::new();
    for (name, _) in first.iter().chain(second) {
        let (one, other) = (value(first, name), value(second, name));
        if seen.insert(name) && one != other {
            found.push(FieldDifference {
                field: format!("{label}: {name}"),
                first: one,
                second: other,
            });
        }
    }
}

/// The fields of an exchange, with volatile values replaced.
fn fields(exchange: &ReportedExchange, references: &mut References) -> Vec<Field> {
    let request = format!("{} {}", exchange.method, text(&exchange.url, references));
    let mut fields = vec![("request".to_owned(), request)];
    body(
        "request body",
        &exchange.request_body,
        references,
        &mut fields,
    );
    fields.push(("status".to_owned(), exchange.status.to_string()));
    for name in COMPARED {
        let lines = exchange.response_headers.iter();
        let values: Vec<String> = lines
            .filter(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| text(value, references))
            .collect();
        if !values.is_empty() {
            fields.push((format!("header {name}"), values.join(", ")));
        }
    }
    body("body", &exchange.response_body, references, &mut fields);
    fields
}

fn text(text: &str, references: &mut References) -> String {
    references.text(&LISTENER.replace_all(text, "<listener>"))
}

fn body(name: &str, content: &str, references: &mut References, fields: &mut Vec<Field>) {
    match serde_json::from_str::<Value>(&LISTENER.replace_all(content, "<listener>")) {
        Ok(value) => {
            let value = references.value(value);
            leaves(name, &value, fields);
        }
        Err(_) if content.is_empty() => {}
        Err(_) => fields.push((name.to_owned(), text(content, references))),
    }
}

/// Every value without members or elements, by its path.
fn leaves(path: &str, value: &Value, fields: &mut Vec<Field>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                leaves(&format!("{path}/{name}"), member, fields);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (place, item) in items.iter().enumerate() {
                leaves(&format!("{path}/{place}"), item, fields);
            }
        }
        other => fields.push((path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldDifference, compare};
    use crate::results::{Direction, ReportedExchange};

    fn exchange(status: u16, id: &str, body: &str) -> ReportedExchange {
        ReportedExchange {
            direction: Direction::ToTarget,
            method: "GET".to_owned(),
            url: format!("<org>/x({id})"),
            request_headers: Vec::new(),
            request_body: String::new(),
            status,
            response_headers: vec![("Location".to_owned(), format!("<org>/m/{id}"))],
            response_body: body.replace("ID", id),
        }
    }

    const ONE: &str = "110eaa68-db17-4115-ad74-d185823fc088";
    const OTHER: &str = "f86f8700-6e21-4a39-aa6a-db3bb306b884";

    #[test]
    fn ids_that_differ_in_their_digits_alone_are_the_same() {
        let body = r#"{"id":"ID","list":[{"a":1}]}"#;
        let (one, other) = (exchange(200, ONE, body), exchange(200, OTHER, body));
        assert_eq!(compare(&[one], &[other]), []);
    }

    #[test]
    fn a_field_that_differs_is_named_with_both_values() {
        let one = exchange(200, ONE, r#"{"id":"ID","list":[{"a":1}]}"#);
        let other = exchange(202, OTHER, r#"{"id":"ID","list":[{"a":2},{"a":3}]}"#);
        let label = format!("1 GET <org>/x({ONE})");
        let expected = [
            ("status", "200", "202"),
            ("body/list/0/a", "1", "2"),
            ("body/list/1/a", "absent", "3"),
        ]
        .map(|(field, first, second)| FieldDifference {
            field: format!("{label}: {field}"),
            first: first.to_owned(),
            second: second.to_owned(),
        });
        assert_eq!(compare(&[one], &[other]), expected);
    }
}
