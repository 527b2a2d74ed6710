//! Writes the fault envelope with its `OrganizationServiceFault` (section 7.5).
//!
//! The caller chooses the error code and the text.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::name::{CONTRACTS, ENVELOPE, GENERIC, INSTANCE, SCHEMA, SERIALIZATION};
use super::text::escape;

/// An `OrganizationServiceFault`.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub at: Timestamp,
    /// Whether Dataverse or a plug-in raised the fault.
    pub source: Source,
    /// The trace log of the plug-in.
    pub trace: Option<String>,
    /// The fault that caused this one.
    pub inner: Option<Box<ServiceFault>>,
}

/// What raised a fault (`ExceptionSource`, `OriginalException`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Dataverse: both members are nil.
    Platform,
    /// A plug-in.
    PlugIn,
}

/// The value of one error detail.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        }
    }

    /// The same fault with one more detail.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, detail: Detail) -> Self {
        self.details.push((name.into(), detail));
        self
    }
}

/// Writes a fault as the envelope of a response with status 500.
pub fn write_fault(fault: &ServiceFault) -> String {
    let mut xml = format!(
        "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang=\"en-US\">"
    );
    escape(&fault.message, &mut xml);
    xml.push_str(&format!(
        "</faultstring><detail><OrganizationServiceFault xmlns=\"{CONTRACTS}\" xmlns:i=\"{INSTANCE}\">"
    ));
    members(fault, &mut xml);
    xml.push_str("</OrganizationServiceFault></detail></s:Fault></s:Body></s:Envelope>");
    xml
}

fn members(fault: &ServiceFault, xml: &mut String) {
    element("ActivityId", &fault.activity_id.to_string(), xml);
    element("ErrorCode", &fault.code.to_string(), xml);
    xml.push_str(&format!("<ErrorDetails xmlns:d2p1=\"{GENERIC}\">"));
    for (name, fact) in &fault.details {
        detail(name, fact, xml);
    }
    xml.push_str("</ErrorDetails><HelpLink i:nil=\"true\"/>");
    element("Message", &fault.message, xml);
    // .NET writes seven digits of a second, zeros included.
    let at = fault.at.strftime("%Y-%m-%dT%H:%M:%S%.7fZ").to_string();
    element("Timestamp", &at, xml);
    element("ExceptionRetriable", "false", xml);
    let source = match fault.source {
        Source::Platform => None,
        Source::PlugIn => Some("PluginExecution"),
    };
    element_or_nil("ExceptionSource", source, xml);
    match &fault.inner {
        None => xml.push_str("<InnerFault i:nil=\"true\"/>"),
        Some(inner) => {
            xml.push_str("<InnerFault>");
            members(inner, xml);
            xml.push_str("</InnerFault>");
        }
    }
    element_or_nil("OriginalException", source, xml);
    element_or_nil("TraceText", fault.trace.as_deref(), xml);
}

fn detail(name: &str, fact: &Detail, xml: &mut String) {
    let (kind, namespace, text) = match fact {
        Detail::Integer(number) => ("int", SCHEMA, number.to_string()),
        Detail::Text(text) => ("string", SCHEMA, text.clone()),
        Detail::Duration(length) => {
            let seconds = format!("PT{}S", length.as_secs());
            ("duration", SERIALIZATION, seconds)
        }
    };
    xml.push_str("<KeyValuePairOfstringanyType><d2p1:key>");
    escape(name, xml);
    xml.push_str(&format!(
        "</d2p1:key><d2p1:value i:type=\"d3:{kind}\" xmlns:d3=\"{namespace}\">"
    ));
    escape(&text, xml);
    xml.push_str("</d2p1:value></KeyValuePairOfstringanyType>");
}

fn element_or_nil(name: &str, text: Option<&str>, xml: &mut String) {
    match text {
        None => xml.push_str(&format!("<{name} i:nil=\"true\"/>")),
        Some(text) => element(name, text, xml),
    }
}

fn element(name: &str, text: &str, xml: &mut String) {
    xml.push_str(&format!("<{name}>"));
    escape(text, xml);
    xml.push_str(&format!("</{name}>"));
}
