//! `UpdateAttribute`: gives a column other labels, limits and properties (MD-111).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, Merge, changed_column};
use crate::error::{Error, no_table};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateAttribute"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityName", ValueType::Field(FieldType::String)),
        Parameter::required("Attribute", ValueType::Complex(&metadata::ATTRIBUTE)),
        Parameter::optional("MergeLabels", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteAttribute"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let name = arguments.text("EntityName")?;
    let merge = Merge::of(arguments.flag("MergeLabels"));
    let attribute = arguments.complex("Attribute")?;
    let mut draft = Draft::begin(session)?;
    let table = draft
        .metadata()
        .table(&name)
        .ok_or_else(|| no_table(&name))?;
    let column = changed_column(session, &draft, table, Members::of(&attribute), merge)?;
    let table = name;
    draft.define(Definition::ChangedColumn { table, column })?;
    draft.write(session)?;
    Ok(OrganizationResponse::default())
}
