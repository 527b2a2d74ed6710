//! `CreateOptionSet`: makes a global option set (MD-140).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, new_set};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateOptionSet"),
    parameters: Cow::Borrowed(&[
        Parameter::required("OptionSet", ValueType::Complex(&metadata::OPTION_SET_BASE)),
        definition_change::SOLUTION,
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "OptionSetId",
        ValueType::Field(FieldType::Guid),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateOptionSet"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let given = arguments.complex("OptionSet")?;
        let set = new_set(session, draft, Members::of(&given))?;
        let id = set.details.metadata_id;
        draft.define(Definition::OptionSet(set))?;
        Ok(OrganizationResponse::default().with("OptionSetId", id.unwrap_or_default()))
    })
}
