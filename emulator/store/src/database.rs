//! A connection with the cached SQL text of its statements.
//!
//! Derefs to the connection, so it can be passed where a connection is expected. Knows nothing of
//! what a statement does.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection};

use crate::matcher;
use crate::statements::{Statement, Statements};
use dataverse_model::metadata::Table;

#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
    pub(super) statements: Statements,
    /// The tables touched by the unit of work that has borrowed the connection.
    pub(super) touched: RefCell<Vec<Arc<Table>>>,
}

impl Database {
    /// Keeps up to `prepared` prepared statements.
    ///
    /// # Errors
    /// SQLite refuses the function that matches patterns.
    pub(super) fn new(connection: Connection, prepared: usize) -> rusqlite::Result<Self> {
        connection.set_prepared_statement_cache_capacity(prepared);
        matcher::register(&connection)?;
        Ok(Self {
            connection,
            statements: Statements::default(),
            touched: RefCell::default(),
        })
    }

    /// Prepares a statement about a table. Its text is generated once for each definition of the
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
