//! The SDK's organization service in SOAP 1.1, both ways (section 7).
//!
//! [`read`] turns an envelope into the organization request it means: the dedicated operations
//! (`Create`, `Retrieve`, ...) become the very request that their `Execute` form carries, so a
//! door has one path for both. [`write_response`] and [`write_fault`] write what the SDK's
//! deserializer takes, member by member in its order. Nothing here knows HTTP, which messages or
//! tables an organization has, or what any of them does.

mod aliases;
mod complex;
mod envelope;
mod error;
mod fault;
mod name;
mod node;
mod parameters;
mod query;
mod response;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod write;

pub use error::{SoapError, WriteError};
pub use fault::{Detail, ServiceFault, Source, write_fault};
pub use node::MAX_BYTES;
pub use parameters::OPTIONAL_PARAMETERS;
pub use response::write_response;

use uuid::Uuid;

use crate::request::OrganizationRequest;
use aliases::AliasSources;

/// The `Content-Type` of every envelope (SO-002, SO-007).
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// What an envelope asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The operation of the service that was called.
    pub operation: Operation,
    /// The request it carries, whatever the operation.
    pub request: OrganizationRequest,
    /// What the SOAP headers say.
    pub headers: Headers,
    /// How the answer is written.
    pub reply: Reply,
}

/// An operation of the organization service (SO-006).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Any message, as a request object. `ServiceClient` uses nothing else.
    Execute,
    /// A new row.
    Create,
    /// A row by its key.
    Retrieve,
    /// Other values for a row.
    Update,
    /// A row less.
    Delete,
    /// Rows that fit a query.
    RetrieveMultiple,
}

impl Operation {
    /// The operation's name: its element, and the last part of its `SOAPAction`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Execute => "Execute",
            Self::Create => "Create",
            Self::Retrieve => "Retrieve",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::RetrieveMultiple => "RetrieveMultiple",
        }
    }
}

/// The SOAP headers that have a bearing on a request (SO-004).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers {
    /// The system user on whose behalf the caller acts (`CallerId`).
    pub caller_id: Option<Uuid>,
    /// The same by the id of the directory's user (`CallerObjectId`).
    pub caller_object_id: Option<Uuid>,
    /// The SDK's version (`SdkClientVersion`).
    pub sdk_client_version: Option<String>,
}

/// How the answer to a call is written; taken from the call, given back with the response.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    operation: Operation,
    message: String,
    response: ResponseType,
    aliases: AliasSources,
}

impl Reply {
    /// The table and the column that a value of the query's answer comes from, by the name it has
    /// there; `None` for the queried table's own columns.
    pub fn origin(&self, name: &str) -> Option<(String, String)> {
        let source = self.aliases.source(name)?;
        Some((source.table, source.column))
    }
}

/// The type that an `ExecuteResult` declares (SO-022).
#[derive(Debug, Clone, PartialEq, Eq)]
enum ResponseType {
    /// None: the request declared none either, so `OrganizationResponse` it is.
    Plain,
    /// The counterpart of the request's own type, in the same namespace.
    Typed {
        /// The namespace of both.
        namespace: String,
        /// `RetrieveResponse`.
        name: String,
    },
}

/// Reads an envelope (SO-006, SO-020).
///
/// Request ids are dropped from the request and from requests inside it (BG-03A). Parameters that
/// steer the platform's pipeline ([`OPTIONAL_PARAMETERS`], SO-028) stay: which of them a message has
/// itself is not known here. `ConcurrencyBehavior` is applied: the row version of a `Target` stays only where it has to match.
///
/// # Errors
///
/// [`SoapError`] when the text exceeds a limit ([`MAX_BYTES`], [`MAX_DEPTH`], [`MAX_ELEMENTS`],
/// [`MAX_ATTRIBUTES`]), is not well-formed XML without document type, is not an envelope of this
/// service, or carries an operation, a type or part of a query that is not emulated.
pub fn read(bytes: &[u8]) -> Result<Call, SoapError> {
    envelope::read(bytes)
}
