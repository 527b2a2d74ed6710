//! `UploadBlock`: keeps a block of a file or an image until the upload is committed (FI-012).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Right, StepsAllowed, ValueType};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{Transfer, keep};
use crate::session::Session;

/// Most bytes of a block.
const LARGEST: usize = 4 << 20;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("UploadBlock"),
    parameters: Cow::Borrowed(&[
        Parameter::required("BlockId", ValueType::Field(FieldType::String)),
        Parameter::required("BlockData", ValueType::Bytes),
        Parameter::required("FileContinuationToken", ValueType::Field(FieldType::String)),
    ]),
    steps: StepsAllowed::None,
    ..Message::ACTION
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let name = arguments.text("BlockId")?;
    let bytes = arguments.bytes("BlockData")?;
    let token = arguments.text("FileContinuationToken")?;
    if bytes.len() > LARGEST {
        return Err(Fault::invalid_argument(format!(
            "The block '{name}' has {} bytes: expected at most {LARGEST}.",
            bytes.len()
        ))
        .into());
    }
    let transfer = Transfer::of_token(session, &token, Right::Write)?;
    keep(session, &transfer, &name, bytes)?;
    Ok(OrganizationResponse::default())
}
