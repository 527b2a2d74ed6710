//! Caches the SQL text of statements about a table: generated once for each definition of the
//! table, then looked up by a small key.
//!
//! A definition is identified by its address. A changed table has another definition, and never
//! finds the text of the earlier one. What a statement does is not known here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use dataverse_protocol::query::Columns;

use crate::sql::{Names, Select};
use dataverse_model::metadata::{Metadata, Table};

/// Column lists whose texts are cached for a table; the oldest entry makes room for a new one.
const LISTS: usize = 32;

/// Statements whose text depends on the table only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Statement {
    /// The version of a row.
    Version,
    /// Inserts a row.
    Insert,
    /// Removes a committed row.
    Delete,
    /// The rows whose lookup at this position refers to a row.
    Referring(usize),
    /// The phase of an operation.
    Phase,
    /// The task, name and provenance of an operation.
    Submitted,
    /// The members of an operation that a step needs.
    Step,
    /// Inserts an operation.
    Submit,
    /// Stores the phase of an operation and the columns that show it.
    StorePhase,
    /// The priority of an operation that is not completed.
    Priority,
    /// The members of an operation that its expiry is computed from.
    Lifetime,
    /// Stores the expiry of an operation.
    StoreExpiry,
    /// The members of a system job that a step needs.
    JobStep,
    /// Inserts a system job.
    SubmitJob,
    /// Stores the state of a system job and the columns that show it.
    StoreJob,
    /// The oldest system jobs of a lane that are ready.
    ReadyJobs,
    /// The work of a system job's attempt.
    JobCall,
    /// Suspended system jobs whose instant has come.
    DueJobs,
    /// A row of the unit's own.
    OwnRow,
    /// Whether the unit has its own copy of a row.
    Owns,
    /// Copies a committed row into the unit's rows.
    Pull,
    /// Restores a row of the unit's own.
    PutBack,
    /// Removes a row of the unit's own.
    DeleteOwn,
    /// Hides a committed row from a unit.
    Hide,
    /// Shows a hidden committed row to the unit again.
    Show,
    /// Removes all rows of the unit.
    EmptyRows,
    /// Shows all committed rows again.
    EmptyGone,
}

/// The cached texts, by table.
#[derive(Debug, Default)]
pub(super) struct Statements {
    tables: RefCell<HashMap<String, TableStatements>>,
}

/// The texts of one definition of a table. Holds the definition, so that no other gets its address.
#[derive(Debug)]
struct TableStatements {
    table: Arc<Table>,
    texts: HashMap<Statement, Arc<str>>,
    updates: Vec<(Vec<String>, Arc<str>)>,
    retrieves: Vec<Retrieve>,
}

/// The cached select of one row. Depends on the whole metadata because of the names of other rows.
#[derive(Debug)]
struct Retrieve {
    metadata: Arc<Metadata>,
    columns: Columns,
    names: Names,
    select: Arc<Select>,
}

impl Statements {
    /// The text of a statement about a table.
    pub(super) fn text(
        &self,
        table: &Arc<Table>,
        statement: Statement,
        write: impl FnOnce() -> String,
    ) -> Arc<str> {
        self.of(table, |known| {
            let text = known.texts.entry(statement);
            Arc::clone(text.or_insert_with(|| write().into()))
        })
    }

    /// The text of an update of these columns, in this order.
    pub(super) fn update(
        &self,
        table: &Arc<Table>,
        columns: &[&str],
        write: impl FnOnce() -> String,
    ) -> Arc<str> {
        self.of(table, |known| {
            let mut lists = known.updates.iter();
            if let Some((_, text)) = lists.find(|(list, _)| list == columns) {
                return Arc::clone(text);
            }
            let text: Arc<str> = write().into();
            let columns = columns.iter().map(|name| (*name).to_owned()).collect();
            remember(&mut known.updates, (columns, Arc::clone(&text)));
            text
        })
    }

    /// The select of one row with these columns, by its key.
    pub(super) fn retrieve<E>(
        &self,
        metadata: &Arc<Metadata>,
        table: &Arc<Table>,
        columns: &Columns,
        names: Names,
        write: impl FnOnce() -> Result<Select, E>,
    ) -> Result<Arc<Select>, E> {
        self.of(table, |known| {
            let mut lists = known.retrieves.iter();
            if let Some(known) = lists.find(|known| {
                known.names == names
                    && known.columns == *columns
                    && Arc::ptr_eq(&known.metadata, metadata)
            }) {
                return Ok(Arc::clone(&known.select));
            }
            let select = Arc::new(write()?);
            let retrieve = Retrieve {
                metadata: Arc::clone(metadata),
                columns: columns.clone(),
                names,
                select: Arc::clone(&select),
            };
            remember(&mut known.retrieves, retrieve);
            Ok(select)
        })
    }

    /// The texts of this definition of a table; drops those of an earlier one.
    fn of<T>(&self, table: &Arc<Table>, ask: impl FnOnce(&mut TableStatements) -> T) -> T {
        let mut tables = self.tables.borrow_mut();
        match tables.get_mut(&table.logical_name) {
            Some(known) if Arc::ptr_eq(&known.table, table) => ask(known),
            Some(outdated) => {
                *outdated = TableStatements::new(table);
                ask(outdated)
            }
            None => {
                let known = tables.entry(table.logical_name.clone());
                ask(known.or_insert_with(|| TableStatements::new(table)))
            }
        }
    }
}

impl TableStatements {
    fn new(table: &Arc<Table>) -> Self {
        Self {
            table: Arc::clone(table),
            texts: HashMap::new(),
            updates: Vec::new(),
            retrieves: Vec::new(),
        }
    }
}

fn remember<T>(list: &mut Vec<T>, entry: T) {
    if list.len() == LISTS {
        list.remove(0);
    }
    list.push(entry);
}
