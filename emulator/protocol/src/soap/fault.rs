//! Writes the fault envelope with its `OrganizationServiceFault` (section 7.5).
//!
//! The caller chooses the error code and the text.

use super::name::{CONTRACTS, CONTRACTS_7_1, ENVELOPE, GENERIC, INSTANCE, SCHEMA, SERIALIZATION};
use super::text::escape;
use crate::service_fault::{Detail, ServiceFault, Source};

/// Writes a fault as the envelope of a response with status 500.
pub fn write_fault(fault: &ServiceFault) -> String {
    let mut xml = format!(
        "<s:Envelope xmlns:s=\"{ENVELOPE}\"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang=\"en-US\">"
    );
    escape(&fault.message, &mut xml);
    xml.push_str("</faultstring><detail><OrganizationServiceFault");
    // The type of a fault that tells its request's position is derived from the declared one.
    if fault.request_index.is_some() {
        xml.push_str(&format!(
            " i:type=\"t:ExecuteTransactionFault\" xmlns:t=\"{CONTRACTS_7_1}\""
        ));
    }
    xml.push_str(&format!(" xmlns=\"{CONTRACTS}\" xmlns:i=\"{INSTANCE}\">"));
    members(fault, &mut xml);
    if let Some(index) = fault.request_index {
        xml.push_str(&format!(
            "<t:FaultedRequestIndex>{index}</t:FaultedRequestIndex>"
        ));
    }
    xml.push_str("</OrganizationServiceFault></detail></s:Fault></s:Body></s:Envelope>");
    xml
}

/// Writes a fault as an item of a collection: the default namespace of its members is declared on the element `tag`.
pub(super) fn write_item(tag: &str, fault: &ServiceFault, xml: &mut String) {
    xml.push_str(&format!("<{tag} xmlns=\"{CONTRACTS}\">"));
    members(fault, xml);
    xml.push_str(&format!("</{tag}>"));
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
