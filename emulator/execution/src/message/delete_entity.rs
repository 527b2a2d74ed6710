//! `DeleteEntity`: removes a table of the organization's own, with its rows, privileges and messages (MD-102).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType, Weight};
use dataverse_model::metadata::Definition;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Part, before_removal, free};
use crate::error::no_table;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteEntity"),
    parameters: Cow::Borrowed(&[Parameter::required(
        "LogicalName",
        ValueType::Field(FieldType::String),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvDeleteEntity"))]),
    weight: Weight::Query,
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let name = arguments.text("LogicalName")?;
        let table = draft.metadata().table(&name).cloned();
        let table = table.ok_or_else(|| no_table(&name))?;
        if !draft.metadata().is_system(&name) {
            free(session, Part::Table(&name))?;
        }
        for definition in before_removal(draft.metadata(), &table) {
            draft.define(definition)?;
        }
        draft.define(Definition::RemovedTable { table: name })?;
        Ok(OrganizationResponse::default())
    })
}
