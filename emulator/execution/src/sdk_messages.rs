//! The rows of `sdkmessage` and `sdkmessagefilter`.
//!
//! The rows of a platform message follow from its description and from the tables that support it. The rows of a custom
//! API are created with the API (CA-020). Ids are derived from names.

use dataverse_model::message::{Message, Scope, StepsAllowed};
use dataverse_model::metadata::{Events, Metadata, Ownership, Table, TableKind, TableMessages};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use uuid::Uuid;

/// The table of messages.
pub(crate) const MESSAGE: &str = "sdkmessage";

/// The table of messages by table.
pub(crate) const FILTER: &str = "sdkmessagefilter";

/// The `sdkmessageid` of a message, derived from its name.
pub(crate) fn message_id(message: &str) -> Uuid {
    named(&format!("{MESSAGE}/{message}"))
}

/// The `sdkmessagefilterid` of a message and a table, derived from their names.
pub(crate) fn filter_id(message: &str, table: &str) -> Uuid {
    named(&format!("{FILTER}/{message}/{table}"))
}

/// The rows of a platform message: the message, and a filter for each table that supports it.
pub(crate) fn of_platform<'m>(
    message: &'m Message,
    metadata: &'m Metadata,
) -> impl Iterator<Item = Entity> + 'm {
    let reads = matches!(
        message.scope,
        Scope::ReadsRows | Scope::ReadsOwnedRows | Scope::Reads
    );
    let own = row(
        MESSAGE,
        message_id(&message.name),
        [
            ("name", message.name.as_ref().into()),
            ("isreadonly", reads.into()),
            ("ismanaged", true.into()),
            ("customizationlevel", 0.into()),
        ],
    );
    let of_tables = metadata
        .tables()
        .filter_map(|table| filter_of(message, table));
    std::iter::once(own).chain(of_tables)
}

/// The filter of a platform message for a table, if the table supports the message.
pub(crate) fn filter_of(message: &Message, table: &Table) -> Option<Entity> {
    let allowed = message.steps != StepsAllowed::None && table.events == Events::Raised;
    has(table, message).then(|| filter(&message.name, &table.logical_name, allowed.into()))
}

/// Whether a table supports a message.
fn has(table: &Table, message: &Message) -> bool {
    let is_written = table.messages == TableMessages::All;
    match message.scope {
        Scope::ReadsRows => true,
        Scope::ReadsOwnedRows => is_written && table.ownership == Ownership::User,
        Scope::ChangesRows => is_written,
        Scope::ChangesElasticRows => is_written && table.kind == TableKind::Elastic,
        Scope::ChangesOwnedRows => is_written && table.ownership == Ownership::User,
        Scope::Reads | Scope::Acts => false,
    }
}

/// The `sdkmessage` rows of a custom API; none for a row without a name.
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
            ("sdkmessageid", Value::from(lookup)),
            ("primaryobjecttypecode", table.into()),
            ("iscustomprocessingstepallowed", steps_allowed),
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
