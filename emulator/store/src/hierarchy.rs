//! Conditions on the place of a row in a hierarchy, such as accounts with their parent accounts.

use std::sync::Arc;

use dataverse_model::metadata::{ColumnKind, Table};
use dataverse_protocol::query::Operator;
use rusqlite::types::Value as Sql;

use crate::bind::Binder;
use crate::bound::{At, Line, LineDirection, Predicate};
use crate::cell;

/// The users who report to the caller, and their reports; the caller too.
const USERS: &str = "systemuser";

/// The hierarchy that a column's ids belong to: its own table's for the primary key, that of a target for a lookup.
pub(super) fn of<'b>(binder: &'b Binder<'_>, column: &'b At) -> Option<&'b Arc<Table>> {
    match &column.column().kind {
        ColumnKind::Uniqueidentifier => Some(&column.table)
            .filter(|table| table.primary_id == column.column().logical_name)
            .filter(|table| table.hierarchy.is_some()),
        ColumnKind::Lookup { targets } => targets
            .iter()
            .filter_map(|target| binder.metadata.table(&target.table))
            .find(|table| table.hierarchy.is_some()),
        _ => None,
    }
}

/// The column's id stands above or below the row `root` of the table. `None` for an operator of another kind, or a
/// table without a hierarchy.
pub(super) fn bind(
    column: &At,
    table: &Arc<Table>,
    operator: Operator,
    root: Sql,
) -> Option<Predicate> {
    let (direction, with_root) = match operator {
        Operator::Under => (LineDirection::Down, false),
        Operator::UnderOrEqual => (LineDirection::Down, true),
        Operator::Above => (LineDirection::Up, false),
        Operator::AboveOrEqual => (LineDirection::Up, true),
        _ => return None,
    };
    Some(Predicate::Line(Box::new(Line {
        at: column.clone(),
        table: Arc::clone(table),
        parent: table.hierarchy.clone()?,
        root,
        direction,
        with_root,
    })))
}

/// The column's id is the caller's, or that of a user who reports to the caller.
pub(super) fn bind_reports(binder: &Binder<'_>, column: &At) -> Option<Predicate> {
    let users = binder.metadata.table(USERS)?;
    let root = cell::blob(binder.context.caller);
    bind(column, users, Operator::UnderOrEqual, root)
}
