//! `DeleteFile`: deletes a file or an image by its id, and clears the column that has it (FI-014).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Right, StepsAllowed, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{Slot, owner_of};
use crate::security::may;
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteFile"),
    parameters: Cow::Borrowed(&[Parameter::required(
        "FileId",
        ValueType::Field(FieldType::Guid),
    )]),
    steps: StepsAllowed::None,
    ..Message::ACTION
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let file = Arguments::of(request).guid("FileId")?;
    let (row, column) =
        owner_of(session, file)?.ok_or_else(|| Fault::row_not_found("fileattachment", file))?;
    may(session, Right::Write, &row)?;
    Slot::find(session, &row, &column)?.clear(session)?;
    Ok(OrganizationResponse::default())
}
