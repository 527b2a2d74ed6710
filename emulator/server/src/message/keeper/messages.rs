//! The tables of messages and their filters: the platform's to write, everybody's to read.
//!
//! The documentation lists no Create, Update or Delete for them; rows come and go with custom APIs.

use dataverse_operation::fault::{Fault, code};

use crate::metadata::Table;

/// The refusal of a message that the table does not have.
pub(super) fn unsupported(message: &str, table: &Table) -> Fault {
    Fault::new(
        code::SDK_ENTITY_DOES_NOT_SUPPORT_MESSAGE,
        format!(
            "The '{message}' method does not support entities of type '{}'",
            table.logical_name
        ),
    )
}
