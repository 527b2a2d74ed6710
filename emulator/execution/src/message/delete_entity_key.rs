//! `DeleteEntityKey`: removes an alternate key (MD-131).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_model::metadata::Definition;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteEntityKey"),
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityLogicalName", ValueType::Field(FieldType::String)),
        Parameter::required("Name", ValueType::Field(FieldType::String)),
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteEntity"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |_, draft, arguments| {
        let table = arguments.text("EntityLogicalName")?;
        let key = arguments.text("Name")?;
        draft.define(Definition::RemovedKey { table, key })?;
        Ok(OrganizationResponse::default())
    })
}
