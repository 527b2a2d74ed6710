//! The traits for outbound calls of an organization: callbacks and service endpoints.
//!
//! Execution and engine know these traits only; the implementations know how to send.

use std::fmt;
use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::job::Retry;
use dataverse_operation::rules::Rules;
use dataverse_protocol::execution_context::Size;
use dataverse_protocol::value::Entity;
use futures::future::BoxFuture;
use uuid::Uuid;

use crate::activity::Work;

/// A due callback (BG-080).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callback<'c> {
    /// The operation that has ended.
    pub operation: Uuid,
    /// The URL, as the client sent it.
    pub url: &'c str,
    /// How the URL is called.
    pub verb: Verb,
    /// The body, as JSON text; empty for a GET.
    pub payload: &'c str,
    /// Number of earlier tries.
    pub tries: u32,
}

/// How a callback is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// A POST with a JSON body: Dataverse's (BG-081).
    Post,
    /// A GET without a body: OData's (CB-04).
    Get,
}

impl Verb {
    /// The name of the HTTP method.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Get => "GET",
        }
    }
}

/// Whether a callback is finished after a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The callback is delivered, or given up.
    Done,
    /// The callback is due again, at once.
    Again,
}

/// Delivers callbacks.
pub trait Callbacks: Send + Sync {
    /// Tries once. The work counts as network during the call, and as busy afterwards.
    fn attempt<'a>(
        &'a self,
        callback: Callback<'a>,
        rules: &'a Rules,
        work: &'a Work,
    ) -> BoxFuture<'a, Verdict>;
}

/// The data that a service endpoint receives for a step (WH-020 to WH-026).
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The context's JSON.
    pub body: String,
    /// Whether parts of the context were left out.
    pub size: Size,
    /// The organization's host.
    pub organization: String,
    /// The table's logical name; `none` for a request without a table (WH-032).
    pub table: String,
    /// The message's name.
    pub message: String,
    /// The request's correlation id.
    pub correlation: Uuid,
    /// The request's own id, if it has one.
    pub request: Option<Uuid>,
    /// The step that the endpoint handles.
    pub step: Uuid,
    /// The system job that delivers it; `None` for a synchronous step.
    pub job: Option<Uuid>,
    /// The number of the attempt, from 1.
    pub attempt: u32,
}

/// Why a delivery failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The platform's error for it.
    pub fault: Fault,
    /// Whether another attempt may succeed.
    pub again: Retry,
}

/// A service endpoint that can be called.
pub trait ServiceEndpoint: fmt::Debug + Send + Sync {
    /// The lane of its deliveries, which share a bound: the origin of a webhook's URL, or the
    /// namespace.
    fn lane(&self) -> String;

    /// Tries once. The work counts as network during the call, and as busy afterwards.
    ///
    /// # Errors
    /// No answer, no answer in time, or an answer without a 2xx status (WH-031).
    fn deliver<'a>(
        &'a self,
        delivery: &'a Delivery,
        rules: &'a Rules,
        work: &'a Work,
    ) -> BoxFuture<'a, Result<(), Undelivered>>;
}

/// Reads service endpoints from their rows.
pub trait ServiceEndpoints: Send + Sync {
    /// The endpoint that a row of `serviceendpoint` describes, its write-only columns included.
    ///
    /// # Errors
    /// Names the part of the row that prevents a call (WH-026).
    fn read(&self, row: &Entity) -> Result<Arc<dyn ServiceEndpoint>, Fault>;
}
