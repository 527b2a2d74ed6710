//! Values of a target file with a form of their own, and their place in the file.

use std::ops::Range;
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, de};

use crate::target::Address;

/// The prefix of a publisher.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Prefix(String);

impl Prefix {
    /// The prefix, without an underscore.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Prefix {
    /// The prefix of an organization's default publisher.
    fn default() -> Self {
        Self("new".to_owned())
    }
}

impl TryFrom<String> for Prefix {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = (2..=8).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && !text.to_ascii_lowercase().starts_with("mscrm");
        match fits {
            true => Ok(Self(text)),
            false => Err(format!(
                "'{text}' is no publisher's prefix: expected 2 to 8 letters and digits that begin with a letter and not with 'mscrm'"
            )),
        }
    }
}

/// The version of the Web API, as it stands in a path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ApiVersion(String);

impl ApiVersion {
    /// The version, such as `v9.2`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ApiVersion {
    fn default() -> Self {
        Self("v9.2".to_owned())
    }
}

impl TryFrom<String> for ApiVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let parts = text.strip_prefix('v').and_then(|rest| rest.split_once('.'));
        match parts {
            Some((major, minor)) if number(major) && number(minor) => Ok(Self(text)),
            _ => Err(format!(
                "'{text}' is no version of the Web API: expected one such as v9.2"
            )),
        }
    }
}

/// The name of a variable of the environment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Variable(String);

impl Variable {
    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Variable {
    type Error = &'static str;

    /// A refused value is not shown: it may be the secret itself.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        match fits {
            true => Ok(Self(text)),
            false => {
                Err("expected the name of an environment variable: letters, digits and underscores")
            }
        }
    }
}

/// An ISO 8601 duration greater than zero.
pub(super) fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    let read = text.parse::<SignedDuration>().ok();
    let positive = read
        .and_then(|read| Duration::try_from(read).ok())
        .filter(|read| !read.is_zero());
    // The parser also accepts forms such as `5 s`, which no other duration of this project has.
    positive.filter(|_| text.starts_with('P')).ok_or_else(|| {
        de::Error::custom(format!(
            "'{text}' is no duration: expected one such as PT5S or PT2M"
        ))
    })
}

/// A program with its arguments.
pub(super) fn command<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let words = Vec::<String>::deserialize(from)?;
    match words.first().is_some_and(|program| !program.is_empty()) {
        true => Ok(words),
        false => Err(de::Error::custom("expected a program and its arguments")),
    }
}

/// An address without a slash at its end.
pub(super) fn public<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let address = Address::deserialize(from)?;
    Ok(Some(address.as_str().to_owned()))
}

/// The line and the key of a part of the text; empty for an error of the whole file. The value is not shown: it may be
/// a misplaced secret.
pub(super) fn place(text: &str, part: &Range<usize>) -> String {
    if part.end == 0 {
        return String::new();
    }
    let number = text[..part.start].matches('\n').count() + 1;
    let line = text.lines().nth(number - 1).unwrap_or_default().trim();
    match line.split_once('=') {
        Some((key, _)) => format!("line {number}, {}: ", key.trim()),
        None if line.starts_with('[') => format!("line {number}, {line}: "),
        None => format!("line {number}: "),
    }
}
