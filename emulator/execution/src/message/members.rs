//! Members of teams: each is a row of `teammembership`, which is made and removed as its table's behavior says.

use std::borrow::Cow;

use dataverse_model::message::{Access, Binding, Message, Parameter, Right, ValueType, WebForm};
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_store::{Expect, Write};
use uuid::Uuid;

use super::MessageResult;
use super::arguments::Arguments;
use crate::behavior;
use crate::error::{Error, not_found};
use crate::privilege::{TEAM, TEAM_MEMBER, USER};
use crate::seed::seed_rows;
use crate::session::Session;
use crate::team_rows::membership;

/// The Web API names the members by rows, the SDK by ids.
const PARAMETERS: &[Parameter] = &[
    Parameter::required(TEAM_ID, ValueType::Field(FieldType::Guid)),
    Parameter::required_rows(MEMBER_IDS, ValueType::Guids, WebForm::rows("Members", USER)),
];

/// What both messages have in common.
pub(super) const MESSAGE: Message = Message {
    binding: Binding::Entity {
        table: Cow::Borrowed(TEAM),
        parameter: TEAM_ID,
    },
    parameters: Cow::Borrowed(PARAMETERS),
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Write, TEAM),
        Access::TableNamed(Right::Read, USER),
    ]),
    ..Message::ACTION
};

const TEAM_ID: &str = "TeamId";
const MEMBER_IDS: &str = "MemberIds";

/// Changes whether each of the users is a member of the team.
///
/// # Errors
/// A parameter is missing; the fault of a change.
pub(super) fn change(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    change: fn(&mut Session<'_>, Uuid, Uuid) -> Result<(), Error>,
) -> MessageResult {
    let mut arguments = Arguments::of(request);
    let team = arguments.guid(TEAM_ID)?;
    for user in arguments.guids(MEMBER_IDS)? {
        change(session, team, user)?;
    }
    Ok(OrganizationResponse::default())
}

/// Adds a user to a team. A member stays one.
///
/// # Errors
/// There is no such team; the behavior of the table refuses the pair.
pub(super) fn add(session: &mut Session<'_>, team: Uuid, user: Uuid) -> Result<(), Error> {
    exists(session, team)?;
    let table = session.table(TEAM_MEMBER)?;
    let mut row = membership(team, user);
    behavior::of(&table).before_create(session, &table, &mut row)?;
    match session.exists(&table, row.id.unwrap_or_default())? {
        true => Ok(()),
        false => seed_rows(session, vec![row]),
    }
}

/// Removes a user from a team. Who is no member stays none.
///
/// # Errors
/// There is no such team; the behavior of the table refuses it.
pub(super) fn remove(session: &mut Session<'_>, team: Uuid, user: Uuid) -> Result<(), Error> {
    exists(session, team)?;
    let table = session.table(TEAM_MEMBER)?;
    let id = membership(team, user).id.unwrap_or_default();
    if !session.exists(&table, id)? {
        return Ok(());
    }
    behavior::of(&table).before_delete(session, &table, id)?;
    session.write(Write::Delete {
        table,
        id,
        expect: Expect::Exists,
    })
}

fn exists(session: &Session<'_>, team: Uuid) -> Result<(), Error> {
    let teams = session.table(TEAM)?;
    match session.exists(&teams, team)? {
        true => Ok(()),
        false => Err(not_found(&teams, team).into()),
    }
}
