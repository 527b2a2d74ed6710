//! `$batch` as JSON: reads a document of requests and writes the document of their responses (OData JSON 4.01, section
//! 19; J-01..J-08).
//!
//! What is read are the same items as of a multipart document, with ids, atomicity groups and dependencies; an atomicity
//! group is a change set.

mod parse;
mod write;

use thiserror::Error;

pub use parse::parse;
pub use write::write;

/// Whether a content type is `application/json`, with or without parameters.
pub fn is_json(content_type: &str) -> bool {
    media_type(content_type).eq_ignore_ascii_case("application/json")
}

/// A content type without its parameters.
fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// How the body of a request or a response is written in the document (J-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As JSON.
    Json,
    /// As a text.
    Text,
    /// As a text in base64url.
    Binary,
}

impl Form {
    /// The form for a content type; without one, the body is JSON.
    fn of(content_type: Option<&str>) -> Self {
        let media_type = content_type.map(|given| media_type(given).to_ascii_lowercase());
        match media_type.as_deref() {
            None | Some("application/json") => Self::Json,
            Some(other) if other.ends_with("+json") => Self::Json,
            Some(other) if other.starts_with("text/") => Self::Text,
            Some(_) => Self::Binary,
        }
    }
}

/// Whether a text can identify a request or an atomicity group: unreserved characters of URLs, at least one.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_unreserved)
}

/// Why a JSON document is not a batch.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JsonError {
    /// The document is not JSON, or an object has two members of one name.
    #[error("the batch cannot be read as JSON: {why}")]
    Syntax {
        /// What the reader of JSON says.
        why: String,
    },
    /// A value is missing or is another than expected.
    #[error("the batch has at '{at}' another value than expected, or none: expected {expected}")]
    Expected {
        /// A JSON pointer.
        at: String,
        /// What the value has to be.
        expected: &'static str,
    },
    /// Two requests have one id, or a request and an atomicity group.
    #[error(
        "the identifier '{id}' was found more than once in the batch: expected another for each request and each atomicity group"
    )]
    TwoOfOneId {
        /// The identifier.
        id: String,
    },
    /// Another request stands between requests of one atomicity group.
    #[error("the requests of the atomicity group '{group}' are not adjacent")]
    NotAdjacent {
        /// The name of the group.
        group: String,
    },
    /// A request depends on what does not stand before it.
    #[error(
        "the request '{id}' depends on '{on}': expected an id or an atomicity group of requests that precede it"
    )]
    NoPredecessor {
        /// The id of the request.
        id: String,
        /// What it depends on.
        on: String,
    },
    /// A request depends on a part of an atomicity group alone.
    #[error(
        "the request '{id}' depends on '{on}' of the atomicity group '{group}': expected the group in dependsOn, too"
    )]
    PartOfGroup {
        /// The id of the request.
        id: String,
        /// The id of the request that it depends on.
        on: String,
        /// The name of that request's group.
        group: String,
    },
    /// A request refers to one that it does not depend on.
    #[error(
        "the request '{id}' refers to '${reference}': expected the id '{reference}' or its atomicity group in dependsOn"
    )]
    NotDependedOn {
        /// The id of the request.
        id: String,
        /// The id that the reference names.
        reference: String,
    },
    /// The condition of a request is one that is not emulated.
    #[error(
        "The condition '{condition}' in 'if' of the request '{id}' (the emulator reads $<id>/$succeeded, true, false, not, and, or and parentheses)"
    )]
    ConditionNotEmulated {
        /// The id of the request.
        id: String,
        /// The condition as written.
        condition: String,
    },
}

#[cfg(test)]
mod tests;
