//! `CreateEntityKey`: gives a table an alternate key (MD-130).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, new_key};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateEntityKey"),
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityName", ValueType::Field(FieldType::String)),
        Parameter::required("EntityKey", ValueType::Complex(&metadata::ENTITY_KEY)),
        definition_change::SOLUTION,
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "EntityKeyId",
        ValueType::Field(FieldType::Guid),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteEntity"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let table = arguments.text("EntityName")?;
        let given = arguments.complex("EntityKey")?;
        let key = new_key(session, draft, &table, Members::of(&given))?;
        let id = key.details.metadata_id;
        draft.define(Definition::Key { table, key })?;
        Ok(OrganizationResponse::default().with("EntityKeyId", id.unwrap_or_default()))
    })
}
