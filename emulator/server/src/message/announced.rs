//! Messages as rows: `sdkmessages`, and `sdkmessagefilters` for those that belong to a table.
//!
//! A platform message is announced because it is in the catalogue, on every table that the metadata
//! has, so neither needs a list. A custom API is announced with its own row (CA-020). Ids follow
//! from names. Who may register steps on a message is not decided here, only told.

use std::sync::Arc;

use dataverse_protocol::value::{Entity, EntityReference, Value};
use uuid::Uuid;

use super::Platform;
use crate::identity::named;
use crate::metadata::{Events, Keeper, Metadata, Table};

/// The table of messages.
pub(crate) const MESSAGE: &str = "sdkmessage";

/// The table that tells which messages a table has.
pub(crate) const FILTER: &str = "sdkmessagefilter";

/// The id of a message.
pub(crate) fn message_id(message: &str) -> Uuid {
    named(&format!("{MESSAGE}/{message}"))
}

/// The id of a message's filter for a table.
pub(crate) fn filter_id(message: &str, table: &str) -> Uuid {
    named(&format!("{FILTER}/{message}/{table}"))
}

/// What a platform message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// Rows of a table, and it changes them.
    Changing,
    /// Rows of a table, and it reads them.
    Reading,
    /// No table; it reads.
    Telling,
    /// No table.
    Doing,
}

impl Platform {
    const fn about(self) -> About {
        match self {
            Self::Create | Self::Update | Self::Upsert | Self::Delete => About::Changing,
            Self::Retrieve | Self::RetrieveMultiple => About::Reading,
            Self::WhoAmI | Self::RetrieveVersion | Self::RetrieveCurrentOrganization => {
                About::Telling
            }
            Self::ExecuteBackgroundOperation | Self::AddPrivilegesRole => About::Doing,
        }
    }

    /// Whether custom steps are allowed on the message at all.
    ///
    /// `Upsert` is documented as no event for every table: its Create or Update is. Of
    /// `ExecuteBackgroundOperation` nothing is documented; it wraps another request, whose steps
    /// run when that request does (inferred).
    pub(crate) const fn takes_steps(self) -> bool {
        !matches!(self, Self::Upsert | Self::ExecuteBackgroundOperation)
    }

    /// Whether the table has the message.
    fn is_on(self, table: &Table) -> bool {
        match (self.about(), table.keeper) {
            (
                About::Changing,
                Keeper::Messages
                | Keeper::MessageFilters
                | Keeper::Privileges
                | Keeper::RolePrivileges
                | Keeper::UserRoles,
            ) => false,
            (About::Changing | About::Reading, _) => true,
            (About::Telling | About::Doing, _) => false,
        }
    }
}

/// The rows of all platform messages.
pub(crate) fn platform_rows(metadata: &Metadata) -> Vec<Entity> {
    let mut rows = Vec::new();
    for message in Platform::ALL {
        let id = message_id(message.name());
        let reads = matches!(message.about(), About::Reading | About::Telling);
        rows.push(row(
            MESSAGE,
            id,
            [
                ("name", message.name().into()),
                ("isreadonly", reads.into()),
                ("ismanaged", true.into()),
                ("customizationlevel", 0.into()),
            ],
        ));
        let of_table = |table: &&Arc<Table>| message.is_on(table);
        rows.extend(metadata.tables().filter(of_table).map(|table| {
            let allowed = message.takes_steps() && table.events == Events::Raised;
            filter(message.name(), &table.logical_name, allowed.into())
        }));
    }
    rows
}

/// The rows of the message that a custom API is; none for a row without a name.
pub(crate) fn of_custom_api(api: &Entity) -> Vec<Entity> {
    let text = |column| api.get(column).and_then(Value::as_str);
    let Some(name) = text("uniquename") else {
        return Vec::new();
    };
    let workflow = api.get("workflowsdkstepenabled").cloned();
    let function = api.get("isfunction").cloned();
    let mut rows = vec![row(
        MESSAGE,
        message_id(name),
        [
            ("name", name.into()),
            ("isreadonly", function.unwrap_or(false.into())),
            ("workflowsdkstepenabled", workflow.unwrap_or(false.into())),
        ],
    )];
    if let Some(table) = text("boundentitylogicalname") {
        let steps = api
            .get("allowedcustomprocessingsteptype")
            .and_then(Value::as_integer);
        rows.push(filter(name, table, (steps.unwrap_or(0) != 0).into()));
    }
    rows
}

fn filter(message: &str, table: &str, steps_allowed: Value) -> Entity {
    let lookup = EntityReference::new(MESSAGE, message_id(message));
    row(
        FILTER,
        filter_id(message, table),
        [
            ("sdkmessageid", Value::Reference(lookup)),
            ("primaryobjecttypecode", table.into()),
            ("iscustomprocessingstepallowed", steps_allowed),
        ],
    )
}

fn row<const COLUMNS: usize>(table: &str, id: Uuid, columns: [(&str, Value); COLUMNS]) -> Entity {
    let mut row = Entity::new(table);
    row.id = Some(id);
    for (name, value) in columns {
        row.attributes.insert(name.to_owned(), value);
    }
    row
}
