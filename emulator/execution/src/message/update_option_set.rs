//! `UpdateOptionSet`: gives a global option set other labels (MD-141).

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Binding, Kind, Message, Parameter, Scope, StepsAllowed, ValueType, Weight,
};
use dataverse_protocol::complex::metadata;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::draft::{Draft, Members, Merge, changed_set};
use crate::error::Error;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UpdateOptionSet"),
    kind: Kind::Rows,
    binding: Binding::Global,
    parameters: Cow::Borrowed(&[
        Parameter::required("OptionSet", ValueType::Complex(&metadata::OPTION_SET_BASE)),
        Parameter::optional("MergeLabels", ValueType::Field(FieldType::Boolean)),
        Parameter::optional("SolutionUniqueName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[]),
    scope: Scope::Acts,
    steps: StepsAllowed::None,
    images: None,
    rights: Cow::Borrowed(&[Access::Privilege(Cow::Borrowed("prvWriteOptionSet"))]),
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
    let given = arguments.complex("OptionSet")?;
    let mut draft = Draft::begin(session)?;
    let definition = changed_set(&draft, Members::of(&given), merge)?;
    draft.define(definition)?;
    draft.write(session)?;
    Ok(OrganizationResponse::default())
}
