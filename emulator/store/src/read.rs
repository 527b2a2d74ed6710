//! Reads rows: the same functions for committed rows and for a unit's rows.

use std::sync::Arc;

use dataverse_operation::phase::Phase;
use dataverse_operation::rules::AsyncProtocol;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, EntityCollection, Related};
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{ErrorCode, OptionalExtension, Row, params_from_iter};
use uuid::Uuid;

use crate::access::{self, Access};
use crate::bind;
use crate::bind_error::BindError;
use crate::bound::{Bound, Counting, ExpandKind, Part, Predicate, Side, Sign};
use crate::database::Database;
use crate::due_effect::Submitted;
use crate::sql::{self, Names, Select, Sources};
use crate::statements::Statement;
use crate::submission::{Task, protocol};
use crate::{cell, form, paging, schema};
use dataverse_model::metadata::{Metadata, Table};

/// Why a read failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A requested column does not exist.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The query exceeded its time limit.
    #[error("the query exceeded its time limit")]
    TimeLimit,
    /// A query aggregates more rows than its limit.
    #[error("the query aggregates more than {0} rows")]
    AggregateLimit(u32),
    /// A sum does not fit into 64 bits.
    #[error("a sum does not fit into 64 bits")]
    Overflow,
    /// The organization's limit of connections in use is reached.
    #[error("{0} connections to the database are in use, which is the limit")]
    TooManyConnections(usize),
    /// The stored text of an operation or system job cannot be parsed.
    #[error("the stored {what} of {id} cannot be read: {reason}")]
    Form {
        /// The kind of text: phase, provenance, system job.
        what: &'static str,
        /// The operation or job.
        id: Uuid,
        /// The parser's error.
        reason: String,
    },
    /// Any other error of SQLite; the text is for the log only.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Self::TimeLimit,
            _ => Self::Sqlite(error),
        }
    }
}

/// The time limit of a query.
#[derive(Clone)]
pub enum Limit {
    /// No limit.
    Unlimited,
    /// Until the function returns true. Called often, on the thread that runs the query.
    Until(Arc<dyn Fn() -> bool + Send + Sync>),
}

/// How many of SQLite's instructions run between two checks of the limit.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 10_000;

/// One row: names and values of its columns, and its version.
pub(super) fn retrieve(
    connection: &Database,
    metadata: &Arc<Metadata>,
    table: &Arc<Table>,
    id: Uuid,
    columns: &Columns,
    names: Names,
) -> Result<Option<Entity>, StoreError> {
    let statements = &connection.statements;
    let select = statements.retrieve(metadata, table, columns, names, || {
        let selected = bind::selected(table, columns)?;
        Ok::<_, BindError>(sql::retrieve(table, &selected, metadata, names))
    })?;
    let mut statement = connection.prepare_cached(&select.text.sql)?;
    let mut rows = statement.query([id.as_bytes()])?;
    match rows.next()? {
        Some(row) => select.rows.read(row).map(Some),
        None => Ok(None),
    }
}

