//! The table of a request, and the row if the request names one.

use dataverse_model::message::{TARGET, TARGETS};
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

/// Reads the row or the table of `Target` (or `EntityMoniker`), otherwise the table of `Targets` or of `Query`.
pub(crate) fn subject(request: &OrganizationRequest) -> Subject<'_> {
    let (table, id) = match ROWS.iter().find_map(|name| request.parameters.get(*name)) {
        Some(Value::Entity(target)) if target.is_open() => (NO_TABLE, None),
        Some(Value::Entity(target)) => (target.table.as_str(), target.id),
        Some(Value::Reference(target)) => (target.table.as_str(), Some(target.id)),
        _ => (table_of_many(request).unwrap_or(NO_TABLE), None),
    };
    Subject { table, id }
}

/// The table of the rows in `Targets`, or the table that `Query` reads.
fn table_of_many(request: &OrganizationRequest) -> Option<&str> {
    match request.parameters.get(TARGETS) {
        Some(Value::Collection(rows)) => Some(rows.table.as_str()),
        Some(Value::References(rows)) => rows.first().map(|row| row.table.as_str()),
        _ => match request.parameters.get("Query") {
            Some(Value::Query(query)) => Some(query.table.as_str()),
            _ => None,
        },
    }
}
