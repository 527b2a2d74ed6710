//! Imports and exports solutions, and knows what belongs to one.
//!
//! An import brings the definitions and the rows of an application, as one change (SL-010 to SL-015).
//!
//! The definitions are drafted first, by what the messages for single definitions do. Then the rows are created in a unit
//! of work, on the tables as the draft leaves them, by requests of their own. Whatever fails, nothing is kept but the row of
//! the import.

mod components;
mod definitions;
mod export;
mod job;
mod membership;
mod records;
mod rows;

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::{ColumnPath, Columns, Condition, Filter, Operand, Operator, Query};
use dataverse_protocol::solution::{Course, Solution, Unread};
use dataverse_protocol::value::{Entity, Value};
use uuid::Uuid;

use crate::draft::Draft;
use crate::error::Error;
use crate::session::Session;

pub(crate) use components::{Extent, add, existing, remove};
pub(crate) use export::export;
pub(crate) use membership::{SOLUTION, add_written, named, unmanaged};

/// The status of a request that names a solution or a component that does not exist (CA-012).
const NOT_FOUND: u16 = 404;

/// How a solution is imported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// The id of the row of `importjob`; one that is drawn, if there is none.
    pub(crate) job: Option<Uuid>,
}

/// Imports a solution; what of it was not read is told in the row of the import (SL-014). The row of an import that fails
/// stays (SL-023).
///
/// # Errors
/// There is an import with this id; a newer version of the solution is installed; a definition or a row is refused; the
/// request is part of a transaction.
pub(crate) fn import(
    session: &mut Session<'_>,
    solution: &Solution,
    unread: &[Unread],
    terms: Terms,
) -> Result<(), Error> {
    let draft = Draft::begin(session)?;
    job::is_new(session, terms)?;
    let registry = session.registry().clone();
    let mut course = Course::default();
    let imported = parts(session, draft, (solution, unread), terms, &mut course);
    imported.map_err(|error| {
        let fault = error.into_fault(&registry.metadata, session.rules());
        job::keep(session, (solution, unread), &course, &fault, terms);
        fault.into()
    })
}

/// Imports the parts of a solution, and writes the row of the import.
fn parts(
    session: &mut Session<'_>,
    mut draft: Draft,
    (solution, unread): (&Solution, &[Unread]),
    terms: Terms,
    course: &mut Course,
) -> Result<(), Error> {
    records::check_version(session, &solution.manifest)?;
    let defined = definitions::draft(session, &mut draft, solution, course)?;
    course.leave();
    session.begin_unit()?;
    session.adopt(draft.metadata().clone());
    draft.write(session)?;
    let owner = records::write(session, &solution.manifest)?;
    let created = rows::write(session, solution, course)?;
    course.leave();
    add(session, owner, defined.into_iter().chain(created))?;
    job::write(session, (solution, unread), owner, terms)
}

/// The row of a table with these values; none if there is none.
fn find(
    session: &mut Session<'_>,
    table: &str,
    equal: &[(&str, Value)],
    columns: &[&str],
) -> Result<Option<Entity>, Fault> {
    let mut query = query(table, equal, columns);
    query.page.top = Some(1);
    Ok(session.query(&query)?.entities.pop())
}

/// The rows of a table with these values.
fn select(
    session: &mut Session<'_>,
    table: &str,
    equal: &[(&str, Value)],
    columns: &[&str],
) -> Result<Vec<Entity>, Fault> {
    session.query_all(query(table, equal, columns))
}

fn query(table: &str, equal: &[(&str, Value)], columns: &[&str]) -> Query {
    let mut query = Query::new(table);
    query.columns = Columns::Named(columns.iter().map(|name| (*name).to_owned()).collect());
    let conditions = equal.iter().map(|(column, value)| {
        Filter::Condition(Condition {
            column: ColumnPath::of(*column),
            operator: Operator::Equal,
            operands: vec![Operand::Value(value.clone())],
        })
    });
    query.filter = Filter::And(conditions.collect());
    query
}
