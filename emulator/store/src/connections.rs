//! Connections for reading: a pool that grows on demand up to a limit.
//!
//! The connections cannot write to the database. Units of work have a pool of their own: the
//! shadows of a unit are temporary tables of its connection, and stay there, empty, for the next
//! unit.

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::database::Database;
use crate::read::StoreError;
use crate::shadow::Shadows;

/// Idle connections that stay open.
const KEPT: usize = 8;
/// Prepared statements that a connection keeps.
const PREPARED: usize = 128;
/// Bytes of the database that a connection reads in place, as the system has them in memory: a query that goes from row
/// to row would otherwise copy a page for each.
const MAPPED: i64 = 256 << 20;

#[derive(Debug)]
pub(super) struct Connections {
    path: PathBuf,
    /// How many may be in use at once.
    limit: usize,
    state: Mutex<PoolState>,
}

#[derive(Debug, Default)]
struct PoolState {
    idle: Vec<Pooled>,
    in_use: usize,
}

/// A connection with its shadow tables.
#[derive(Debug)]
struct Pooled {
    database: Database,
    shadows: Shadows,
}

impl Connections {
    pub(super) fn new(path: &Path, limit: usize) -> Arc<Self> {
        Arc::new(Self {
            path: path.to_owned(),
            limit,
            state: Mutex::default(),
        })
    }

    #[cfg(test)]
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Lends a connection until the result is dropped.
    pub(super) fn borrow(self: &Arc<Self>) -> Result<Borrowed, StoreError> {
        let idle = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.in_use >= self.limit {
                return Err(StoreError::TooManyConnections(self.limit));
            }
            state.in_use += 1;
            state.idle.pop()
        };
        // From here on dropping the loan returns the slot, also when opening the connection fails.
        let mut loan = Borrowed {
            pooled: idle,
            home: Arc::clone(self),
            fit: Reuse::Allowed,
        };
        if loan.pooled.is_none() {
            loan.pooled = Some(self.open()?);
        }
        Ok(loan)
    }

    fn open(&self) -> rusqlite::Result<Pooled> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.pragma_update(None, "mmap_size", MAPPED)?;
        Ok(Pooled {
            database: Database::new(connection, PREPARED)?,
            shadows: Shadows::default(),
        })
    }
}

/// Whether a connection may be lent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reuse {
    Allowed,
    Refused,
}

/// A connection on loan.
#[derive(Debug)]
pub(super) struct Borrowed {
    pooled: Option<Pooled>,
    home: Arc<Connections>,
    fit: Reuse,
}

impl Borrowed {
    /// Closes the connection at the end of the loan instead of lending it again.
    pub(super) fn retire(&mut self) {
        self.fit = Reuse::Refused;
    }

    /// Takes the shadow tables of the connection for the unit that has borrowed it.
    pub(super) fn take_shadows(&mut self) -> Shadows {
        std::mem::take(&mut self.pooled_mut().shadows)
    }

    /// Gives the shadow tables back to the connection, for the next unit.
    pub(super) fn keep_shadows(&mut self, shadows: Shadows) {
        self.pooled_mut().shadows = shadows;
    }

    fn pooled_mut(&mut self) -> &mut Pooled {
        self.pooled
            .as_mut()
            .expect("a loan has its connection until it is dropped")
    }
}

impl Deref for Borrowed {
    type Target = Database;

    fn deref(&self) -> &Database {
        let pooled = self.pooled.as_ref();
        &pooled
            .expect("a loan has its connection until it is dropped")
            .database
    }
}

impl DerefMut for Borrowed {
    fn deref_mut(&mut self) -> &mut Database {
        &mut self.pooled_mut().database
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
        if self.fit == Reuse::Allowed && state.idle.len() < KEPT {
            state.idle.extend(self.pooled.take());
        }
    }
}
