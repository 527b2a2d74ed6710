//! The SDK's organization service in SOAP 1.1: reads requests and writes responses and faults (section 7).
//!
//! [`read`] turns an envelope into an organization request. A dedicated operation (`Create`, `Retrieve`, ...) becomes
//! the same request as its `Execute` form, so the SDK door has one path for both. [`write_response`] and
//! [`write_fault`] write the members in the order that the SDK's deserializer requires. This module knows no HTTP, no
//! messages and no tables.

mod arrays;
mod complex;
mod contract;
mod envelope;
mod error;
mod fault;
mod name;
mod node;
mod parameters;
mod query;
mod related_query;
mod response;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod write;

pub use error::{SoapError, WriteError};
pub use fault::write_fault;
pub use parameters::OPTIONAL_PARAMETERS;
pub use query::query_of_json;
pub use related_query::ROLE;
pub use response::write_response;

use dataverse_limits::Limits;
use uuid::Uuid;

use crate::complex::Enumeration;
use crate::query::alias_sources::AliasSources;
use crate::request::OrganizationRequest;

/// The `Content-Type` of every envelope (SO-002, SO-007).
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// A parsed envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The called operation of the service.
    pub operation: Operation,
    /// The organization request, for every operation.
    pub request: OrganizationRequest,
    /// The SOAP headers.
    pub headers: Headers,
    /// The form of the response.
    pub reply: Reply,
}

/// An operation of the organization service (SO-006).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Executes any message, given as a request object. `ServiceClient` uses no other operation.
    Execute,
    /// Creates a row.
    Create,
    /// Retrieves a row by its id.
    Retrieve,
    /// Updates a row.
    Update,
    /// Deletes a row.
    Delete,
    /// Retrieves the rows that match a query.
    RetrieveMultiple,
    /// Associates rows with a row.
    Associate,
    /// Ends the association of rows with a row.
    Disassociate,
}

impl Operation {
    /// The name of the operation: its element, and the last part of its `SOAPAction`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Execute => "Execute",
            Self::Create => "Create",
            Self::Retrieve => "Retrieve",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::RetrieveMultiple => "RetrieveMultiple",
            Self::Associate => "Associate",
            Self::Disassociate => "Disassociate",
        }
    }
}

/// The SOAP headers that affect a request (SO-004).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers {
    /// The id of the system user on whose behalf the caller acts (`CallerId`).
    pub caller_id: Option<Uuid>,
    /// The Microsoft Entra object id of that user (`CallerObjectId`).
    pub caller_object_id: Option<Uuid>,
    /// The version of the SDK (`SdkClientVersion`).
    pub sdk_client_version: Option<String>,
    /// The names of headers that would change the answer and are not read.
    pub without_effect: Vec<String>,
}

/// The form of the response to a call: read with the call, and passed to [`write_response`].
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    operation: Operation,
    message: String,
    response: ResponseType,
    aliases: AliasSources,
    /// The forms of the responses to the requests inside the request, by their position.
    inside: Vec<Reply>,
    /// The results that are members of enumerations.
    enumerations: Vec<(String, &'static Enumeration)>,
}

impl Reply {
    /// The origins of the values that the query's result has under aliases.
    pub const fn aliases(&self) -> &AliasSources {
        &self.aliases
    }

    /// The same form, with the results that are members of enumerations: `of` answers them for a message by its name.
    #[must_use]
    pub fn with_enumerations(
        mut self,
        of: &dyn Fn(&str) -> Vec<(String, &'static Enumeration)>,
    ) -> Self {
        self.enumerations = of(&self.message);
        let inside = std::mem::take(&mut self.inside).into_iter();
        self.inside = inside.map(|reply| reply.with_enumerations(of)).collect();
        self
    }

    /// The enumeration that a result is a member of.
    fn enumeration(&self, result: &str) -> Option<&'static Enumeration> {
        let mut known = self.enumerations.iter();
        known.find(|(name, _)| name == result).map(|(_, of)| *of)
    }

    /// Whether the request has requests inside.
    const fn has_inside(&self) -> bool {
        !self.inside.is_empty()
    }

    /// The attributes that declare the type of the response; none for a plain one.
    fn type_attribute(&self) -> String {
        match &self.response {
            ResponseType::Plain => String::new(),
            ResponseType::Typed { namespace, name } if namespace == name::CONTRACTS => {
                attribute("i:type", &format!("a:{name}"))
            }
            ResponseType::Typed { namespace, name } => {
                attribute("i:type", &format!("g:{name}")) + &attribute("xmlns:g", namespace)
            }
        }
    }

    /// The form of the response to one of the requests inside the request; its own form where there is none.
    pub fn inside(&self, index: usize) -> &Self {
        self.inside.get(index).unwrap_or(self)
    }
}

/// An attribute whose value comes from the request, so with escapes.
fn attribute(name: &str, value: &str) -> String {
    let value = quick_xml::escape::escape(value);
    format!(" {name}=\"{value}\"")
}

/// The type that an `ExecuteResult` declares (SO-022).
#[derive(Debug, Clone, PartialEq, Eq)]
enum ResponseType {
    /// No type, because the request declared none: the SDK reads an `OrganizationResponse`.
    Plain,
    /// The response type that belongs to the request type, in the same namespace.
    Typed {
        /// The namespace of both types.
        namespace: String,
        /// The name, such as `RetrieveResponse`.
        name: String,
    },
}

/// Reads an envelope (SO-006, SO-020).
///
/// Request ids are dropped, those of requests inside the request too (BG-03A). Parameters that control the pipeline
/// ([`OPTIONAL_PARAMETERS`], SO-028) stay, because only the definition of a message says whether the message has a
/// parameter of that name. `ConcurrencyBehavior` is applied: the row version of a `Target` stays only if it must match.
///
/// # Errors
///
/// [`SoapError`] when the text exceeds one of the limits, is
/// not well-formed XML, has a document type, is not an envelope of this service, or has an operation, a type or a part
/// of a query that the emulator does not support.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Call, SoapError> {
    envelope::read(bytes, limits)
}
