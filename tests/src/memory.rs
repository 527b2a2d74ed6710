//! Values that a scenario stores under a name and uses later as `{name}`. Knows nothing of HTTP.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::failure::Failure;

/// `{name}`, in lower-case words. A JSON object never matches, because a quote or white space follows its brace. A name
/// in double braces is for the plug-in that reads its configuration.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{\{[^{}]*\}\}|\{([a-z][a-z0-9 _.-]*)\}").expect("the pattern is constant")
});

/// The named values of one scenario.
#[derive(Debug, Default)]
pub struct Memory {
    values: BTreeMap<String, String>,
}

impl Memory {
    /// Stores `value` under `name`, in place of an earlier value.
    pub fn keep(&mut self, name: &str, value: impl Into<String>) {
        self.values.insert(name.to_owned(), value.into());
    }

    /// The value stored under `name`.
    ///
    /// # Errors
    /// When no value has this name: a comparison of nothing with nothing must not pass.
    pub fn get(&self, name: &str) -> Result<&str, Failure> {
        self.values.get(name).map(String::as_str).ok_or_else(|| {
            let known = self.values.keys().map(String::as_str).collect::<Vec<_>>();
            Failure::step(format!(
                "nothing is remembered as {name:?}; known are {}",
                known.join(", ")
            ))
        })
    }

    /// `text` with every `{name}` replaced by its value.
    ///
    /// # Errors
    /// When a name is unknown.
    pub fn fill(&self, text: &str) -> Result<String, Failure> {
        let mut missing = None;
        let filled = REFERENCE.replace_all(text, |found: &Captures<'_>| match found.get(1) {
            None => found[0].to_owned(),
            Some(name) => self.get(name.as_str()).map_or_else(
                |failure| {
                    missing.get_or_insert(failure);
                    String::new()
                },
                str::to_owned,
            ),
        });
        match missing {
            Some(failure) => Err(failure),
            None => Ok(filled.into_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn names_are_filled_and_json_is_left_alone() {
        let mut memory = Memory::default();
        memory.keep("first monitor", "http://h/1");
        let filled = memory
            .fill(r#"{"url":"{first monitor}","o":{ "a":{}}}"#)
            .unwrap();
        assert_eq!(filled, r#"{"url":"http://h/1","o":{ "a":{}}}"#);
    }

    #[test]
    fn an_unknown_name_is_refused() {
        let refusal = Memory::default().fill("/x({id})").unwrap_err().to_string();
        assert!(
            refusal.contains("nothing is remembered as \"id\""),
            "{refusal}"
        );
    }
}
