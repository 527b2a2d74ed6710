//! The bytes of images and files, in a table of their own, so that queries of rows do not read them.
//!
//! A column of an image or a file has the id of its row in [`table`], which no client sees: it is not among the tables of
//! the metadata. To units of work it is a table like any other, so bytes are written, read and undone as rows are.
//! When a column gets another value, or its row, the column or the table is removed, the bytes go in the same change.

use std::sync::{Arc, LazyLock};

use dataverse_model::metadata::{Column, ColumnKind, DateBehavior, Expires, Table};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::cell;
use crate::edit::Edit;
use crate::refusal::Refusal;
use crate::schema::{CREATED_ON, quoted};

/// The name of the file.
pub const NAME: &str = "name";
/// The media type of the file.
pub const MEDIA_TYPE: &str = "mediatype";
/// The number of the bytes.
pub const SIZE: &str = "size";
/// Logical name of the table of the row that has the bytes.
pub const TABLE: &str = "objecttype";
/// The row that has the bytes.
pub const ROW: &str = "objectid";
/// Logical name of the column that has the bytes.
pub const COLUMN: &str = "attribute";
/// The bytes.
pub const CONTENT: &str = "content";

const FILE_TABLE: &str = "emulator_file";
const BLOCK_TABLE: &str = "emulator_block";
const ID: &str = "id";
/// How long a block waits for the rest of its file.
const BLOCKS_KEPT_SECONDS: u32 = 24 * 60 * 60;
/// Most UTF-16 code units of a name and of a media type.
const TEXT: u32 = 1_000;

static FILES: LazyLock<Arc<Table>> = LazyLock::new(|| {
    let text = || ColumnKind::String { max_length: TEXT };
    let columns = [
        (NAME, text()),
        (MEDIA_TYPE, text()),
        (SIZE, ColumnKind::BigInt),
        (TABLE, text()),
        (ROW, ColumnKind::Uniqueidentifier),
        (COLUMN, text()),
    ];
    Arc::new(with_content(FILE_TABLE, columns))
});

static BLOCKS: LazyLock<Arc<Table>> = LazyLock::new(|| {
    let created = ColumnKind::DateTime(DateBehavior::UserLocal);
    Arc::new(Table {
        expires: Some(Expires {
            column: CREATED_ON.to_owned(),
            after_seconds: BLOCKS_KEPT_SECONDS,
        }),
        ..with_content(BLOCK_TABLE, [(CREATED_ON, created)])
    })
});

/// A table of bytes with an id, these columns, and the bytes. They are last, because they are the longest: SQLite reads a
/// row up to the last column that is needed.
fn with_content<const N: usize>(name: &str, columns: [(&str, ColumnKind); N]) -> Table {
    let content = ColumnKind::Image {
        max_size_kb: u32::MAX,
        can_store_full: true,
        is_primary: true,
    };
    let columns = std::iter::once((ID, ColumnKind::Uniqueidentifier))
        .chain(columns)
        .chain([(CONTENT, content)])
        .map(|(name, kind)| (name.to_owned(), Column::optional(name, kind)));
    Table::standard(name, columns.collect())
}

/// The table with the bytes of images and files.
pub fn table() -> &'static Arc<Table> {
    &FILES
}

/// The table with the blocks of files that have not come whole. A block goes with its file, or after a day.
pub fn blocks() -> &'static Arc<Table> {
    &BLOCKS
}

/// Both tables.
pub(super) fn tables() -> [&'static Arc<Table>; 2] {
    [table(), blocks()]
}

/// Whether it is one of these tables.
pub(super) fn is_own(table: &Table) -> bool {
    [FILE_TABLE, BLOCK_TABLE].contains(&table.logical_name.as_str())
}

/// The expression for the bytes whose row has the id in `column`, an expression; `files` is the name of the table.
pub(super) fn content_of(column: &str, files: &str) -> String {
    format!(
        "(SELECT f.{} FROM {files} AS f WHERE f.{} = {column})",
        quoted(CONTENT),
        quoted(ID)
    )
}

/// The columns of a table whose bytes are in the other table.
fn contents(table: &Table) -> impl Iterator<Item = &Column> {
    let columns = table.columns.values();
    columns.filter(|column| column.has_content() && !is_own(table))
}

impl Edit<'_> {
    /// The ids of the bytes that a row has in these columns.
    pub(super) fn files_in<'n>(
        &self,
        table: &Table,
        id: Uuid,
        columns: impl Iterator<Item = &'n str>,
    ) -> Result<Vec<Uuid>, Refusal> {
        let mut found = Vec::new();
        let own = contents(table).map(|column| column.logical_name.as_str());
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            return Ok(found);
        }
        for name in columns.filter(|name| own.contains(name)) {
            let sql = format!(
                "SELECT {column} FROM {table} WHERE {key} = ?1 AND {column} IS NOT NULL",
                column = quoted(name),
                table = quoted(&table.logical_name),
                key = quoted(&table.primary_id)
            );
            let mut statement = self.connection.prepare_cached(&sql)?;
            let file = statement.query_row([id.as_bytes()], |row| cell::guid(row.get_ref(0)?));
            found.extend(file.optional()?);
        }
        Ok(found)
    }

    /// The ids of all bytes of a row.
    pub(super) fn files_of(&self, table: &Table, id: Uuid) -> Result<Vec<Uuid>, Refusal> {
        let names = contents(table).map(|column| column.logical_name.as_str());
        self.files_in(table, id, names)
    }

    /// Removes bytes that no column has any more.
    pub(super) fn remove_files(&mut self, files: Vec<Uuid>) -> Result<(), Refusal> {
        for file in files {
            self.remove(table(), file)?;
        }
        Ok(())
    }
}

/// Removes the bytes of all rows of a table, or of those that fulfil a condition, whose one parameter is `value`.
pub(super) fn drop_of_rows(
    connection: &Connection,
    table: &Table,
    condition: Option<(&str, &str)>,
) -> rusqlite::Result<()> {
    for column in contents(table) {
        drop_of_column(connection, table, column, condition)?;
    }
    Ok(())
}

/// Removes the bytes that rows have in a column.
pub(super) fn drop_of_column(
    connection: &Connection,
    table: &Table,
    column: &Column,
    condition: Option<(&str, &str)>,
) -> rusqlite::Result<()> {
    if !column.has_content() {
        return Ok(());
    }
    let (filter, value) = condition.unzip();
    let filter = filter.map_or_else(String::new, |filter| format!(" WHERE {filter}"));
    let sql = format!(
        "DELETE FROM main.{} WHERE {} IN (SELECT {} FROM main.{}{filter})",
        quoted(FILE_TABLE),
        quoted(ID),
        quoted(&column.logical_name),
        quoted(&table.logical_name)
    );
    connection
        .execute(&sql, rusqlite::params_from_iter(value))
        .map(drop)
}
