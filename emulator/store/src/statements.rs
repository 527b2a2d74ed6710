//! The text of statements about a table: written once for each definition of the table, and looked
//! up by a small key from then on.
//!
//! A table is known by the identity of its definition. One that was changed has a definition of its
//! own, and never meets the text of the one before. Nothing here knows what a statement asks.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use dataverse_protocol::query::Columns;

use crate::sql::{Names, Select};
use dataverse_model::metadata::{Metadata, Table};

/// Lists of columns whose texts are kept for a table; the oldest makes room for a new one.
const LISTS: usize = 32;

/// The statements whose text is the same whenever a table is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Statement {
    /// The version of a row.
    Version,
    /// A new row.
    Insert,
    /// Removes a committed row.
    Delete,
    /// The rows whose lookup at this position refers to a row.
    Referring(usize),
    /// The phase of an operation.
    Phase,
    /// What the attempts of an operation do.
    Submitted,
    /// What a step of an operation needs.
    Step,
    /// A new operation.
    Submit,
    /// The phase of an operation and what it shows.
    StorePhase,
    /// The priority of an operation that is not completed.
    Priority,
    /// What the expiry of an operation is told by.
    Lifetime,
    /// The expiry of an operation.
    StoreExpiry,
    /// What a step of a system job needs.
    JobStep,
    /// A new system job.
    SubmitJob,
    /// A system job and what it shows.
    StoreJob,
    /// The oldest system jobs of a lane that are ready.
    ReadyJobs,
    /// What an attempt of a system job needs.
    JobCall,
    /// Suspended system jobs whose instant has come.
    DueJobs,
    /// A unit's own row.
    OwnRow,
    /// Whether a unit has a row of its own.
    Owns,
    /// Makes a committed row a unit's own.
    Pull,
    /// Puts a row of a unit's own back as it was.
    PutBack,
    /// Removes a unit's own row.
    DeleteOwn,
    /// Hides a committed row from a unit.
    Hide,
    /// Shows a committed row to a unit again.
    Show,
    /// Removes every row of a unit's own.
    EmptyRows,
    /// Shows every committed row again.
    EmptyGone,
}

/// Texts by table.
#[derive(Debug, Default)]
pub(super) struct Statements {
    tables: RefCell<HashMap<String, TableStatements>>,
}

/// The texts of one definition of a table, which is held so that no other can have its address.
#[derive(Debug)]
struct TableStatements {
    table: Arc<Table>,
    texts: HashMap<Statement, Arc<str>>,
    updates: Vec<(Vec<String>, Arc<str>)>,
    retrieves: Vec<Retrieve>,
}

/// The select of one row. Names of other rows are found by the whole of the metadata.
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

    /// The select of one row with these columns.
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

    /// What is known of this definition of a table, and nothing of an earlier one.
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
