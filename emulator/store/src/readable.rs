//! Whose eyes a query is bound for: a secret is the platform's own, and no caller reads it.
//!
//! The one place that looks at [`Readable`](dataverse_model::metadata::Readable). Every column of a query
//! (selected, compared, sorted by, joined on) is found here, whichever door it came by, so that a
//! secret can neither be read nor be guessed by comparing. Storing and reading rows by their key
//! know nothing of it.

use std::borrow::Cow;

use dataverse_protocol::query::Columns;

use crate::bind::{BindError, index_of};
use dataverse_model::metadata::Table;

/// Who will see the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Somebody who called.
    Caller,
    /// The platform, for its own use.
    Platform,
}

impl Reader {
    /// The position of a column that this reader may name.
    pub(super) fn index_of(self, table: &Table, column: &str) -> Result<usize, BindError> {
        let index = index_of(table, column)?;
        if self == Self::Platform || table.columns[index].is_readable() {
            Ok(index)
        } else {
            Err(BindError::WriteOnly {
                table: table.logical_name.clone(),
                column: column.to_owned(),
            })
        }
    }

    /// The columns this reader gets who asks for these.
    pub(super) fn columns<'c>(
        self,
        table: &Table,
        columns: &'c Columns,
    ) -> Result<Cow<'c, Columns>, BindError> {
        match columns {
            Columns::All => {
                let secret = table.columns.values().any(|column| !column.is_readable());
                if self == Self::Platform || !secret {
                    return Ok(Cow::Borrowed(columns));
                }
                Ok(Cow::Owned(Columns::Named(self.all(table))))
            }
            Columns::Named(names) => {
                for name in names {
                    self.index_of(table, name)?;
                }
                Ok(Cow::Borrowed(columns))
            }
        }
    }

    /// The names of all columns that this reader sees.
    pub(super) fn all(self, table: &Table) -> Vec<String> {
        let seen = table
            .columns
            .values()
            .filter(|column| self == Self::Platform || column.is_readable());
        seen.map(|column| column.logical_name.clone()).collect()
    }
}

/// What a caller gets who asks for these columns of a row: all that may be read, or the named ones.
///
/// # Errors
/// A named column is not there, or cannot be read.
pub fn readable<'c>(table: &Table, columns: &'c Columns) -> Result<Cow<'c, Columns>, BindError> {
    Reader::Caller.columns(table, columns)
}
