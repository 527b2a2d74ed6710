//! `CommitFileBlocksUpload`: puts the blocks of a file or an image together and writes it to its row, in one transaction
//! (FI-012).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Right, StepsAllowed, ValueType, Weight};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{Transfer, Upload, join};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("CommitFileBlocksUpload"),
    parameters: Cow::Borrowed(&[
        Parameter::optional("FileName", ValueType::Field(FieldType::String)),
        Parameter::optional("MimeType", ValueType::Field(FieldType::String)),
        Parameter::required("BlockList", ValueType::Field(FieldType::StringArray)),
        Parameter::required("FileContinuationToken", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[
        Parameter::required("FileId", ValueType::Field(FieldType::Guid)),
        Parameter::required("FileSizeInBytes", ValueType::BigInt),
    ]),
    steps: StepsAllowed::None,
    weight: Weight::Query,
    ..Message::ACTION
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let token = arguments.text("FileContinuationToken")?;
    let names = match arguments.required("BlockList")? {
        Value::Strings(names) => names,
        other => {
            let fault = arguments.misshapen("BlockList", "an array of String", &other);
            return Err(fault.into());
        }
    };
    let transfer = Transfer::of_token(session, &token, Right::Write)?;
    let bytes = join(session, &transfer, &names)?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let upload = Upload {
        name: arguments.optional_text("FileName")?,
        media_type: arguments.optional_text("MimeType")?,
        bytes,
    };
    let id = transfer.slot.put(session, upload)?;
    Ok(OrganizationResponse::default()
        .with("FileId", id)
        .with("FileSizeInBytes", size))
}
