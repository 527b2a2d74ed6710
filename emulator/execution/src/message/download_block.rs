//! `DownloadBlock`: returns a part of a file or an image (FI-013).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Right, Scope, StepsAllowed, ValueType, Weight};
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use crate::error::Error;
use crate::files::{Transfer, content};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DownloadBlock"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Offset", ValueType::BigInt),
        Parameter::required("BlockLength", ValueType::BigInt),
        Parameter::required("FileContinuationToken", ValueType::Field(FieldType::String)),
    ]),
    response: Cow::Borrowed(&[Parameter::required("Data", ValueType::Bytes)]),
    scope: Scope::Reads,
    steps: StepsAllowed::None,
    weight: Weight::Query,
    ..Message::ACTION
};

pub(super) fn run(
    session: &mut Session<'_>,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let mut arguments = Arguments::of(request);
    let offset = number(&mut arguments, "Offset")?;
    let length = number(&mut arguments, "BlockLength")?;
    let token = arguments.text("FileContinuationToken")?;
    let transfer = Transfer::of_token(session, &token, Right::Read)?;
    let present = transfer.slot.stored(session)?;
    let bytes = match present.filter(|stored| stored.id == transfer.id) {
        Some(stored) => content(session, stored.id)?,
        None => None,
    };
    let mut bytes = bytes.ok_or_else(|| Fault::row_not_found("fileattachment", transfer.id))?;
    if offset > bytes.len() {
        return Err(Fault::invalid_argument(format!(
            "The Offset {offset} is behind the end of the file: expected at most {}.",
            bytes.len()
        ))
        .into());
    }
    let mut data = bytes.split_off(offset);
    data.truncate(length);
    Ok(OrganizationResponse::default().with("Data", Value::Bytes(data)))
}

fn number(arguments: &mut Arguments, name: &str) -> Result<usize, Fault> {
    match arguments.required(name)? {
        Value::BigInt(number) => usize::try_from(number).map_err(|_| {
            Fault::invalid_argument(format!(
                "The {name} {number} is negative: expected a number of bytes."
            ))
        }),
        other => Err(arguments.misshapen(name, "a BigInt", &other)),
    }
}
