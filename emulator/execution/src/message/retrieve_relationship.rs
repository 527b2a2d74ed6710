//! `RetrieveRelationship`: returns the definition of one relationship (MD-00A).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_protocol::complex::metadata::RELATIONSHIP_BASE;
use dataverse_protocol::request::OrganizationRequest;

use super::{MessageResult, definition};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveRelationship"),
    response: Cow::Borrowed(&[Parameter::required(
        "RelationshipMetadata",
        ValueType::Complex(&RELATIONSHIP_BASE),
    )]),
    ..definition::NAMED
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let all = &definition::definitions(session).relationships;
    definition::answer(
        request,
        all,
        ("SchemaName", "relationship"),
        "RelationshipMetadata",
    )
}
