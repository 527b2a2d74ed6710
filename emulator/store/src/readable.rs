//! The reader of a query, the platform or a caller: callers cannot read write-only columns.
//!
//! Only this module looks at [`Readable`](dataverse_model::metadata::Readable). It finds every
//! column of a query (selected, compared, sorted by, joined on), whichever door the query came by,
//! so that a caller can neither read a secret nor find it out by comparing. Storing rows and
//! reading them by their key do not use it.

use std::borrow::Cow;

use dataverse_protocol::query::Columns;

use crate::bind::index_of;
use crate::bind_error::BindError;
use dataverse_model::metadata::Table;

/// The receiver of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// A caller of the organization.
    Caller,
    /// The platform itself.
    Platform,
}

impl Reader {
    /// The position of a column, if this reader may name it.
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

    /// The requested columns, reduced to readable ones if all columns are requested.
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

    /// The names of all columns that this reader can read.
    pub(super) fn all(self, table: &Table) -> Vec<String> {
        let seen = table
            .columns
            .values()
            .filter(|column| column.is_among_all())
            .filter(|column| self == Self::Platform || column.is_readable());
        seen.map(|column| column.logical_name.clone()).collect()
    }
}

/// The columns that a caller gets for these requested ones: all readable columns, or the named
/// ones.
///
/// # Errors
/// A named column does not exist or is write-only.
pub fn readable<'c>(table: &Table, columns: &'c Columns) -> Result<Cow<'c, Columns>, BindError> {
    Reader::Caller.columns(table, columns)
}
