//! Teams of rows (MS-055, MS-056): what the messages that add users to them and remove users have in common.
//!
//! A row has at most one team of a template. It is an access team that is made with its first member, with which the row is
//! shared with the rights of the template, and that goes with the row.

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_model::message::{Access, Binding, Message, Parameter, Right, ValueType, WebForm};
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_protocol::field_type::FieldType;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use uuid::Uuid;

use super::arguments::Arguments;
use super::{MessageResult, sharing};
use crate::cascade::{self, Given};
use crate::error::{Error, not_found};
use crate::privilege::{TEAM, UNIT, USER};
use crate::security::may_access;
use crate::seed::seed_rows;
use crate::session::Session;

const TEMPLATE: &str = "teamtemplate";
const USER_ID: &str = "SystemUserId";
const RECORD: &str = "Record";
const TEMPLATE_ID: &str = "TeamTemplateId";
const TEAM_ID: &str = "AccessTeamId";

/// `teamtype` of an access team.
const ACCESS_TEAM: i32 = 1;

/// The user, the row, and the template of the team.
const PARAMETERS: &[Parameter] = &[
    Parameter::required(USER_ID, ValueType::Field(FieldType::Guid)),
    Parameter::required(RECORD, ValueType::Field(FieldType::EntityReference)),
    Parameter::required_rows(
        TEMPLATE_ID,
        ValueType::Field(FieldType::Guid),
        WebForm::rows("TeamTemplate", TEMPLATE),
    ),
];

/// The team.
const RESPONSE: &[Parameter] = &[Parameter::required(
    TEAM_ID,
    ValueType::Field(FieldType::Guid),
)];

/// What both messages have in common. Besides these rights they take Share on the row.
pub(super) const MESSAGE: Message = Message {
    binding: Binding::Entity {
        table: Cow::Borrowed(USER),
        parameter: USER_ID,
    },
    parameters: Cow::Borrowed(PARAMETERS),
    response: Cow::Borrowed(RESPONSE),
    rights: Cow::Borrowed(&[
        Access::TableNamed(Right::Read, USER),
        Access::TableNamed(Right::Read, TEMPLATE),
    ]),
    ..Message::ACTION
};

/// Changes who is in the team of a row; answers with the team.
///
/// # Errors
/// As [`RecordTeam::take`]; the change is refused.
pub(super) fn change(
    session: &mut Session<'_>,
    request: OrganizationRequest,
    change: impl FnOnce(&mut Session<'_>, &RecordTeam) -> Result<(), Error>,
) -> MessageResult {
    let of = RecordTeam::take(session, request)?;
    change(session, &of)?;
    Ok(OrganizationResponse::default().with(TEAM_ID, of.team))
}

/// A user, and the team of a row.
pub(super) struct RecordTeam {
    pub(super) user: Uuid,
    pub(super) team: Uuid,
    record: EntityReference,
    table: Arc<Table>,
    template: Entity,
}

impl RecordTeam {
    /// Takes the parameters.
    ///
    /// # Errors
    /// There is no such user, row or template; the template is for rows of another table; the caller may not share the row.
    fn take(session: &Session<'_>, request: OrganizationRequest) -> Result<Self, Error> {
        let mut arguments = Arguments::of(request);
        let user = arguments.guid(USER_ID)?;
        let record = arguments.reference(RECORD)?;
        let template = arguments.guid(TEMPLATE_ID)?;
        let table = sharing::shareable_row(session, &record)?;
        may_access(session, Right::Share, &table, record.id)?;
        let users = session.table(USER)?;
        if !session.exists(&users, user)? {
            return Err(not_found(&users, user).into());
        }
        let templates = session.table(TEMPLATE)?;
        let found = session.retrieve(&templates, template, &Columns::All)?;
        let found = found.ok_or_else(|| not_found(&templates, template))?;
        let code = found.get("objecttypecode").and_then(Value::as_integer);
        if code != Some(i64::from(table.object_type_code)) {
            return Err(Fault::invalid_argument(format!(
                "The team template {template} is not for rows of '{}': expected one with the object type code {}.",
                table.logical_name, table.object_type_code
            ))
            .into());
        }
        let team = named(&format!("{TEAM}/{template}/{}", record.id));
        Ok(Self {
            user,
            team,
            record,
            table,
            template: found,
        })
    }

    /// Whether the row has the team already.
    pub(super) fn exists(&self, session: &Session<'_>) -> Result<bool, Fault> {
        session.exists(&session.table(TEAM)?, self.team)
    }

    /// Makes the team, and shares the row with it.
    pub(super) fn make(&self, session: &mut Session<'_>) -> Result<(), Error> {
        let row = (&self.table, self.record.id);
        let owner = cascade::owner_of(session, row.0, row.1)?;
        let principals = &session.registry().principals;
        let unit = owner.and_then(|owner| principals.unit_of(owner.id));
        let unit = unit.unwrap_or(session.core().business_unit);
        let template = self.template.id.unwrap_or_default();
        let mut team = Entity::new(TEAM)
            .with("name", format!("{}+{template}", self.record.id))
            .with("teamtype", Value::OptionSet(ACCESS_TEAM))
            .with("systemmanaged", true)
            .with("businessunitid", EntityReference::new(UNIT, unit))
            .with(
                "administratorid",
                EntityReference::new(USER, session.provenance().caller),
            )
            .with("teamtemplateid", EntityReference::new(TEMPLATE, template));
        let teams = session.table(TEAM)?;
        let regarding = teams.column("regardingobjectid");
        let can_regard = regarding.is_some_and(|column| {
            let mut targets = column.targets().iter();
            targets.any(|target| target.table == self.record.table)
        });
        if can_regard {
            team = team.with("regardingobjectid", self.record.clone());
        }
        team.id = Some(self.team);
        seed_rows(session, vec![team])?;
        let mask = self.template.get("defaultaccessrightsmask");
        let mask = mask.and_then(Value::as_integer).unwrap_or_default();
        let rights = i32::try_from(mask).unwrap_or_default() & sharing::ALL_RIGHTS;
        let team = EntityReference::new(TEAM, self.team);
        cascade::share(session, row, &team, Given::Added(rights))
    }
}
