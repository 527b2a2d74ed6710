//! Rows of teams, of their members, and of the roles of users and teams.
//!
//! Every business unit has a default team, whose members are the users of the business unit (PV-063). Rows of intersect
//! tables have ids that are derived from the pair, so that a pair has at most one row.

use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use uuid::Uuid;

use crate::privilege::{TEAM, TEAM_MEMBER, UNIT, USER, USER_ROLE};

/// The id of the row of an intersect table for two rows, in the order of its two sides.
pub fn pair_id(table: &str, first: Uuid, second: Uuid) -> Uuid {
    named(&format!("{table}/{first}/{second}"))
}

/// The `systemuserroles` row for a user and a role.
pub(crate) fn user_role(user: Uuid, role: Uuid) -> Entity {
    row(
        USER_ROLE,
        pair_id(USER_ROLE, user, role),
        [
            ("systemuserid", Value::Guid(user)),
            ("roleid", Value::Guid(role)),
        ],
    )
}

/// The `teammembership` row for a team and a user.
pub(crate) fn membership(team: Uuid, user: Uuid) -> Entity {
    row(
        TEAM_MEMBER,
        pair_id(TEAM_MEMBER, team, user),
        [
            ("teamid", Value::Guid(team)),
            ("systemuserid", Value::Guid(user)),
        ],
    )
}

/// The id of the default team of a business unit.
pub(crate) fn default_team_id(unit: Uuid) -> Uuid {
    named(&format!("{TEAM}/{UNIT}/{unit}"))
}

/// The default team of a business unit, which has its name.
pub(crate) fn default_team(unit: Uuid, name: &str, administrator: Uuid) -> Entity {
    let description = format!(
        "Default team for the parent business unit. The name and membership for default team are inherited from their parent business unit {name}."
    );
    row(
        TEAM,
        default_team_id(unit),
        [
            ("name", name.into()),
            ("description", description.as_str().into()),
            ("isdefault", true.into()),
            ("systemmanaged", true.into()),
            ("teamtype", Value::OptionSet(0)),
            (
                "businessunitid",
                Value::from(EntityReference::new(UNIT, unit)),
            ),
            (
                "administratorid",
                Value::from(EntityReference::new(USER, administrator)),
            ),
        ],
    )
}

fn row<const COLUMNS: usize>(table: &str, id: Uuid, columns: [(&str, Value); COLUMNS]) -> Entity {
    let mut row = Entity::new(table);
    row.id = Some(id);
    for (name, value) in columns {
        row.attributes.insert(name.into(), value);
    }
    row
}
