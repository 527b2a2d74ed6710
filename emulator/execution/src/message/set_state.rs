//! `SetState`: changes state and status reason of a row (SO-03H to SO-03J). In the Web API this is an update of both
//! columns.

use std::borrow::Cow;

use dataverse_model::message::{Access, Images, Message, Parameter, Right, Scope, ValueType};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, Value};

use super::MessageResult;
use super::arguments::Arguments;
use super::moniker::{self, MONIKER};
use crate::session::Session;

/// A `Status` of -1 means the default status reason of the state.
const DEFAULT_STATUS: i32 = -1;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("SetState"),
    parameters: Cow::Borrowed(&[
        moniker::ROW,
        Parameter::required("State", ValueType::Field(FieldType::Picklist)),
        Parameter::required("Status", ValueType::Field(FieldType::Picklist)),
    ]),
    scope: Scope::ChangesRows,
    images: Some(Images {
        property: MONIKER,
        pre: true,
        post: true,
    }),
    rights: Cow::Borrowed(&[Access::Row(Right::Write)]),
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let row = arguments.reference(MONIKER)?;
    let state = option(&mut arguments, "State")?;
    let status = option(&mut arguments, "Status")?;
    let table = session.table(&row.table)?;
    if table.column("statecode").is_none() {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Rows of '{}' have no state that could be set.",
                table.logical_name
            ),
        )
        .into());
    }
    let mut changed = Entity::new(&row.table).with("statecode", Value::OptionSet(state));
    if status != DEFAULT_STATUS {
        changed = changed.with("statuscode", Value::OptionSet(status));
    }
    changed.id = Some(row.id);
    super::update::change(session, table, changed)?;
    Ok(OrganizationResponse::default())
}

fn option(arguments: &mut Arguments, name: &str) -> Result<i32, Fault> {
    match arguments.required(name)? {
        Value::OptionSet(number) => Ok(number),
        other => Err(arguments.misshapen(name, "of type OptionSetValue", &other)),
    }
}
