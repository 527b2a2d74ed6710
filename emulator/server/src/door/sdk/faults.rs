//! SOAP faults of the organization service (section 7.5).

use dataverse_execution::{fetch_xml_fault, query_fault};
use dataverse_operation::fault::{Fault, RaisedBy, code};
use dataverse_operation::rules::{ElasticInnerFault, Rules};
use dataverse_protocol::soap::{Detail, ServiceFault, SoapError, Source};
use jiff::Timestamp;
use uuid::Uuid;

/// Details of every fault that a plug-in raises: the status `Failed`, and the HRESULT of a .NET
/// exception.
const PLUG_IN_DETAILS: [(&str, i32); 2] =
    [("OperationStatus", 0), ("SubErrorCode", -2_146_233_088)];

/// Writes a fault with all members that the SDK reads.
pub(super) fn service_fault(
    fault: &Fault,
    activity: Uuid,
    now: Timestamp,
    rules: &Rules,
) -> ServiceFault {
    let status = Detail::Integer(i32::from(fault.http_status()));
    let mut written = bare(fault, activity, now);
    if fault.raised_by == RaisedBy::PlugIn {
        written.source = Source::PlugIn;
        for (name, number) in PLUG_IN_DETAILS {
            written = written.with(name, Detail::Integer(number));
        }
    }
    let is_told = fault.code != code::ELASTIC_NOT_FOUND
        || rules.elastic_inner_fault == ElasticInnerFault::StoreAnswer;
    let inner = fault.inner.as_deref().filter(|_| is_told);
    written.inner = inner.map(|inner| Box::new(bare(inner, activity, now)));
    written.with("ApiExceptionHttpStatusCode", status)
}

fn bare(fault: &Fault, activity: Uuid, now: Timestamp) -> ServiceFault {
    let mut written = ServiceFault::new(fault.code, &fault.message, activity, now);
    written.trace.clone_from(&fault.trace);
    written
}

/// The fault for an invalid SOAP envelope (SO-025). The platform's text comes first, if it is
/// known; the cause follows.
pub(super) fn refusal(error: &SoapError) -> Fault {
    match error.cause() {
        SoapError::Operation(name) => Fault::message_not_emulated(name),
        SoapError::NotEmulated(_) => Fault::not_emulated_text(error.to_string()),
        SoapError::NoRowVersion => Fault::version_not_provided(),
        SoapError::FetchXml(refused) => fetch_xml_fault(refused),
        SoapError::Query(problem) => query_fault(problem),
        SoapError::UnknownAlias(_) | SoapError::OperandCount { .. } => {
            Fault::invalid_argument(error.to_string())
        }
        _ => Fault::new(
            code::CANNOT_DESERIALIZE_REQUEST,
            format!("The SDK request could not be deserialized. {error}"),
        ),
    }
}
