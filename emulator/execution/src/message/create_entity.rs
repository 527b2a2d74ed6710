//! `CreateEntity`: makes a table with its primary name, and its privileges and messages (MD-100).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, create_table};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateEntity"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("Entity", ValueType::Complex(&metadata::ENTITY)),
        Parameter::optional("PrimaryAttribute", ValueType::Complex(&metadata::STRING)),
        Parameter::optional("HasNotes", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasActivities", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasFeedback", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("EntityId", ValueType::Field(FieldType::Guid)),
        Parameter::required("AttributeId", ValueType::Field(FieldType::Guid)),
    ]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateEntity"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let entity = arguments.complex("Entity")?;
    let primary = arguments.optional_complex("PrimaryAttribute")?;
    let has_notes = arguments.flag("HasNotes");
    for related in ["HasActivities", "HasFeedback"] {
        if arguments.flag(related) {
            return Err(Fault::not_emulated(format_args!("A new table with '{related}'")).into());
        }
    }
    let mut draft = Draft::begin(session)?;
    let primary = primary.as_ref().map(Members::of);
    let given = Members::of(&entity);
    let ids = create_table(session, &mut draft, given, primary, has_notes)?;
    draft.write(session)?;
    Ok(OrganizationResponse::default()
        .with("EntityId", ids.table)
        .with("AttributeId", ids.column))
}
