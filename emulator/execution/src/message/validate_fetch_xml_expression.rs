//! `ValidateFetchXmlExpression`: says what makes a query slow, and runs nothing (MS-060 to MS-063).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::FetchXmlSyntax;
use dataverse_protocol::complex::{Complex, ComplexCollection, FETCH_VALIDATION, VALIDATOR_ISSUE};
use dataverse_protocol::fetchxml;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::Query;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::MessageResult;
use super::arguments::Arguments;
use super::query_issues::{InfoCode, Issue, of_query};
use crate::error::fetch_xml_fault;
use crate::session::Session;

const FETCH_XML: &str = "FetchXml";

/// Where the patterns are explained.
const HELP: &str =
    "https://learn.microsoft.com/power-apps/developer/data-platform/query-antipatterns";

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("ValidateFetchXmlExpression"),
    parameters: Cow::Borrowed(&[Parameter::required(
        FETCH_XML,
        ValueType::Field(FieldType::String),
    )]),
    response: Cow::Borrowed(&[Parameter::required(
        "ValidationResults",
        ValueType::Complex(&FETCH_VALIDATION),
    )]),
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let text = Arguments::of(request).text(FETCH_XML)?;
    let issues = match readable(session, &text) {
        Ok(query) => of_query(session.metadata(), &query),
        Err(fault) if is_refused(session, &fault) => return Err(fault.into()),
        Err(fault) => vec![Issue {
            code: InfoCode::SyntaxError,
            text: fault.message,
        }],
    };
    let issues = issues.iter().map(|issue| {
        Complex::new(&VALIDATOR_ISSUE)
            .with("LocalizedMessageText", issue.text.as_str())
            .with("Severity", issue.code.severity())
            .with("TypeCode", issue.code.number())
    });
    let issues = ComplexCollection::of(&VALIDATOR_ISSUE, issues.collect());
    let result = Complex::new(&FETCH_VALIDATION)
        .with("Helplink", HELP)
        .with("Messages", issues);
    Ok(OrganizationResponse::default().with("ValidationResults", result))
}

/// The query, if the platform could run it.
fn readable(session: &Session<'_>, text: &str) -> Result<Query, Fault> {
    let query = fetchxml::parse(text, session.limits()).map_err(|error| fetch_xml_fault(&error))?;
    session.check_query(&query)?;
    Ok(query)
}

/// Whether the fault is answered as it is: the query has what is not emulated, or rule `fetch_xml_syntax` says so.
fn is_refused(session: &Session<'_>, fault: &Fault) -> bool {
    fault.http_status() == 501 || session.rules().fetch_xml_syntax == FetchXmlSyntax::Fault
}
