//! The table of a request, and the row if the request names one.

use dataverse_model::message::TARGET;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use uuid::Uuid;

use crate::step::NO_TABLE;

/// The table and the row of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subject<'r> {
    /// Logical name of the table; `none` for a message without a table.
    pub(crate) table: &'r str,
    /// Primary key of the row, if the request names one.
    pub(crate) id: Option<Uuid>,
}

/// Parameters that name the row of a message. Messages that are older than `Target` call it `EntityMoniker`.
const ROWS: [&str; 2] = [TARGET, "EntityMoniker"];

/// Reads the row or the table of `Target` (or `EntityMoniker`), otherwise the table of `Query`.
pub(crate) fn subject(request: &OrganizationRequest) -> Subject<'_> {
    let (table, id) = match ROWS.iter().find_map(|name| request.parameters.get(*name)) {
        Some(Value::Entity(target)) if target.is_open() => (NO_TABLE, None),
        Some(Value::Entity(target)) => (target.table.as_str(), target.id),
        Some(Value::Reference(target)) => (target.table.as_str(), Some(target.id)),
        _ => match request.parameters.get("Query") {
            Some(Value::Query(query)) => (query.table.as_str(), None),
            _ => (NO_TABLE, None),
        },
    };
    Subject { table, id }
}
