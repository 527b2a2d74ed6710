//! Who is who, kept in memory, and read again after every commit that touched it, before that
//! commit is answered.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::privilege::Privileges;
use super::standing::{Rows, Standing};
use super::{ROLE, ROLE_PRIVILEGE, UNIT, USER, USER_ROLE};
use crate::message::custom_api::rows;
use crate::metadata::Metadata;
use crate::store::{Store, StoreError, Write};

/// The tables whose rows make it.
const TABLES: [&str; 5] = [USER, ROLE, ROLE_PRIVILEGE, USER_ROLE, UNIT];

/// Who is who in one organization, at the moment.
#[derive(Debug)]
pub(crate) struct Registry {
    known: RwLock<Arc<Standing>>,
    /// Held while reading, so that an older reading never replaces a newer one.
    reading: Mutex<()>,
}

impl Registry {
    /// One in which nobody is known yet.
    pub(crate) fn new(privileges: Arc<Privileges>) -> Self {
        Self {
            known: RwLock::new(Arc::new(Standing::nobody(privileges))),
            reading: Mutex::default(),
        }
    }

    /// Who is who at this moment.
    pub(crate) fn standing(&self) -> Arc<Standing> {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether a change concerns it.
    pub(crate) fn is_touched_by(writes: &[Write]) -> bool {
        writes.iter().any(|write| match write {
            Write::Finish { work, .. } | Write::JobFinish { work, .. } => Self::is_touched_by(work),
            Write::Insert { table, .. }
            | Write::Update { table, .. }
            | Write::Delete { table, .. } => TABLES.contains(&table.logical_name.as_str()),
            _ => false,
        })
    }

    /// Reads everything from the committed rows.
    pub(crate) fn reload(&self, store: &Store, metadata: &Metadata) -> Result<(), StoreError> {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let all = |table| rows(store, metadata, table);
        let rows = Rows {
            users: all(USER)?,
            roles: all(ROLE)?,
            role_privileges: all(ROLE_PRIVILEGE)?,
            user_roles: all(USER_ROLE)?,
            units: all(UNIT)?,
        };
        let read = Standing::of(&rows, self.standing().privileges.clone());
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
        Ok(())
    }
}