/// Whether the row exists.
pub(super) fn exists(
    connection: &Database,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<bool, StoreError> {
    Ok(version(connection, table, id)?.is_some())
}

/// The number of rows of a table.
pub(super) fn count(connection: &Database, table: &Table) -> Result<i64, StoreError> {
    let name = schema::quoted(&table.logical_name);
    let mut statement = connection.prepare_cached(&format!("SELECT count(*) FROM {name}"))?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// The version of a row; zero if it is null.
pub(super) fn version(
    connection: &Database,
    table: &Arc<Table>,
    id: Uuid,
) -> rusqlite::Result<Option<i64>> {
    let text = || {
        let (name, key) = (
            schema::rows_of(table, schema::quoted),
            schema::quoted(&table.primary_id),
        );
        format!("SELECT coalesce(versionnumber, 0) FROM {name} WHERE {key} = ?1")
    };
    let mut statement = connection.prepare_for(table, Statement::Version, text)?;
    statement
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()
}

/// The phase of an operation, with the protocol that the operation was accepted under.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPhase {
    /// The phase.
    pub phase: Phase,
    /// The protocol, which its status monitor speaks.
    pub protocol: AsyncProtocol,
}

/// The phase of an operation, without the rest of its row; `None` for a row that was inserted
/// directly and has no phase.
pub(super) fn phase(
    connection: &Database,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<Option<StoredPhase>, StoreError> {
    let text = || {
        let (name, key) = (
            schema::quoted(&table.logical_name),
            schema::quoted(&table.primary_id),
        );
        format!(
            "SELECT emulator_phase, emulator_protocol FROM {name} \
             WHERE {key} = ?1 AND emulator_phase IS NOT NULL"
        )
    };
    let mut statement = connection.prepare_for(table, Statement::Phase, text)?;
    let mut rows = statement.query([id.as_bytes()])?;
    match rows.next()? {
        Some(row) => Ok(Some(StoredPhase {
            phase: stored_phase(id, row.get_ref(0)?)?,
            protocol: protocol(row.get_ref(1)?.as_str().ok()),
        })),
        None => Ok(None),
    }
}

/// The status code of an operation that has ended, from the log of ends, which outlives its row.
pub(super) fn ended(connection: &Database, id: Uuid) -> Result<Option<i32>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT status FROM emulator_completion_log WHERE operation = ?1 \
         ORDER BY position DESC LIMIT 1",
    )?;
    let status = statement.query_row([id.as_bytes()], |row| row.get(0));
    Ok(status.optional()?)
}

/// The task, name and provenance for an attempt of an operation; `None` for a row that was inserted
/// directly.
pub(super) fn submitted(
    connection: &Database,
    table: &Arc<Table>,
    id: Uuid,
) -> Result<Option<Submitted>, StoreError> {
    let text = || {
        let (name, key) = (
            schema::quoted(&table.logical_name),
            schema::quoted(&table.primary_id),
        );
        format!(
            "SELECT emulator_name, emulator_protocol, emulator_task, emulator_provenance FROM {name} \
             WHERE {key} = ?1 AND emulator_phase IS NOT NULL"
        )
    };
    let mut statement = connection.prepare_for(table, Statement::Submitted, text)?;
    let mut rows = statement.query([id.as_bytes()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(Submitted {
        name: row.get(0)?,
        task: Task::read(protocol(row.get_ref(1)?.as_str().ok()), row.get(2)?),
        provenance: form::read("provenance", id, row.get_ref(3)?)?,
    }))
}

/// Parses a stored phase.
pub(super) fn stored_phase(operation: Uuid, stored: ValueRef<'_>) -> Result<Phase, StoreError> {
    form::read("phase", operation, stored)
}

/// Runs a query in one read transaction.
pub(super) fn query(
    connection: &mut Database,
    metadata: &Metadata,
    bound: &Bound,
    names: Names,
    limit: &Limit,
) -> Result<EntityCollection, StoreError> {
    let look = match limit {
        Limit::Unlimited => None,
        Limit::Until(over) => {
            let over = Arc::clone(over);
            Some(move || over())
        }
    };
    connection.progress_handler(INSTRUCTIONS_BETWEEN_LOOKS, look)?;
    let answer = at_one_moment(connection, metadata, bound, names);
    connection.progress_handler(0, None::<fn() -> bool>)?;
    answer
}

fn at_one_moment(
    connection: &Database,
    metadata: &Metadata,
    bound: &Bound,
    names: Names,
) -> Result<EntityCollection, StoreError> {
    let moment = connection.unchecked_transaction()?;
    let sources = Sources::Committed(connection.touched.borrow().clone());
    let access = access::choose(connection, bound, &sources)?;
    let answer = collection(connection, metadata, bound, names, Cookie::Wanted, &access);
    moment.finish()?;
    answer
}

/// Whether a page has a paging cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cookie {
    Wanted,
    Unwanted,
}

