//! `RetrieveOptionSet`: returns the definition of one global option set (MD-00A).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata::OPTION_SET_BASE;
use dataverse_protocol::request::OrganizationRequest;

use super::{MessageResult, definition};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveOptionSet"),
    response: Cow::Borrowed(&[Parameter::required(
        "OptionSetMetadata",
        ValueType::Complex(&OPTION_SET_BASE),
    )]),
    ..definition::NAMED
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let all = &definition::definitions(session).option_sets;
    definition::answer(request, all, ("Name", "option set"), "OptionSetMetadata")
}
