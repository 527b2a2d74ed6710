//! `UpdateAttribute`: gives a column other labels, limits and properties (MD-111).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, Merge, changed_column};
use crate::error::no_table;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateAttribute"),
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityName", ValueType::Field(FieldType::String)),
        Parameter::required("Attribute", ValueType::Complex(&metadata::ATTRIBUTE)),
        definition_change::MERGE_LABELS,
        definition_change::SOLUTION,
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteAttribute"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        let table = arguments.text("EntityName")?;
        let merge = Merge::of(arguments.flag("MergeLabels"));
        let attribute = arguments.complex("Attribute")?;
        let known = draft.metadata().table(&table);
        let known = known.ok_or_else(|| no_table(&table))?;
        let column = changed_column(session, draft, known, Members::of(&attribute), merge)?;
        draft.define(Definition::ChangedColumn { table, column })?;
        Ok(OrganizationResponse::default())
    })
}
