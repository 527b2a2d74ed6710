//! `CreateAttribute`: adds a column to a table (MD-110).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, new_columns};
use crate::error::no_table;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateAttribute"),
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityName", ValueType::Field(FieldType::String)),
        Parameter::required("Attribute", ValueType::Complex(&metadata::ATTRIBUTE)),
        definition_change::SOLUTION,
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "AttributeId",
        ValueType::Field(FieldType::Guid),
    )]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateAttribute"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let table = arguments.text("EntityName")?;
        let attribute = arguments.complex("Attribute")?;
        if draft.metadata().table(&table).is_none() {
            return Err(no_table(&table).into());
        }
        let columns = new_columns(session, draft, &table, Members::of(&attribute))?;
        let id = columns
            .first()
            .and_then(|column| column.details.metadata_id);
        for column in columns {
            let table = table.clone();
            draft.define(Definition::Column { table, column })?;
        }
        Ok(OrganizationResponse::default().with("AttributeId", id.unwrap_or_default()))
    })
}
