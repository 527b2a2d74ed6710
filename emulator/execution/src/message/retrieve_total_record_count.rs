//! `RetrieveTotalRecordCount`: counts the rows of tables (MS-050).
//!
//! The platform counts at most once a day and may answer with yesterday's number; the emulator counts now.

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, Right, ValueType, Weight};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Value;
use indexmap::IndexMap;

use super::MessageResult;
use super::arguments::Arguments;
use crate::security::may_use;
use crate::session::Session;

const NAMES: &str = "EntityNames";

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveTotalRecordCount"),
    parameters: Cow::Borrowed(&[Parameter::required(
        NAMES,
        ValueType::Field(FieldType::StringArray),
    )]),
    response: Cow::Borrowed(&[Parameter::required(
        "EntityRecordCountCollection",
        ValueType::RecordCounts,
    )]),
    weight: Weight::Query,
    ..Message::FUNCTION
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let names = match arguments.required(NAMES)? {
        Value::Strings(names) => names,
        other => {
            let fault = arguments.misshapen(NAMES, "of type StringArray", &other);
            return Err(fault.into());
        }
    };
    let mut counts = IndexMap::new();
    for name in names {
        let table = session.table(&name)?;
        may_use(session, Right::Read, &table)?;
        let count = session.count(&table)?;
        counts.insert(name, count);
    }
    Ok(OrganizationResponse::default().with("EntityRecordCountCollection", Value::from(counts)))
}
