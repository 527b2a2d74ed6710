//! `RetrieveAllOptionSets`: returns the definitions of all global option sets.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Scope, ValueType};
use dataverse_protocol::complex::ComplexCollection;
use dataverse_protocol::complex::metadata::OPTION_SET_BASE;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveAllOptionSets"),
    parameters: Cow::Borrowed(&[definition::AS_IF_PUBLISHED]),
    response: Cow::Borrowed(&[Parameter::required(
        "OptionSetMetadata",
        ValueType::ComplexCollection(&OPTION_SET_BASE),
    )]),
    scope: Scope::Reads,
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, _: OrganizationRequest) -> MessageResult {
    let definitions = definition::definitions(session);
    let all = ComplexCollection::of(&OPTION_SET_BASE, definitions.option_sets.clone());
    Ok(OrganizationResponse::default().with("OptionSetMetadata", all))
}
