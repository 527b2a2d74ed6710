//! The table that a request is about, and the row where it names one.

use dataverse_model::message::TARGET;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use uuid::Uuid;

use crate::step::NO_TABLE;

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subject<'r> {
    /// Logical name of the table; `none` where there is none.
    pub(crate) table: &'r str,
    /// Primary key of the row, where one is named.
    pub(crate) id: Option<Uuid>,
}

/// Parameters that name the row a message is about: messages older than `Target` call it `EntityMoniker`.
const ROWS: [&str; 2] = [TARGET, "EntityMoniker"];

/// What a request is about: the row or the table of its `Target`, or the table of its `Query`.
pub(crate) fn subject(request: &OrganizationRequest) -> Subject<'_> {
    let (table, id) = match ROWS.iter().find_map(|name| request.parameters.get(*name)) {
        Some(Value::Entity(target)) => (target.table.as_str(), target.id),
        Some(Value::Reference(target)) => (target.table.as_str(), Some(target.id)),
        _ => match request.parameters.get("Query") {
            Some(Value::Query(query)) => (query.table.as_str(), None),
            _ => (NO_TABLE, None),
        },
    };
    Subject { table, id }
}
