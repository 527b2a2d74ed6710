//! Errors that a client may see; all crates of the server use this type for them.
//!
//! A fault has client-visible text only. An internal error is logged where it happens and becomes
//! [`Fault::unexpected`]. The doors write faults (OData JSON, SOAP, monitor JSON, columns).

pub mod code;
mod http;
mod texts;

use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// The code of the Web API for what is not emulated.
const NOT_EMULATED: &str = "emulator:not_emulated";

/// An error of the emulated platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} ({})", self.hex())]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The platform's signed error code (see [`code`]); 0 when the error is not Dataverse's
    /// (BG-09A) or the OData parser's own (C-15).
    pub code: i32,
    /// The text for the client.
    pub message: String,
    /// The HTTP status, if it differs from the one of the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The trace of the plug-in, which the client gets only on request (WA-033).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// The inner fault, if the platform returns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inner: Option<Box<Fault>>,
    /// The origin of the error.
    #[serde(default, skip_serializing_if = "RaisedBy::is_platform")]
    pub raised_by: RaisedBy,
    /// Further facts by name (`ErrorDetails`), such as `MaxBatchSize`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<(String, FaultDetail)>,
    /// The position of the request that failed among those of an `ExecuteTransaction`, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_index: Option<usize>,
}

/// A further fact of a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FaultDetail {
    /// A number.
    Integer(i32),
    /// A text.
    Text(String),
}

/// The part of the system that refused a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaisedBy {
    /// The platform: the error has a code.
    #[default]
    Platform,
    /// The HTTP routing before the platform: the code is written as an empty text (WA-031).
    Routing,
    /// The plug-in of a custom API.
    PlugIn,
    /// The emulator, which lacks what was asked for: the code of the Web API is the emulator's own.
    Emulator,
}

impl RaisedBy {
    fn is_platform(&self) -> bool {
        *self == Self::Platform
    }
}

impl Fault {
    /// A fault with this code and text, and the HTTP status of the code.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            http_status: None,
            trace: None,
            inner: None,
            raised_by: RaisedBy::Platform,
            details: Vec::new(),
            request_index: None,
        }
    }

    /// A fault of the routing layer: an HTTP status, a text, no code (WA-031).
    pub fn routing(http_status: u16, message: impl Into<String>) -> Self {
        Self {
            raised_by: RaisedBy::Routing,
            ..Self::new(0, message).with_http_status(http_status)
        }
    }

    /// The refusal of what Dataverse has and the emulator does not: 501, and in the Web API a code of the emulator's
    /// own. `what` begins the sentence.
    pub fn not_emulated(what: impl Display) -> Self {
        Self::not_emulated_text(format!("{what} is not emulated."))
    }

    /// The same refusal with a text that says so in its own words, and where.
    pub fn not_emulated_text(message: impl Into<String>) -> Self {
        Self {
            raised_by: RaisedBy::Emulator,
            ..Self::new(code::NOT_SUPPORTED, message).with_http_status(501)
        }
    }

    /// The same refusal for a message; the SDK receives the code for messages that the server does not have (SO-024).
    pub fn message_not_emulated(name: &str) -> Self {
        Self {
            code: code::SDK_MESSAGE_NOT_SUPPORTED_ON_SERVER,
            ..Self::not_emulated(format_args!("The message '{name}'"))
        }
    }

    /// Sets the HTTP status.
    #[must_use]
    pub fn with_http_status(mut self, http_status: u16) -> Self {
        self.http_status = Some(http_status);
        self
    }

    /// Sets the trace of the plug-in.
    #[must_use]
    pub fn with_trace(mut self, trace: impl Into<String>) -> Self {
        self.trace = Some(trace.into());
        self
    }

    /// Sets the inner fault.
    #[must_use]
    pub fn with_inner(mut self, inner: Self) -> Self {
        self.inner = Some(Box::new(inner));
        self
    }

    /// Adds a further fact.
    #[must_use]
    pub fn with_detail(mut self, name: &str, detail: FaultDetail) -> Self {
        self.details.push((name.to_owned(), detail));
        self
    }

    /// Marks the fault as raised, or let through, by the plug-in of a custom API.
    #[must_use]
    pub const fn from_plug_in(mut self) -> Self {
        self.raised_by = RaisedBy::PlugIn;
        self
    }

    /// The HTTP status: the explicit one, or the one of the code (4.3).
    pub fn http_status(&self) -> u16 {
        self.http_status
            .unwrap_or_else(|| http::status_of(self.code))
    }

    /// The code as in the Web API: `0x` and eight lower-case digits, `0x0` for no code, an empty text
    /// for the routing layer (WA-031), and a word for what is not emulated.
    pub fn hex(&self) -> String {
        match (self.raised_by, self.code) {
            (RaisedBy::Routing, _) => String::new(),
            (RaisedBy::Emulator, _) => NOT_EMULATED.to_owned(),
            (RaisedBy::Platform | RaisedBy::PlugIn, 0) => "0x0".to_owned(),
            (RaisedBy::Platform | RaisedBy::PlugIn, code) => format!("{code:#010x}"),
        }
    }

    /// Whether a retry of the same request can succeed (rule `retry_policy`).
    pub fn is_transient(&self) -> bool {
        code::TRANSIENT.contains(&self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_printed_as_two_s_complement() {
        assert_eq!(Fault::new(-2_147_220_891, "").hex(), "0x80040265");
        assert_eq!(Fault::new(-2_147_187_707, "").hex(), "0x80048405");
        assert_eq!(Fault::new(0, "").hex(), "0x0");
        assert_eq!(Fault::routing(404, "").hex(), "");
        assert_eq!(Fault::not_emulated("").hex(), "emulator:not_emulated");
    }

    #[test]
    fn an_explicit_status_overrides_the_code_s() {
        let fault = Fault::new(code::ISV_ABORTED, "late");
        assert_eq!(fault.http_status(), 400);
        assert_eq!(fault.with_http_status(409).http_status(), 409);
    }

    #[test]
    fn an_ordinary_fault_is_stored_as_code_and_message_alone() {
        let stored = serde_json::to_string(&Fault::new(-1, "no")).unwrap();
        assert_eq!(stored, r#"{"code":-1,"message":"no"}"#);
        let full = Fault::routing(404, "no")
            .with_trace("line")
            .with_inner(Fault::new(-2, "because").from_plug_in());
        let stored = serde_json::to_string(&full).unwrap();
        assert_eq!(serde_json::from_str::<Fault>(&stored).unwrap(), full);
    }
}
