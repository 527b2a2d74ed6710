//! `UpdateEntity`: gives a table other labels and properties (MD-101).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, Merge, changed_table, table_of};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateEntity"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("Entity", ValueType::Complex(&metadata::ENTITY)),
        Parameter::optional("MergeLabels", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasNotes", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasActivities", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("HasFeedback", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteEntity"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let merge = Merge::of(arguments.flag("MergeLabels"));
    let entity = arguments.complex("Entity")?;
    let given = Members::of(&entity);
    let mut draft = Draft::begin(session)?;
    let table = table_of(draft.metadata(), given)?;
    let change = changed_table(table, given, merge)?;
    let table = table.logical_name.clone();
    draft.define(Definition::ChangedTable { table, change })?;
    draft.write(session)?;
    Ok(OrganizationResponse::default())
}
