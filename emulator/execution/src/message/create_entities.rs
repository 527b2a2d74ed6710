//! `CreateEntities`: makes several tables with all of their columns, together or not at all (MD-100).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, ValueType, Weight};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, definition_change};
use crate::draft::{Members, create_table};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateEntities"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Entities", ValueType::ComplexCollection(&metadata::ENTITY)),
        definition_change::SOLUTION,
    ]),
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateEntity"))]),
    weight: Weight::Query,
    ..definition_change::ACTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    definition_change::change(session, request, |session, draft, arguments| {
        for entity in &arguments.complexes("Entities")? {
            create_table(session, draft, Members::of(entity), None, false)?;
        }
        Ok(OrganizationResponse::default())
    })
}
