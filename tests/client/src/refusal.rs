//! A refusal or a failure as the service described it: an OData error, a fault of Dataverse, or plain text.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use serde::Deserialize;

use crate::answer::Answer;

/// What a service says when it refuses a request, or when an operation failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the answer, or of the operation. `None` where Dataverse reports a failure: it keeps no status.
    pub status: Option<StatusCode>,
    /// The code, such as `0x80040265`; empty if the service gave none.
    pub code: String,
    /// The message.
    pub message: String,
    /// What the error is about: often a property.
    pub target: Option<String>,
    /// Further errors.
    pub details: Vec<Detail>,
    /// The pause that the service asked for.
    pub retry_after: Option<Duration>,
    /// The body as it came, cut at 16 KiB.
    pub body: String,
}

/// One of the details of an OData error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// The code.
    pub code: String,
    /// The message.
    pub message: String,
    /// What the detail is about.
    pub target: Option<String>,
}

/// The members of an OData error, all optional: services leave some out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Described {
    code: Option<String>,
    message: Option<String>,
    target: Option<String>,
    details: Option<Vec<Detail>>,
}

/// A body with an OData error, or with a message alone, as Dataverse's status monitor sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    error: Option<Described>,
    message: Option<String>,
}

impl Refusal {
    /// The refusal that `answer` is.
    pub(crate) fn of(answer: &Answer, retry_after: Option<Duration>) -> Box<Self> {
        let body: Body = serde_json::from_slice(&answer.body).unwrap_or_default();
        let described = body.error.unwrap_or_default();
        let message = described.message.or(body.message);
        Box::new(Self {
            status: Some(answer.status),
            code: described.code.unwrap_or_default(),
            message: message.unwrap_or_else(|| untold(answer)),
            target: described.target,
            details: described.details.unwrap_or_default(),
            retry_after,
            body: answer.shown(),
        })
    }

    /// The failure of a background operation of Dataverse: a code that is zero where no platform error is meant.
    pub(crate) fn of_dataverse(code: Option<i32>, message: Option<String>, body: String) -> Self {
        Self {
            status: None,
            code: code.filter(|code| *code != 0).map_or_else(String::new, hex),
            message: message.unwrap_or_default(),
            target: None,
            details: Vec::new(),
            retry_after: None,
            body,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(status) = self.status {
            write!(f, "{} ", status.as_u16())?;
        }
        if !self.code.is_empty() {
            write!(f, "{} ", self.code)?;
        }
        f.write_str(&self.message)
    }
}

/// The message of an answer that has none.
fn untold(answer: &Answer) -> String {
    let reason = answer.status.canonical_reason().unwrap_or("no message");
    reason.to_owned()
}

/// Codes of Dataverse are signed numbers in a status monitor and `0x…` elsewhere: here always the latter.
fn hex(code: i32) -> String {
    format!("{:#010x}", code.cast_unsigned())
}
