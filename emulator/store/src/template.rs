//! The content of new databases: made once per process, either empty or with the first rows of an
//! organization.
//!
//! The first rows are the same in every organization, except for the organization's id, the instant
//! at which they were inserted, and their versions, which follow that instant. The columns with
//! such values are found once, when the template is made; one UPDATE for each table replaces them
//! in a copy.

use jiff::Timestamp;
use rusqlite::{Connection, MAIN_DB, params};
use uuid::Uuid;

use crate::cell;
use crate::handle::Store;
use crate::location::OpenError;
use crate::recover;
use crate::schema::{self, CREATED_COLUMN, VERSION_COLUMN, quoted};
use dataverse_model::metadata::{ColumnKind, DateBehavior, Metadata, Table};

/// The bytes of a database file with its read and write format: 1 is a rollback journal, 2 a
/// write-ahead log.
const FORMAT: std::ops::Range<usize> = 18..20;
const ROLLBACK_JOURNAL: [u8; 2] = [1, 1];
const WRITE_AHEAD_LOG: [u8; 2] = [2, 2];

/// Key of a marker in a database with a template's rows, until [`Template::begin`] has made them
/// the organization's own.
const NOT_BEGUN: &str = "store.not_begun";

/// The bytes of a database with all system tables.
#[derive(Debug, Clone)]
pub struct Template {
    bytes: Vec<u8>,
    rows: Option<SeedRows>,
}

/// The values in which the first rows of an organization differ from those of others.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// `organizationid`.
    pub organization: Uuid,
    /// The instant at which the first rows are inserted, on the organization's clock.
    pub at: Timestamp,
    /// Stored values of the organization, as with [`Write::Remember`](crate::Write::Remember): key
    /// and value.
    pub remembered: Vec<(String, String)>,
}

/// The columns of a template's first rows that differ between organizations.
#[derive(Debug, Clone)]
struct SeedRows {
    organization: Uuid,
    at: Timestamp,
    tables: Vec<SeedTable>,
}

#[derive(Debug, Clone)]
struct SeedTable {
    name: String,
    /// The columns in which some row has the organization's id.
    ids: Vec<String>,
    /// The columns in which some row has the instant.
    instants: Vec<String>,
    /// Whether its rows keep the order of their creation.
    has_created: bool,
}

impl Template {
    /// A database with every table that the metadata defines, and no rows.
    ///
    /// # Errors
    /// A name in the metadata that cannot be the name of a table or column.
    pub fn new(metadata: &Metadata) -> Result<Self, OpenError> {
        let mut connection = Connection::open_in_memory()?;
        connection.execute_batch("BEGIN")?;
        schema::create(&connection, metadata)?;
        connection.execute_batch("COMMIT")?;
        Ok(Self {
            bytes: bytes_of(&mut connection)?,
            rows: None,
        })
    }

