//! The SDK's fault (`OrganizationServiceFault`) as data: the detail of a SOAP fault, and an item of the responses of
//! `ExecuteMultiple` (section 7.5). [`soap`](crate::soap) writes it.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codec::instant;

/// An `OrganizationServiceFault`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceFault {
    /// Id of the failed request, for support.
    pub activity_id: Uuid,
    /// Dataverse's error code, a signed 32-bit number.
    pub code: i32,
    /// Further facts by name, in order, such as `ApiExceptionHttpStatusCode` and `Retry-After`.
    pub details: Vec<(String, Detail)>,
    /// The error message, also the `faultstring` of the SOAP fault.
    pub message: String,
    /// When the request failed.
    #[serde(with = "instant")]
    pub at: Timestamp,
    /// Whether Dataverse or a plug-in raised the fault.
    pub source: Source,
    /// The trace log of the plug-in.
    pub trace: Option<String>,
    /// The fault that caused this one.
    pub inner: Option<Box<ServiceFault>>,
    /// The position of the failed request among those of an `ExecuteTransaction`, from 0.
    pub request_index: Option<usize>,
}

/// What raised a fault (`ExceptionSource`, `OriginalException`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Dataverse: both members are nil.
    Platform,
    /// A plug-in.
    PlugIn,
}

/// The value of one error detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// A 32-bit number.
    Integer(i32),
    /// A string.
    Text(String),
    /// A duration, written in whole seconds.
    Duration(Duration),
}

impl ServiceFault {
    /// A fault of Dataverse without details, trace log or inner fault.
    pub fn new(code: i32, message: impl Into<String>, activity_id: Uuid, at: Timestamp) -> Self {
        Self {
            activity_id,
            code,
            details: Vec::new(),
            message: message.into(),
            at,
            source: Source::Platform,
            trace: None,
            inner: None,
            request_index: None,
        }
    }

    /// The same fault with one more detail.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, detail: Detail) -> Self {
        self.details.push((name.into(), detail));
        self
    }
}
