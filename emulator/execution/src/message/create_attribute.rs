//! `CreateAttribute`: adds a column to a table (MD-110).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_model::metadata::Definition;
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, new_columns};
use crate::error::{Error, no_table};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CreateAttribute"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityName", ValueType::Field(FieldType::String)),
        Parameter::required("Attribute", ValueType::Complex(&metadata::ATTRIBUTE)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "AttributeId",
        ValueType::Field(FieldType::Guid),
    )]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvCreateAttribute"))]),
    runs: &[],
    weight: Weight::Key,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let table = arguments.text("EntityName")?;
    let attribute = arguments.complex("Attribute")?;
    let mut draft = Draft::begin(session)?;
    if draft.metadata().table(&table).is_none() {
        return Err(no_table(&table).into());
    }
    let columns = new_columns(session, &draft, &table, Members::of(&attribute))?;
    let id = columns
        .first()
        .and_then(|column| column.details.metadata_id);
    for column in columns {
        let table = table.clone();
        draft.define(Definition::Column { table, column })?;
    }
    draft.write(session)?;
    Ok(OrganizationResponse::default().with("AttributeId", id.unwrap_or_default()))
}
