//! The way out of an organization, as its inner parts ask for it: callbacks and service endpoints.
//!
//! Execution and engine know these traits; how anything is sent is known to those who implement them.

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

/// A callback that is due (BG-080).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Callback<'c> {
    /// The operation that has ended.
    pub operation: Uuid,
    /// The address, as the client gave it.
    pub url: &'c str,
    /// The body, JSON.
    pub payload: &'c str,
    /// How often it was tried before.
    pub tries: u32,
}

/// Whether a callback is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is delivered, or given up.
    Done,
    /// It is due once more, at once.
    Again,
}

/// Delivers callbacks.
pub trait Callbacks: Send + Sync {
    /// Makes one attempt. The work counts as network while the call is under way, and as busy afterwards.
    fn attempt<'a>(
        &'a self,
        callback: Callback<'a>,
        rules: &'a Rules,
        work: &'a Work,
    ) -> BoxFuture<'a, Verdict>;
}

/// What a service endpoint is sent of a step (WH-020 to WH-026).
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The context's JSON.
    pub body: String,
    /// Whether something of the context was left out.
    pub size: Size,
    /// The organization's host.
    pub organization: String,
    /// The table's logical name; `none` where there is none (WH-032).
    pub table: String,
    /// The message's name.
    pub message: String,
    /// The request's correlation id.
    pub correlation: Uuid,
    /// The request's own id, where it has one.
    pub request: Option<Uuid>,
    /// The step that the endpoint handles.
    pub step: Uuid,
    /// The system job that delivers it; `None` for a synchronous step.
    pub job: Option<Uuid>,
    /// 1 for the first attempt.
    pub attempt: u32,
}

/// Why nothing was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// What the platform says of it.
    pub fault: Fault,
    /// Whether another attempt may succeed.
    pub again: Retry,
}

/// A service endpoint that can be sent to.
pub trait ServiceEndpoint: fmt::Debug + Send + Sync {
    /// Deliveries of one lane share a bound: the origin of a webhook's address, or the namespace.
    fn lane(&self) -> String;

    /// Makes one attempt. The work counts as network while the call is under way, and as busy afterwards.
    ///
    /// # Errors
    /// There was no answer, none in time, or one without a 2xx (WH-031).
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
    /// What of the row cannot be called, by name (WH-026).
    fn read(&self, row: &Entity) -> Result<Arc<dyn ServiceEndpoint>, Fault>;
}
