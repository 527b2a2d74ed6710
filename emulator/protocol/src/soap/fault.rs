//! The fault envelope with its `OrganizationServiceFault` (section 7.5).
//!
//! Which code and text a failure has is the server's business.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::name::{CONTRACTS, ENVELOPE, GENERIC, INSTANCE, SCHEMA, SERIALIZATION};
use super::text::escape;

/// What an SDK client sees of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceFault {
    /// Id of the request that failed, for support.
    pub activity_id: Uuid,
    /// The platform's signed error code.
    pub code: i32,
    /// Further facts by name, in order: `ApiExceptionHttpStatusCode`, `Retry-After`.
    pub details: Vec<(String, Detail)>,
    /// The text, which is also the SOAP fault's own.
    pub message: String,
    /// When it failed.
    pub at: Timestamp,
    /// Where it came from.
    pub source: Source,
    /// What the plug-in wrote to its trace.
    pub trace: Option<String>,
    /// The failure behind this one.
    pub inner: Option<Box<ServiceFault>>,
}

/// Where a failure came from (`ExceptionSource`, `OriginalException`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The platform, which says nothing of itself.
    Platform,
    /// A plug-in.
    PlugIn,
}

/// One fact of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// A number.
    Integer(i32),
    /// A text.
    Text(String),
    /// A length of time, in whole seconds.
    Duration(Duration),
}

impl ServiceFault {
    /// A fault without details, trace or inner fault.
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

/// Writes a fault as the envelope of a 500 answer.
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
    // .NET's seven digits of a second, zeros included.
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
