//! `DeleteMultiple`: deletes rows of an elastic table (MS-007). Standard tables do not have it (MS-008).
//!
//! Each row is a `Delete` of its own, with its own rights and steps.

use std::borrow::Cow;

use dataverse_model::message::{
    Access, Message, Parameter, Right, Scope, TARGET, TARGETS, ValueType,
};
use dataverse_model::metadata::TableKind;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::arguments::Arguments;
use super::{MessageResult, many_rows};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("DeleteMultiple"),
    parameters: Cow::Borrowed(&[Parameter::required(TARGETS, ValueType::References)]),
    scope: Scope::ChangesElasticRows,
    rights: Cow::Borrowed(&[Access::Row(Right::Delete)]),
    runs: &["Delete"],
    ..many_rows::MESSAGE
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let rows = Arguments::of(request).references(TARGETS)?;
    let Some(name) = rows.first().map(|row| row.table.clone()) else {
        return Err(many_rows::nothing().into());
    };
    let table = session.table(&name)?;
    if table.kind == TableKind::Standard {
        return Err(Fault::new(
            code::SDK_MESSAGE_NOT_IMPLEMENTED,
            "DeleteMultiple has not yet been implemented.",
        )
        .into());
    }
    if let Some(other) = rows.iter().find(|row| row.table != name) {
        return Err(many_rows::mixed(&name, &other.table).into());
    }
    many_rows::each(session, &name, rows, |row| {
        OrganizationRequest::new("Delete").with(TARGET, row)
    })?;
    Ok(OrganizationResponse::default())
}
