//! Tables that only the platform writes and that callers can read: messages and their filters, privileges and the
//! privileges of roles, shared rows, the components of solutions, imports, trace logs.
//!
//! The documentation lists no Create, Update or Delete for them; the platform creates and deletes their rows with the
//! rows that they derive from.

use std::sync::Arc;

use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::value::{Attributes, Entity};
use dataverse_store::Write;
use uuid::Uuid;

use super::TableBehavior;
use crate::error::Error;
use crate::session::Session;

/// Rows that callers neither create nor change nor delete (PV-006).
pub(super) struct PlatformRows;

/// Rows that callers may delete: trace logs, bulk deletions and their failures.
pub(super) struct RowsToDelete;

/// The fault for a message that a table does not support.
pub(super) fn unsupported(message: &str, table: &Table) -> Fault {
    Fault::new(
        code::SDK_ENTITY_DOES_NOT_SUPPORT_MESSAGE,
        format!(
            "The '{message}' method does not support entities of type '{}'",
            table.logical_name
        ),
    )
}

macro_rules! refuses {
    (create) => {
        fn before_create(
            &self,
            _session: &mut Session<'_>,
            table: &Arc<Table>,
            _target: &mut Entity,
        ) -> Result<Attributes, Error> {
            Err(unsupported("Create", table).into())
        }
    };
    (update) => {
        fn before_update(
            &self,
            _session: &mut Session<'_>,
            table: &Arc<Table>,
            _target: &mut Entity,
        ) -> Result<Vec<Write>, Error> {
            Err(unsupported("Update", table).into())
        }
    };
    (delete) => {
        fn before_delete(
            &self,
            _session: &mut Session<'_>,
            table: &Arc<Table>,
            _id: Uuid,
        ) -> Result<Vec<Write>, Error> {
            Err(unsupported("Delete", table).into())
        }
    };
}

impl TableBehavior for PlatformRows {
    refuses!(create);
    refuses!(update);
    refuses!(delete);
}

impl TableBehavior for RowsToDelete {
    refuses!(create);
    refuses!(update);

    fn upsert_creates(&self) -> bool {
        false
    }
}
