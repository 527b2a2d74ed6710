//! Faults as the SDK receives them: in the envelope of a SOAP fault, and among the responses of `ExecuteMultiple`
//! (section 7.5).

use dataverse_operation::fault::{Fault, FaultDetail, RaisedBy, code};
use dataverse_operation::rules::{ElasticInnerFault, Rules};
use dataverse_protocol::service_fault::{Detail, ServiceFault, Source};
use jiff::Timestamp;
use uuid::Uuid;

/// Details of every fault that a plug-in raises: the status `Failed`, and the HRESULT of a .NET
/// exception.
const PLUG_IN_DETAILS: [(&str, i32); 2] =
    [("OperationStatus", 0), ("SubErrorCode", -2_146_233_088)];

/// Writes a fault with all members that the SDK reads.
pub fn service_fault(fault: &Fault, activity: Uuid, now: Timestamp, rules: &Rules) -> ServiceFault {
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
    for (name, detail) in &fault.details {
        written = written.with(name, detail_of(detail));
    }
    written.request_index = fault.request_index;
    written.with("ApiExceptionHttpStatusCode", status)
}

fn bare(fault: &Fault, activity: Uuid, now: Timestamp) -> ServiceFault {
    let mut written = ServiceFault::new(fault.code, &fault.message, activity, now);
    written.trace.clone_from(&fault.trace);
    written
}

fn detail_of(detail: &FaultDetail) -> Detail {
    match detail {
        FaultDetail::Integer(number) => Detail::Integer(*number),
        FaultDetail::Text(text) => Detail::Text(text.clone()),
    }
}