fn collection(
    connection: &Database,
    metadata: &Metadata,
    bound: &Bound,
    names: Names,
    cookie: Cookie,
    access: &Access,
) -> Result<EntityCollection, StoreError> {
    let table = bound.table();
    let sources = Sources::Committed(connection.touched.borrow().clone());
    if let Some(limit) = bound.aggregated {
        let count = sql::count_aggregated(bound, limit, &sources, access);
        let mut statement = connection.prepare_cached(&count.sql)?;
        let rows: u32 =
            statement.query_row(params_from_iter(&count.parameters), |row| row.get(0))?;
        if rows > limit {
            return Err(StoreError::AggregateLimit(limit));
        }
    }
    let select = sql::select(bound, metadata, names, &sources, access);
    let mut statement = connection.prepare_cached(&select.text.sql)?;
    let mut rows = statement.query(params_from_iter(&select.text.parameters))?;
    let mut answer = EntityCollection {
        table: table.logical_name.clone(),
        ..Default::default()
    };
    let wanted = match bound.part {
        Part::Top(rows) => rows,
        Part::Page { size, .. } => size,
    } as usize;
    let page = match bound.part {
        Part::Page { number, .. } => Some(number),
        Part::Top(_) => None,
    };
    let page =
        page.filter(|_| cookie == Cookie::Wanted && paging::is_stable(&bound.scope, &bound.shape));
    // The sort values of the last row; its key is in the row.
    let sorted = select
        .keys
        .split_last()
        .map_or(&[][..], |(_, sorted)| sorted);
    let mut last: Vec<Sql> = Vec::with_capacity(select.keys.len());
    while let Some(row) = rows.next()? {
        if answer.entities.len() == wanted {
            answer.more = true;
            break;
        }
        let mut entity = select.rows.read(row)?;
        expand(
            connection,
            metadata,
            bound,
            names,
            &select,
            row,
            &mut entity,
        )?;
        answer.entities.push(entity);
        if page.is_some() {
            last.clear();
            for at in sorted {
                last.push(row.get(*at)?);
            }
        }
    }
    let key = answer.entities.last().and_then(|row| row.id);
    if let (Some(number), Some(key)) = (page, key) {
        last.push(cell::blob(key));
        answer.paging_cookie = Some(paging::write(number, &bound.scope, &bound.order, &last));
    }
    if bound.counting == Counting::Wanted {
        let count = sql::count(bound, &sources, access);
        let mut statement = connection.prepare_cached(&count.sql)?;
        let total: u32 =
            statement.query_row(params_from_iter(&count.parameters), |row| row.get(0))?;
        answer.total = Some(total.into());
    }
    Ok(answer)
}

fn expand(
    connection: &Database,
    metadata: &Metadata,
    bound: &Bound,
    names: Names,
    select: &Select,
    row: &Row<'_>,
    entity: &mut Entity,
) -> Result<(), StoreError> {
    for (expand, at) in bound.expands.iter().zip(&select.expands) {
        // Another table of the same navigation property has the row.
        if let Some(Related::One(Some(_))) = entity.related.get(&expand.navigation) {
            continue;
        }
        let key: Sql = row.get(*at)?;
        let mut nested = expand.query.clone();
        let by_key = Predicate::Compare(expand.inner.clone(), Sign::Equal, Side::Cell(key));
        nested.filter = Predicate::All(vec![by_key, nested.filter]);
        let cookie = match expand.is_paged {
            true => Cookie::Wanted,
            false => Cookie::Unwanted,
        };
        let by_key = Access::default();
        let rows = collection(connection, metadata, &nested, names, cookie, &by_key)?;
        let related = match expand.kind {
            ExpandKind::One { .. } => Related::One(rows.entities.into_iter().next().map(Box::new)),
            ExpandKind::Many => Related::Many(rows),
        };
        entity.related.insert(expand.navigation.clone(), related);
    }
    Ok(())
}
