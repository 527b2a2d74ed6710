//! `$batch`: reads a document of HTTP requests and writes the document of their responses (section 4.8).
//!
//! The document is a multipart one, where a part is an HTTP request, or a change set: a multipart document of its own
//! whose requests run in one transaction. Or it is JSON (`json`). This module does not know what a request means.

mod dependencies;
pub mod json;
mod parse;
mod refer;
mod write;

use thiserror::Error;

pub use dependencies::{Condition, ConditionError, Dependencies, Unmet};
pub use parse::{boundary, parse};
pub use refer::{ReferenceError, in_body, in_header, in_target};
pub use write::{Answer, Answered, http_message, write};

/// The maximum number of requests in a batch (BA-006).
pub(crate) const MAX_REQUESTS: usize = 1_000;

/// Header lines as name and value, in the order of the document.
pub type Lines = Vec<(String, String)>;

/// One part of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A single request.
    Request(PartRequest),
    /// A change set: requests that run in one transaction.
    ChangeSet(ChangeSet),
}

/// A change set, which a JSON document calls an atomicity group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// The name of the atomicity group; `None` in a multipart document.
    pub group: Option<String>,
    /// Its requests, in the order of the document.
    pub requests: Vec<PartRequest>,
}

/// An HTTP request inside a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRequest {
    /// The HTTP method, as written.
    pub method: String,
    /// The request target: absolute, from the root, or relative to the service root.
    pub target: String,
    /// The header lines of the request, without those of its part.
    pub headers: Lines,
    /// The request body.
    pub body: PartBody,
    /// The `Content-ID` of the part, or the `id` in a JSON document. Later requests refer to it with a `$` in front.
    pub content_id: Option<String>,
    /// What has to be so before the request is executed.
    pub dependencies: Dependencies,
}

/// The body of a request in a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartBody {
    /// The bytes, with the line break that precedes the next separator removed.
    Bytes(Vec<u8>),
    /// Dataverse does not read this body to its end, because the lines of the batch do not end in CRLF (BA-00B).
    Unreadable,
}

/// Why a document is not a batch.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BatchError {
    /// The document has no separator line, or no closing one.
    #[error("the document does not end with the line `--{boundary}--`")]
    Unended {
        /// The boundary, without its dashes.
        boundary: String,
    },
    /// The content type of a part is not allowed there.
    #[error(
        "part {part} is of the content type `{found}`: expected `application/http`, or `multipart/mixed` with a boundary for a change set"
    )]
    ContentType {
        /// The number of the part, from 1.
        part: usize,
        /// The content type, as written.
        found: String,
    },
    /// A header line is not UTF-8 or has no colon.
    #[error("part {part} has a header line that cannot be read: expected `name: value`")]
    Header {
        /// The number of the part, from 1.
        part: usize,
    },
    /// A part does not begin with a request line.
    #[error(
        "part {part} begins with `{found}`: expected a request line such as `GET /api/data/v9.2/accounts HTTP/1.1`"
    )]
    RequestLine {
        /// The number of the part, from 1.
        part: usize,
        /// The first line of the part.
        found: String,
    },
    /// The batch has more requests than Dataverse accepts (BA-006).
    #[error("the batch has more than {MAX_REQUESTS} requests")]
    TooMany,
    /// A request of a change set has a method that only reads (BA-003).
    #[error(
        "An invalid HTTP method '{method}' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'."
    )]
    Reads {
        /// The HTTP method.
        method: String,
    },
    /// A request of a change set has no `Content-ID` (BA-003).
    #[error(
        "The 'Content-ID' header is not present on a request of a change set: expected one on each request, with a unique value."
    )]
    NoContentId,
    /// A request refers to what no earlier request of its change set has made.
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    /// A JSON document is not a batch.
    #[error(transparent)]
    Json(#[from] json::JsonError),
    /// Two requests of a change set have the same `Content-ID`.
    #[error("The content ID '{id}' was found more than once in the same change set.")]
    TwoOfOneId {
        /// The `Content-ID`.
        id: String,
    },
}

#[cfg(test)]
mod tests;
