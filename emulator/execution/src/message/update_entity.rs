//! `UpdateEntity`: gives a table other labels and properties (MD-101).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, Merge, changed_table, table_of};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateEntity"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Entity", ValueType::Complex(&metadata::ENTITY)),
        definition_change::MERGE_LABELS,
        Parameter::optional("HasNotes", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasActivities", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasFeedback", ValueType::Field(FieldType::Boolean)),
        definition_change::SOLUTION,
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteEntity"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |_, draft, arguments| {
        let merge = Merge::of(arguments.flag("MergeLabels"));
        let entity = arguments.complex("Entity")?;
        let given = Members::of(&entity);
        let table = table_of(draft.metadata(), given)?;
        let change = changed_table(table, given, merge)?;
        let table = table.logical_name.clone();
        draft.define(Definition::ChangedTable { table, change })?;
        Ok(OrganizationResponse::default())
    })
}
