//! What is read from rows and kept in memory, because every request asks for it: read again after
//! each commit that touched the rows, before that commit is answered.
//!
//! What is read, and which rows it is made of, is not known here.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::metadata::{Metadata, Table};
use crate::store::{Store, StoreError};

/// What can be read from the committed rows as a whole.
pub(crate) trait FromRows: Sized {
    /// Whether it is made of rows of this table, among others.
    fn is_of(table: &Table) -> bool;

    /// Reads it; what was read before is there for what does not come from rows.
    fn read(before: &Self, store: &Store, metadata: &Metadata) -> Result<Self, StoreError>;
}

/// The latest reading.
#[derive(Debug, Default)]
pub(crate) struct Reading<T> {
    latest: RwLock<Arc<T>>,
    /// Held while reading, so that an older reading never replaces a newer one.
    reading: Mutex<()>,
}

impl<T: FromRows> Reading<T> {
    /// One that begins with this.
    pub(crate) fn of(first: T) -> Self {
        Self {
            latest: RwLock::new(Arc::new(first)),
            reading: Mutex::default(),
        }
    }

    /// What was read last.
    pub(crate) fn latest(&self) -> Arc<T> {
        self.latest
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// A reading, whatever it is of.
pub(crate) trait Again: Send + Sync {
    /// Whether it is made of rows of this table, among others.
    fn is_of(&self, table: &Table) -> bool;

    /// Reads it again from the committed rows.
    fn again(&self, store: &Store, metadata: &Metadata) -> Result<(), StoreError>;
}

impl<T: FromRows + Send + Sync> Again for Reading<T> {
    fn is_of(&self, table: &Table) -> bool {
        T::is_of(table)
    }

    fn again(&self, store: &Store, metadata: &Metadata) -> Result<(), StoreError> {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let read = Arc::new(T::read(&self.latest(), store, metadata)?);
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(())
    }
}
