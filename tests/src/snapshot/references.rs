//! Names for volatile values: a value has the same name throughout a scenario.
//!
//! `<guid:1>` is the first id that was rendered, wherever it appears again. So a snapshot tells *which* id is in
//! `Location` without its digits.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

/// Entity tags are matched before ids, because the tag of an elastic row looks like an id.
static VOLATILE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?P<etag>W/\\?"[0-9A-Fa-f-]+\\?")"#,
        r"|(?P<guid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)",
        r"|(?P<organization>\bunq[0-9a-f]{32}\b)",
        r"|(?P<time>\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z)",
    ))
    .expect("the pattern is constant")
});

const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// The references of one scenario.
#[derive(Debug, Default)]
pub struct References {
    addresses: Vec<(String, &'static str)>,
    numbers: HashMap<(&'static str, String), usize>,
    counts: HashMap<&'static str, usize>,
}

impl References {
    /// Replaces `address` by `name`, for example the organization's URL by `<org>`.
    pub fn address(&mut self, address: &str, name: &'static str) {
        self.addresses.push((address.to_owned(), name));
    }

    /// The addresses with their names.
    pub fn addresses(&self) -> &[(String, &'static str)] {
        &self.addresses
    }

    /// `text` with its volatile values replaced.
    pub fn text(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for (address, name) in &self.addresses {
            text = text.replace(address, name);
            text = text.replace(&address.replace('/', r"\/"), name);
        }
        VOLATILE
            .replace_all(&text, |found: &Captures<'_>| {
                let kind = ["etag", "guid", "organization", "time"]
                    .into_iter()
                    .find(|kind| found.name(kind).is_some());
                match &found[0] {
                    // The nil id is the same everywhere and is not replaced.
                    NIL => NIL.to_owned(),
                    value => self.number(kind.unwrap_or("value"), value),
                }
            })
            .into_owned()
    }

    /// `value` with row versions and the volatile parts of its strings replaced. Property names stay.
    ///
    /// A row version that is a number becomes a reference. Any other row version stays, so that the mistake is visible.
    pub fn value(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => members
                .into_iter()
                .map(|(name, member)| match member {
                    Value::Number(version) if name == "versionnumber" => (
                        name,
                        Value::String(self.number("version", &version.to_string())),
                    ),
                    member => (name, self.value(member)),
                })
                .collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    /// The text of the element `name`, with volatile values and row versions replaced.
    pub fn element(&mut self, name: &str, text: &str) -> String {
        let is_version = name == "RowVersion" && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_version && !text.is_empty() {
            self.number("version", text)
        } else {
            self.text(text)
        }
    }

    fn number(&mut self, kind: &'static str, value: &str) -> String {
        let count = self.counts.entry(kind).or_default();
        let number = self
            .numbers
            .entry((kind, value.to_owned()))
            .or_insert_with(|| {
                *count += 1;
                *count
            });
        format!("<{kind}:{number}>")
    }
}

#[cfg(test)]
mod tests {
    use super::References;
    use serde_json::json;

    #[test]
    fn a_value_keeps_its_name() {
        let mut references = References::default();
        references.address("http://127.0.0.1:4711", "<org>");
        let first =
            "http://127.0.0.1:4711/api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088";
        assert_eq!(
            references.text(first),
            "<org>/api/backgroundoperation/<guid:1>"
        );
        assert_eq!(
            references.text("f86f8700-6e21-4a39-aa6a-db3bb306b884"),
            "<guid:2>"
        );
        assert_eq!(
            references.text("110eaa68-db17-4115-ad74-d185823fc088"),
            "<guid:1>"
        );
    }

    #[test]
    fn an_elastic_tag_is_a_tag_and_a_version_a_version() {
        let row = json!({
            "@odata.etag": "W/\"92030eaa-0000-0200-0000-644d7c300000\"",
            "versionnumber": 638_183_964_640_916_096_i64,
            "createdon": "2023-04-29T20:21:04Z",
        });
        let expected = json!({"@odata.etag": "<etag:1>", "versionnumber": "<version:1>", "createdon": "<time:1>"});
        assert_eq!(References::default().value(row), expected);
    }

    #[test]
    fn a_version_that_is_not_a_number_shows() {
        let row = json!({"versionnumber": "7"});
        assert_eq!(References::default().value(row.clone()), row);
    }
}
