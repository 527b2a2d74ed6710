//! Faults for envelopes of the organization service that cannot be read (section 7.5).

use dataverse_execution::{fetch_xml_fault, query_fault};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::soap::SoapError;

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
