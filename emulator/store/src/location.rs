//! Where a database is: a private temporary file, or a file that lasts.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tempfile::TempDir;

use crate::schema;
use crate::template::{Template, is_not_begun};

/// Where the rows of an organization are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseLocation {
    /// In a private file that is removed with the store, written as fast as it goes.
    Temporary,
    /// In this file: what is acknowledged survives the process and the power.
    File(PathBuf),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is no SQLite database.
    #[error("'{}' is not a database: expected a SQLite file, or no file at all", .0.display())]
    NotADatabase(PathBuf),
    /// The file is a database of something else.
    #[error(
        "'{}' is not a database of this emulator: its application id is {found:#x}, expected {:#x}",
        path.display(),
        schema::APPLICATION_ID
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// The application id it has.
        found: i32,
    },
    /// The file was written by an older emulator.
    #[error(
        "'{}' has schema version {found}, and this emulator reads version {} only: \
         start with a new file, or open this one with the emulator that wrote it",
        path.display(),
        schema::VERSION
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// The version it has.
        found: i32,
    },
    /// The file was written by a newer emulator.
    #[error("'{}' has schema version {found}, newer than {}, the newest this emulator knows", path.display(), schema::VERSION)]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version it has.
        found: i32,
    },
    /// Another process has it open.
    #[error("'{}' is in use by another emulator", .0.display())]
    InUse(PathBuf),
    /// The file system refused.
    #[error("'{}' cannot be opened: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file system refused to remove it.
    #[error("'{}' cannot be removed: {source}", path.display())]
    NotErased {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The metadata makes no schema.
    #[error(transparent)]
    Schema(#[from] schema::SchemaError),
    /// The template has the first rows of an organization, and whose they become is not said.
    #[error("the database is to begin with the first rows of an organization, but of none")]
    NoBeginning,
    /// The metadata has no table of background operations.
    #[error("the metadata defines no table that keeps background operations")]
    NoOperations,
    /// What the database holds cannot be read.
    #[error("the database cannot be read: {0}")]
    Unreadable(String),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// What is kept when the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    Durable,
    Fleeting,
}

impl Durability {
    pub(super) fn apply(self, connection: &Connection) -> rusqlite::Result<()> {
        let synchronous = match self {
            Self::Durable => "FULL",
            Self::Fleeting => "OFF",
        };
        connection.pragma_update(None, "synchronous", synchronous)?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        if self == Self::Fleeting {
            // Closing the last connection need not bring the log into a file that is removed.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        }
        connection.busy_timeout(std::time::Duration::from_secs(30))
    }
}

/// A database file that is ours while this lives.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    pub(super) path: PathBuf,
    pub(super) durability: Durability,
    pub(super) origin: Origin,
    /// Removed, or unlocked, when this is dropped.
    hold: Mutex<Hold>,
}

/// Where the file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is a copy of the template, made now.
    Made,
    /// It was there.
    Found,
}

#[derive(Debug)]
enum Hold {
    Temporary { _folder: TempDir },
    Locked { _lock: File },
    Released,
}

impl DatabaseFile {
    /// Makes the file if there is none, and proves it if there is one.
    pub(super) fn prepare(
        place: &DatabaseLocation,
        template: &Template,
    ) -> Result<Self, OpenError> {
        match place {
            DatabaseLocation::Temporary => {
                let folder = tempfile::Builder::new()
                    .prefix("dataverse-emulator-")
                    .tempdir()
                    .map_err(io_error(&std::env::temp_dir()))?;
                let path = folder.path().join("organization.db");
                std::fs::write(&path, template.bytes()).map_err(io_error(&path))?;
                Ok(Self {
                    path,
                    durability: Durability::Fleeting,
                    origin: Origin::Made,
                    hold: Mutex::new(Hold::Temporary { _folder: folder }),
                })
            }
            DatabaseLocation::File(path) => {
                let lock = lock(path)?;
                // A file whose beginning was interrupted has nothing of its own.
                let origin = match is_absent(path)? || is_unbegun(path)? {
                    true => Origin::Made,
                    false => Origin::Found,
                };
                if origin == Origin::Made {
                    remove(path)?;
                    create(path, template)?;
                }
                Ok(Self {
                    path: path.clone(),
                    durability: Durability::Durable,
                    origin,
                    hold: Mutex::new(Hold::Locked { _lock: lock }),
                })
            }
        }
    }

