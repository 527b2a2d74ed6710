//! Messages as rows: `sdkmessages`, and `sdkmessagefilters` for those that belong to a table.
//!
//! The rows of a platform message follow from its description and from the tables that have it, so neither needs a list.
//! Those of a custom API are made with its own row (CA-020). Ids follow from names.

use dataverse_model::message::{Message, Scope, StepsAllowed};
use dataverse_model::metadata::{Events, Metadata, Ownership, Table, TableMessages};
use dataverse_protocol::value::{Entity, EntityReference, Value};
use dataverse_runtime::identity::named;
use uuid::Uuid;

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

/// The rows of a message of the platform: its own, and a filter for each table that has it.
pub(crate) fn of_platform<'m>(
    message: &'m Message,
    metadata: &'m Metadata,
) -> impl Iterator<Item = Entity> + 'm {
    let reads = matches!(message.scope, Scope::ReadsRows | Scope::Reads);
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
        .filter(|table| has(table, message))
        .map(|table| {
            let allowed = message.steps != StepsAllowed::None && table.events == Events::Raised;
            filter(&message.name, &table.logical_name, allowed.into())
        });
    std::iter::once(own).chain(of_tables)
}

/// Whether a table has a message.
fn has(table: &Table, message: &Message) -> bool {
    let is_written = table.messages == TableMessages::All;
    match message.scope {
        Scope::ReadsRows => true,
        Scope::ChangesRows => is_written,
        Scope::ChangesOwnedRows => is_written && table.ownership == Ownership::User,
        Scope::Reads | Scope::Acts => false,
    }
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
