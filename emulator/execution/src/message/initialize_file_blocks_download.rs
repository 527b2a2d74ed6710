//! `InitializeFileBlocksDownload`: tells the size and the name of a file or an image, and begins its download (FI-013).

use std::borrow::Cow;

use dataverse_model::message::{Access, Message, Parameter, Right, Scope, StepsAllowed, ValueType};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{Slot, Transfer};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("InitializeFileBlocksDownload"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
        Parameter::required("FileAttributeName", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("FileContinuationToken", ValueType::Field(FieldType::String)),
        Parameter::required("FileSizeInBytes", ValueType::BigInt),
        Parameter::optional("FileName", ValueType::Field(FieldType::String)),
        Parameter::required("IsChunkingSupported", ValueType::Field(FieldType::Boolean)),
    ]),
    scope: Scope::Reads,
    steps: StepsAllowed::None,
    rights: Cow::Borrowed(&[Access::Row(Right::Read)]),
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
    let stored = slot.stored(session)?.filter(|_| slot.keeps_full_size());
    let stored = stored.ok_or_else(|| {
        Fault::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!(
                "No FileAttachment records found for attribute: {column} of {} record with id {}.",
                target.table, target.id
            ),
        )
    })?;
    let token = Transfer::token(&slot, stored.id, stored.media_type);
    Ok(OrganizationResponse::default()
        .with("FileContinuationToken", token)
        .with("FileSizeInBytes", stored.size)
        .with("FileName", stored.name)
        .with("IsChunkingSupported", true))
}
