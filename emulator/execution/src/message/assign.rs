//! `Assign`: changes the owner of a row (SO-03D to SO-03G). In the Web API this is an update of `ownerid`.

use std::borrow::Cow;

use dataverse_model::message::{Access, Images, Message, Parameter, Right, Scope, ValueType};
use dataverse_model::metadata::Ownership;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Entity;

use super::MessageResult;
use super::arguments::Arguments;
use crate::error::not_found;
use crate::privilege::{TEAM, USER};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("Assign"),
    parameters: Cow::Borrowed(&[
        Parameter::required("Target", ValueType::Field(FieldType::EntityReference)),
        Parameter::required("Assignee", ValueType::Field(FieldType::EntityReference)),
    ]),
    scope: Scope::ChangesOwnedRows,
    images: Some(Images {
        property: "Target",
        pre: true,
        post: true,
    }),
    rights: Cow::Borrowed(&[Access::Row(Right::Read), Access::Row(Right::Assign)]),
    ..Message::ROWS
};

pub(super) fn run(session: &mut Session<'_>, request: OrganizationRequest) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let target = arguments.reference("Target")?;
    let assignee = arguments.reference("Assignee")?;
    let table = session.table(&target.table)?;
    if table.ownership != Ownership::User {
        return Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "Rows of '{}' have no owner: they cannot be assigned.",
                table.logical_name
            ),
        )
        .into());
    }
    if ![USER, TEAM].contains(&assignee.table.as_str()) {
        return Err(Fault::invalid_argument(format!(
            "A row of '{}' cannot own rows: expected a reference to a '{USER}' or a '{TEAM}'.",
            assignee.table
        ))
        .into());
    }
    let principals = session.table(&assignee.table)?;
    if !session.exists(&principals, assignee.id)? {
        return Err(not_found(&principals, assignee.id).into());
    }
    let mut changed = Entity::new(&target.table).with("ownerid", assignee);
    changed.id = Some(target.id);
    super::update::change(session, table, changed)?;
    Ok(OrganizationResponse::default())
}
