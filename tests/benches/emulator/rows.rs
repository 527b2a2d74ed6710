//! Rows of operations that no emulator has written: copies that SQL puts into a file.
//!
//! The row that is copied was written by an emulator. This module names only the columns that must
//! differ between two rows.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use uuid::Uuid;

/// Bytes of a database that a connection reads in place: as many as one of the emulator.
const MAPPED: i64 = 256 << 20;

/// A connection that reads a database with the settings of the emulator's own.
pub(crate) fn reader(database: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(database, flags)?;
    file.pragma_update(None, "mmap_size", MAPPED)?;
    Ok(file)
}

/// A row as the emulator wrote it, and the statement that inserts a copy.
pub(crate) struct Model {
    insert: String,
    values: Vec<Value>,
    id: usize,
    version: usize,
    queue: usize,
}

impl Model {
    /// Reads the only operation of a database.
    pub(crate) fn take(file: &Connection) -> rusqlite::Result<Self> {
        let mut query = file.prepare("SELECT * FROM backgroundoperation")?;
        let names: Vec<_> = query.column_names().map(quoted).collect();
        let place = |wanted: &str| {
            names
                .iter()
                .position(|name| *name == quoted(wanted))
                .unwrap_or_else(|| panic!("operations have a column {wanted}"))
        };
        let (id, version) = (place("backgroundoperationid"), place("versionnumber"));
        let queue = place("emulator_open");
        let placeholders = vec!["?"; names.len()].join(", ");
        let insert = format!(
            "INSERT INTO backgroundoperation ({}) VALUES ({placeholders})",
            names.join(", ")
        );
        let width = names.len();
        let values =
            query.query_row([], |row| (0..width).map(|column| row.get(column)).collect())?;
        Ok(Self {
            insert,
            values,
            id,
            version,
            queue,
        })
    }

    /// Inserts a copy with an id of its own. A copy of a queued row goes to the end of the queue.
    pub(crate) fn insert(&mut self, file: &Connection, id: Uuid) -> rusqlite::Result<()> {
        self.values[self.id] = Value::Blob(id.as_bytes().to_vec());
        for counted in [self.version, self.queue] {
            if let Value::Integer(number) = &mut self.values[counted] {
                *number += 1;
            }
        }
        file.prepare_cached(&self.insert)?
            .execute(params_from_iter(&self.values))?;
        Ok(())
    }
}

/// Copies the one operation of a database until there are `count`.
pub(crate) fn fill(database: &Path, count: u64) -> rusqlite::Result<()> {
    let mut file = Connection::open(database)?;
    file.pragma_update(None, "synchronous", "off")?;
    let mut model = Model::take(&file)?;
    let all = file.transaction()?;
    for number in 1..count {
        model.insert(&all, id(number))?;
    }
    all.commit()?;
    drop(file);
    gather(database)
}

/// Moves the log of a stopped process into the database, so that one file holds everything.
pub(crate) fn gather(database: &Path) -> rusqlite::Result<()> {
    let file = Connection::open(database)?;
    file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// The id of a copy: scattered like real ids, and the same in every run.
pub(crate) fn id(number: u64) -> Uuid {
    let scatter = |seed: u64| {
        let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    Uuid::from_u64_pair(scatter(number), scatter(!number))
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
