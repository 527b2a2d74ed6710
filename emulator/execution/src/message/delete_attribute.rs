//! `DeleteAttribute`: removes a column of the organization's own, with its values (MD-112).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, remove_column};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteAttribute"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("EntityLogicalName", ValueType::Field(FieldType::String)),
        Parameter::required("LogicalName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvDeleteAttribute"))]),
    runs: &[],
    weight: Weight::Query,
    custom_api: None,
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let table = arguments.text("EntityLogicalName")?;
    let column = arguments.text("LogicalName")?;
    let mut draft = Draft::begin(session)?;
    remove_column(session, &mut draft, &table, &column)?;
    draft.write(session)?;
    Ok(OrganizationResponse::default())
}
