//! `DeleteRelationship`: removes a lookup, or an intersect table with its pairs (MD-123).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType, Weight};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::remove_relationship;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteRelationship"),
    parameters: Cow::Borrowed(&[Parameter::required(
        "Name",
        ValueType::Field(FieldType::String),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvDeleteRelationship"))]),
    weight: Weight::Query,
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        remove_relationship(session, draft, &arguments.text("Name")?)?;
        Ok(OrganizationResponse::default())
    })
}