    /// Lets somebody else have the file, for when nothing is written any more: whoever still
    /// reads, or merely holds the store, must not keep it from being opened again. A temporary
    /// file stays until it is dropped.
    pub(super) fn release(&self) {
        let mut hold = self.hold.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*hold, Hold::Locked { .. }) {
            *hold = Hold::Released;
        }
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::Io { path, source }
}

/// Removes a database file that nobody has open, with what SQLite keeps beside it.
///
/// The lock file stays: whoever has opened it in the meantime would hold a lock on a file that is
/// no longer there, beside whoever makes it anew.
///
/// # Errors
/// [`OpenError::InUse`], and refusals of the file system.
pub fn erase(path: &Path) -> Result<(), OpenError> {
    let _lock = lock(path)?;
    remove(path)
}

/// For whoever has the lock. A log that was left alone would be taken for that of the next file.
fn remove(path: &Path) -> Result<(), OpenError> {
    for suffix in ["", "-wal", "-shm"] {
        let path = beside(path, suffix);
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(OpenError::NotErased { path, source }),
        }
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A lock beside the file: SQLite's own would lock our readers out as well.
fn lock(path: &Path) -> Result<File, OpenError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(beside(path, ".lock"))
        .map_err(io_error(path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(io_error(path)(source)),
    }
}

fn is_absent(path: &Path) -> Result<bool, OpenError> {
    match std::fs::metadata(path) {
        Ok(found) => Ok(found.len() == 0 && found.is_file()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(io_error(path)(error)),
    }
}

/// Whether a database of ours has the rows of a template alone.
fn is_unbegun(path: &Path) -> Result<bool, OpenError> {
    prove(path)?;
    Ok(is_not_begun(&Connection::open(path)?)?)
}

/// Appears whole or not at all, also when the power goes.
fn create(path: &Path, template: &Template) -> Result<(), OpenError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io_error(path))?;
    file.write_all(template.bytes()).map_err(io_error(path))?;
    file.as_file().sync_all().map_err(io_error(path))?;
    file.persist(path)
        .map_err(|error| io_error(path)(error.error))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(io_error(path))
}

/// The first bytes of a SQLite file, in which it says what it is.
const HEADER: usize = 100;
/// Where the header has `PRAGMA user_version` and `PRAGMA application_id`, each four bytes, the highest first.
const USER_VERSION: usize = 60;
const APPLICATION_ID: usize = 68;

/// Looks at the header alone: SQLite itself would bring a log that was left beside the file into a file that is refused.
fn prove(path: &Path) -> Result<(), OpenError> {
    let mut header = [0; HEADER];
    let mut file = File::open(path).map_err(io_error(path))?;
    match file.read_exact(&mut header) {
        Ok(()) if header.starts_with(b"SQLite format 3\0") => {}
        Ok(()) => return Err(OpenError::NotADatabase(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(OpenError::NotADatabase(path.to_owned()));
        }
        Err(error) => return Err(io_error(path)(error)),
    }
    let number = |at: usize| {
        let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
        i32::from_be_bytes(bytes)
    };
    let path = path.to_owned();
    match (number(APPLICATION_ID), number(USER_VERSION)) {
        (schema::APPLICATION_ID, schema::VERSION) => Ok(()),
        (schema::APPLICATION_ID, found) if found < schema::VERSION => {
            Err(OpenError::Older { path, found })
        }
        (schema::APPLICATION_ID, found) => Err(OpenError::Newer { path, found }),
        (found, _) => Err(OpenError::NotOurs { path, found }),
    }
}
