//! Labels in envelopes: an entity lists its attributes, and after them the labels of some of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use quick_xml::escape::{escape, unescape};
use regex::{Captures, Regex};

use super::Labels;

/// A state among an entity's attributes, or its label.
static STATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?<key> key>(?<column>backgroundoperationstat(?:e|us)code)</[^>]*>\s* )
        (?: <[^>]*OptionSetValue[^>]*>\s*<[^>]*>(?<value>\d+)<
        |   (?<open> <[^>\s]*value(?:\s+xmlns[^>]*)?> )(?<label>[^<]*)<
        )"#,
    )
    .expect("the pattern is constant")
});

/// Whether an envelope contains labels of operation states.
pub(super) fn have_labels(text: &str) -> bool {
    STATE
        .captures_iter(text)
        .any(|found| found.name("label").is_some())
}

/// The envelope with English labels.
pub(super) fn english(labels: &Labels, body: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8_lossy(&body);
    let mut values = BTreeMap::new();
    let translated = STATE.replace_all(&text, |found: &Captures<'_>| {
        let column = found["column"].to_owned();
        let Some(label) = found.name("label") else {
            values.insert(column, found["value"].parse::<i64>().ok());
            return found[0].to_owned();
        };
        let value = values.remove(&column).flatten();
        let label = unescape(label.as_str()).unwrap_or_default();
        match value.and_then(|value| labels.told(&column, value, &label)) {
            Some(told) => format!("{}{}{}<", &found["key"], &found["open"], escape(&told)),
            None => found[0].to_owned(),
        }
    });
    translated.into_owned().into_bytes()
}
