//! `InitializeFileBlocksUpload`: begins the upload of a file or an image in blocks (FI-012).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, Right, StepsAllowed, ValueType};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{Slot, Transfer};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("InitializeFileBlocksUpload"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
        Parameter::required("FileAttributeName", ValueType::Field(FieldType::String)),
        Parameter::optional("FileName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required(
        "FileContinuationToken",
        ValueType::Field(FieldType::String),
    )]),
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::Row(Right::Write)]),
    ..Message::ACTION
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference("Target")?;
    let column = arguments.text("FileAttributeName")?;
    let slot = Slot::find(session, &target, &column)?;
    let upload = session.new_id();
    let token = Transfer::token(&slot, upload, None);
    Ok(OrganizationResponse::default().with("FileContinuationToken", token))
}
