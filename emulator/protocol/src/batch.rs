//! `$batch`: many requests in one, and their answers (section 4.8).
//!
//! A batch is a document of parts, each an HTTP request written out; a part may be a document of its own, the change
//! set, whose requests take effect together or not at all. What a request means is not known here.

mod parse;
mod refer;
mod write;

use thiserror::Error;

pub use parse::{boundary, parse};
pub use refer::{Undeclared, in_body, in_target};
pub use write::{Answer, Answered, write};

/// The most requests of a batch (BA-006).
pub(crate) const MAX_REQUESTS: usize = 1_000;

/// Header lines, as they are written.
pub type Lines = Vec<(String, String)>;

/// What a batch consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A request on its own.
    Request(PartRequest),
    /// Requests that belong together.
    ChangeSet(Vec<PartRequest>),
}

/// A request as its part has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRequest {
    /// The verb, as written.
    pub method: String,
    /// The address: absolute, from the root, or relative to the service root.
    pub target: String,
    /// Header lines of the request, not those of its part.
    pub headers: Lines,
    /// What follows them.
    pub body: PartBody,
    /// What others may refer to it by, with a `$` in front.
    pub content_id: Option<String>,
}

/// The body of a request in a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartBody {
    /// Its bytes, the last line break taken off.
    Bytes(Vec<u8>),
    /// The document ends before the body does, as the platform reads it (BA-00B).
    Unreadable,
}

/// A document that is no batch.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BatchError {
    /// The line that separates parts never comes, or no last one does.
    #[error("the document does not end with the line `--{boundary}--`")]
    Unended {
        /// The separator, without its dashes.
        boundary: String,
    },
    /// A part says of itself what no part may be.
    #[error(
        "part {part} is of the content type `{found}`: expected `application/http`, or `multipart/mixed` with a boundary for a change set"
    )]
    ContentType {
        /// Its number, from 1.
        part: usize,
        /// What it says.
        found: String,
    },
    /// A header line without a colon, or that is no text.
    #[error("part {part} has a header line that cannot be read: expected `name: value`")]
    Header {
        /// The part's number, from 1.
        part: usize,
    },
    /// No request line.
    #[error(
        "part {part} begins with `{found}`: expected a request line such as `GET /api/data/v9.2/accounts HTTP/1.1`"
    )]
    RequestLine {
        /// The part's number, from 1.
        part: usize,
        /// What stands there.
        found: String,
    },
    /// More requests than a batch may have.
    #[error("the batch has more than {MAX_REQUESTS} requests")]
    TooMany,
    /// A request of a change set that only reads (BA-003).
    #[error(
        "An invalid HTTP method '{method}' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'."
    )]
    Reads {
        /// The verb.
        method: String,
    },
    /// A request of a change set without an id (BA-003).
    #[error(
        "The 'Content-ID' header is not present on a request of a change set: every one needs it, with a value of its own."
    )]
    NoContentId,
    /// A reference to what comes later, or never.
    #[error(transparent)]
    Undeclared(#[from] Undeclared),
    /// Two requests of a change set with one id.
    #[error("The content ID '{id}' was found more than once in the same change set.")]
    TwoOfOneId {
        /// The id.
        id: String,
    },
}

#[cfg(test)]
mod tests;
