//! `DeleteEntity`: removes a table of the organization's own, with its rows, privileges and messages (MD-102).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_model::metadata::Definition;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Part, before_removal, free};
use crate::error::{Error, no_table};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteEntity"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[Parameter::required(
        "LogicalName",
        ValueType::Field(FieldType::String),
    )]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvDeleteEntity"))]),
    runs: &[],
    weight: Weight::Query,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let name = Arguments::of(request).text("LogicalName")?;
    let mut draft = Draft::begin(session)?;
    let table = draft.metadata().table(&name).cloned();
    let table = table.ok_or_else(|| no_table(&name))?;
    if !draft.metadata().is_system(&name) {
        free(session, Part::Table(&name))?;
    }
    for definition in before_removal(draft.metadata(), &table) {
        draft.define(definition)?;
    }
    draft.define(Definition::RemovedTable { table: name })?;
    draft.write(session)?;
    Ok(OrganizationResponse::default())
}
