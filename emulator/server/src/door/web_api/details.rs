//! Annotations in an error, which a client asks for by name (WA-032, WA-033).

use dataverse_operation::fault::{Fault, FaultDetail, RaisedBy};
use dataverse_protocol::prefer::AnnotationFilter;
use serde_json::{Map, Value as Json};

/// The prefix of all annotation names.
const NAMESPACE: &str = "Microsoft.PowerApps.CDS";
/// The platform's help page for error codes (WA-034).
const HELP: &str = "http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException";
/// Details of every fault that a plug-in raises: the status `Failed`, and the HRESULT of a .NET exception.
const PLUG_IN: [(&str, &str); 2] = [
    ("ErrorDetails.OperationStatus", "0"),
    ("ErrorDetails.SubErrorCode", "-2146233088"),
];

/// The annotations that the client asks for. Faults of routing have none.
pub(super) fn details(fault: &Fault, wanted: &AnnotationFilter) -> Map<String, Json> {
    if fault.raised_by == RaisedBy::Routing {
        return Map::new();
    }
    let mut all: Vec<(&str, Json)> = Vec::new();
    if fault.raised_by == RaisedBy::PlugIn {
        all.extend(PLUG_IN.map(|(name, value)| (name, value.into())));
    }
    let status = fault.http_status();
    all.push(("ErrorDetails.ApiExceptionHttpStatusCode", status.into()));
    let help = format!("{HELP}%3a{:08x}&client=platform", fault.code);
    all.push(("HelpLink", help.into()));
    let facts: Vec<(String, Json)> = fault
        .details
        .iter()
        .map(|(name, detail)| (format!("ErrorDetails.{name}"), json(detail)))
        .collect();
    all.extend(
        facts
            .iter()
            .map(|(name, fact)| (name.as_str(), fact.clone())),
    );
    all.extend(fault.trace.clone().map(|trace| ("TraceText", trace.into())));
    let inner = fault.inner.as_deref().unwrap_or(fault);
    all.push(("InnerError.Message", inner.message.clone().into()));
    all.into_iter()
        .map(|(name, value)| (format!("{NAMESPACE}.{name}"), value))
        .filter(|(name, _)| wanted.includes(name))
        .map(|(name, value)| (format!("@{name}"), value))
        .collect()
}

/// Details are texts, numbers included.
fn json(detail: &FaultDetail) -> Json {
    match detail {
        FaultDetail::Integer(number) => number.to_string().into(),
        FaultDetail::Text(text) => text.clone().into(),
    }
}
