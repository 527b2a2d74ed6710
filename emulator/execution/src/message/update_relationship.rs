//! `UpdateRelationship`: gives a relationship other cascades and properties (MD-121).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, Merge, changed_relationship};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateRelationship"),
    parameters: Cow::Borrowed(&[
        Parameter::required(
            "Relationship",
            ValueType::Complex(&metadata::RELATIONSHIP_BASE),
        ),
        definition_change::MERGE_LABELS,
        definition_change::SOLUTION,
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteRelationship"))]),
    ..definition_change::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |_, draft, arguments| {
        let merge = Merge::of(arguments.flag("MergeLabels"));
        let relationship = arguments.complex("Relationship")?;
        draft.define(changed_relationship(
            draft,
            Members::of(&relationship),
            merge,
        )?)?;
        Ok(OrganizationResponse::default())
    })
}
