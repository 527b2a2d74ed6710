//! A connection, and the SQL text that was written for it.
//!
//! Derefs to the connection, so that what takes one takes this. What a statement asks is not known
//! here.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection};

use crate::statements::{Statement, Statements};
use dataverse_model::metadata::Table;

/// A connection with the texts of its statements.
#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
    pub(super) statements: Statements,
    /// The tables that the unit of work has touched which has the connection now.
    pub(super) touched: RefCell<Vec<Arc<Table>>>,
}

impl Database {
    /// Keeps so many statements prepared.
    pub(super) fn new(connection: Connection, prepared: usize) -> Self {
        connection.set_prepared_statement_cache_capacity(prepared);
        Self {
            connection,
            statements: Statements::default(),
            touched: RefCell::default(),
        }
    }

    /// A statement about a table, prepared. Its text is written once for each definition of the
    /// table.
    pub(super) fn prepare_for(
        &self,
        table: &Arc<Table>,
        statement: Statement,
        write: impl FnOnce() -> String,
    ) -> rusqlite::Result<CachedStatement<'_>> {
        let text = self.statements.text(table, statement, write);
        self.connection.prepare_cached(&text)
    }
}

impl Deref for Database {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Database {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
