//! `CreateEntity`: makes a table with its primary name, and its privileges and messages (MD-100).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, create_table};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateEntity"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Entity", ValueType::Complex(&metadata::ENTITY)),
        Parameter::optional("PrimaryAttribute", ValueType::Complex(&metadata::STRING)),
        Parameter::optional("HasNotes", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasActivities", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasFeedback", ValueType::Field(FieldType::Boolean)),
        definition_change::SOLUTION,
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("EntityId", ValueType::Field(FieldType::Guid)),
        Parameter::required("AttributeId", ValueType::Field(FieldType::Guid)),
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateEntity"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let entity = arguments.complex("Entity")?;
        let primary = arguments.optional_complex("PrimaryAttribute")?;
        let has_notes = arguments.flag("HasNotes");
        for related in ["HasActivities", "HasFeedback"] {
            if arguments.flag(related) {
                let what = format_args!("A new table with '{related}'");
                return Err(Fault::not_emulated(what).into());
            }
        }
        let primary = primary.as_ref().map(Members::of);
        let given = Members::of(&entity);
        let ids = create_table(session, draft, given, primary, has_notes)?;
        Ok(OrganizationResponse::default()
            .with("EntityId", ids.table)
            .with("AttributeId", ids.column))
    })
}