    /// A database with the current rows of a store: the first rows of this organization, inserted
    /// at this instant. The stored values of the organization are left out.
    ///
    /// # Errors
    /// Errors of the database.
    pub fn of(store: &Store, organization: Uuid, at: Timestamp) -> Result<Self, OpenError> {
        let mut bytes = {
            let mut view = store.view().map_err(|error| {
                OpenError::Unreadable(format!("the first rows cannot be read: {error}"))
            })?;
            view.connection.serialize(MAIN_DB)?.to_vec()
        };
        // A database in memory has no write-ahead log.
        bytes[FORMAT].copy_from_slice(&ROLLBACK_JOURNAL);
        let mut connection = Connection::open_in_memory()?;
        connection.deserialize_read_exact(MAIN_DB, bytes.as_slice(), bytes.len(), false)?;
        recover::forget(&connection)?;
        connection.execute(
            "INSERT INTO main.emulator_state (key, value) VALUES (?1, '')",
            [NOT_BEGUN],
        )?;
        let mut tables = Vec::new();
        let metadata = store.metadata();
        for table in metadata.tables().filter(|table| !table.is_union()) {
            tables.extend(found_in(&connection, table, organization, at)?);
        }
        Ok(Self {
            bytes: bytes_of(&mut connection)?,
            rows: Some(SeedRows {
                organization,
                at,
                tables,
            }),
        })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the rows of a new copy the organization's own id, instant and versions.
    pub(super) fn begin(
        &self,
        connection: &Connection,
        beginning: Option<&Beginning>,
    ) -> Result<(), OpenError> {
        let Some(rows) = &self.rows else {
            return Ok(());
        };
        let beginning = beginning.ok_or(OpenError::NoBeginning)?;
        let later = cell::ticks(beginning.at) - cell::ticks(rows.at);
        let whole = connection.unchecked_transaction()?;
        for table in &rows.tables {
            whole.execute_batch(&rows.update(table, beginning, later))?;
        }
        recover::shift_version(&whole, later)?;
        for (key, value) in &beginning.remembered {
            recover::remember(&whole, key, value)?;
        }
        whole.execute(
            "DELETE FROM main.emulator_state WHERE key = ?1",
            [NOT_BEGUN],
        )?;
        Ok(whole.commit()?)
    }
}

impl SeedRows {
    /// Ids and numbers are literals in the text, because it is used once.
    fn update(&self, table: &SeedTable, beginning: &Beginning, later: i64) -> String {
        let mut text = format!(
            "UPDATE main.{} SET {VERSION_COLUMN} = {VERSION_COLUMN} + {later}",
            quoted(&table.name)
        );
        if table.has_created {
            text.push_str(&format!(", {CREATED_COLUMN} = {CREATED_COLUMN} + {later}"));
        }
        let mut replace = |column: &str, old: &str, new: &str| {
            let column = quoted(column);
            text.push_str(&format!(
                ", {column} = CASE {column} WHEN {old} THEN {new} ELSE {column} END"
            ));
        };
        let blob = |id: Uuid| format!("x'{}'", id.simple());
        for column in &table.ids {
            replace(
                column,
                &blob(self.organization),
                &blob(beginning.organization),
            );
        }
        let seconds = |at| cell::whole_seconds(at).to_string();
        for column in &table.instants {
            replace(column, &seconds(self.at), &seconds(beginning.at));
        }
        text
    }
}

/// The columns of a table in which some row has the organization's id or the instant; `None` for a
/// table without rows.
fn found_in(
    connection: &Connection,
    table: &Table,
    organization: Uuid,
    at: Timestamp,
) -> rusqlite::Result<Option<SeedTable>> {
    let name = quoted(&table.logical_name);
    let exists = |condition: &str, value: &rusqlite::types::Value| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{name} WHERE {condition} = ?1)");
        connection.query_row(&sql, params![value], |row| row.get::<_, bool>(0))
    };
    if !exists("1", &1.into())? {
        return Ok(None);
    }
    let id = cell::blob(organization);
    let instant = cell::whole_seconds(at).into();
    let (mut ids, mut instants) = (Vec::new(), Vec::new());
    for column in table.columns.values() {
        let (list, value) = match &column.kind {
            ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } => (&mut ids, &id),
            ColumnKind::DateTime(DateBehavior::UserLocal | DateBehavior::TimeZoneIndependent) => {
                (&mut instants, &instant)
            }
            _ => continue,
        };
        if exists(&quoted(&column.logical_name), value)? {
            list.push(column.logical_name.clone());
        }
    }
    Ok(Some(SeedTable {
        name: table.logical_name.clone(),
        ids,
        instants,
        has_created: schema::has_created(table),
    }))
}

/// Whether a database has the rows of a template, and no rows of its own yet.
pub(super) fn is_not_begun(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM main.emulator_state WHERE key = ?1)",
        [NOT_BEGUN],
        |row| row.get(0),
    )
}

fn bytes_of(connection: &mut Connection) -> rusqlite::Result<Vec<u8>> {
    let mut bytes = connection.serialize(MAIN_DB)?.to_vec();
    bytes[FORMAT].copy_from_slice(&WRITE_AHEAD_LOG);
    Ok(bytes)
}
