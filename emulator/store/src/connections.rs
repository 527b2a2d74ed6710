//! Read connections: a small pool that grows when needed and never beyond its limit.
//!
//! They cannot write to the database. A unit of work borrows one for its shadows, which live in
//! the connection's own temporary tables.

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::read::StoreError;

/// Connections that stay open when nobody uses them.
const KEPT: usize = 8;
/// Connections that one organization may have in use.
const LIMIT: usize = 256;
const CACHED_STATEMENTS: usize = 64;

#[derive(Debug)]
pub(super) struct Connections {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    in_use: usize,
}

impl Connections {
    pub(super) fn new(path: &Path) -> Arc<Self> {
        Arc::new(Self {
            path: path.to_owned(),
            state: Mutex::default(),
        })
    }

    /// Where the database is.
    #[cfg(test)]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A connection for as long as it is held.
    pub(super) fn borrow(self: &Arc<Self>) -> Result<Borrowed, StoreError> {
        let idle = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.in_use >= LIMIT {
                return Err(StoreError::TooManyConnections(LIMIT));
            }
            state.in_use += 1;
            state.idle.pop()
        };
        // From here on dropping the loan gives the place back, also when opening fails.
        let mut loan = Borrowed {
            connection: idle,
            home: Arc::clone(self),
            fit: Fit::ForReuse,
        };
        if loan.connection.is_none() {
            loan.connection = Some(self.open()?);
        }
        Ok(loan)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        connection.pragma_update(None, "temp_store", "memory")?;
        Ok(connection)
    }
}

/// Whether a connection may be lent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    ForReuse,
    ForNothing,
}

/// A connection on loan.
#[derive(Debug)]
pub(super) struct Borrowed {
    connection: Option<Connection>,
    home: Arc<Connections>,
    fit: Fit,
}

impl Borrowed {
    /// Closes the connection instead of lending it again.
    pub(super) fn retire(&mut self) {
        self.fit = Fit::ForNothing;
    }
}

impl Deref for Borrowed {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
            .as_ref()
            .expect("a loan has its connection until it is dropped")
    }
}

impl DerefMut for Borrowed {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
            .as_mut()
            .expect("a loan has its connection until it is dropped")
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let mut state = self
            .home
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        state.in_use -= 1;
        if self.fit == Fit::ForReuse && state.idle.len() < KEPT {
            state.idle.extend(self.connection.take());
        }
    }
}
