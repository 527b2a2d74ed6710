//! The database file: a private temporary file, or a durable one.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::file_lock::{FileLock, NotLocked, resolved};
use crate::schema;
use crate::template::{Template, is_not_begun};
use crate::temporary::TemporaryFolder;

/// The kind of file that holds the rows of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseLocation {
    /// A private file that is removed with the store, written without waiting for the disk.
    Temporary,
    /// This file: acknowledged changes survive the end of the process and a power failure.
    File(PathBuf),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is not an SQLite database.
    #[error("'{}' is not a database: expected a SQLite file, or no file at all", .0.display())]
    NotADatabase(PathBuf),
    /// The file is the database of another application.
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
    /// Another process, or another organization of this one, has the file open.
    #[error("'{}' is in use by another emulator", .0.display())]
    InUse(PathBuf),
    /// The file system refused.
    #[error("'{}' cannot be opened: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
    /// The file system refused to remove the file.
    #[error("'{}' cannot be removed: {source}", path.display())]
    NotErased {
        /// The file.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
    /// The metadata cannot be stored.
    #[error(transparent)]
    Schema(#[from] schema::SchemaError),
    /// The template has the first rows of an organization, and the store was opened without a
    /// [`Beginning`](crate::Beginning).
    #[error("a new database with seed rows needs the id and the first instant of its organization")]
    NoBeginning,
    /// The metadata has no table of background operations.
    #[error("the metadata defines no table that keeps background operations")]
    NoOperations,
    /// Stored data cannot be read.
    #[error("the database cannot be read: {0}")]
    Unreadable(String),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// Whether committed changes survive a power failure.
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
            // When the last connection closes, SQLite need not copy the log into a file that is
            // removed.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        }
        connection.busy_timeout(std::time::Duration::from_secs(30))
    }
}

/// A database file that this store has locked.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    pub(super) path: PathBuf,
    pub(super) durability: Durability,
    pub(super) origin: Origin,
    /// Dropping it removes the temporary file, or unlocks the durable one.
    hold: Mutex<Hold>,
    /// Whether the loss of the file was logged.
    told: AtomicBool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Created now as a copy of the template.
    Made,
    /// It existed.
    Found,
}

#[derive(Debug)]
enum Hold {
    Temporary(TemporaryFolder),
    Locked(FileLock),
    Released,
}

impl DatabaseFile {
    /// Creates the file if it does not exist, and checks its header if it does.
    pub(super) fn prepare(
        place: &DatabaseLocation,
        template: &Template,
    ) -> Result<Self, OpenError> {
        match place {
            DatabaseLocation::Temporary => {
                let folder = TemporaryFolder::make().map_err(io_error(&std::env::temp_dir()))?;
                let path = folder.path().join("organization.db");
                std::fs::write(&path, template.bytes()).map_err(io_error(&path))?;
                Ok(Self {
                    path,
                    durability: Durability::Fleeting,
                    origin: Origin::Made,
                    hold: Mutex::new(Hold::Temporary(folder)),
                    told: AtomicBool::new(false),
                })
            }
            DatabaseLocation::File(path) => {
                let path = resolved(path);
                let mut lock = lock(&path)?;
                // A file whose first start was interrupted has no data of its own and is created
                // anew.
                let origin = match is_absent(&path)? || is_unbegun(&path)? {
                    true => Origin::Made,
                    false => Origin::Found,
                };
                if origin == Origin::Made {
                    remove(&path)?;
                    create(&path, template)?;
                    lock.renew(&path).map_err(not_locked(&path))?;
                }
                Ok(Self {
                    path,
                    durability: Durability::Durable,
                    origin,
                    hold: Mutex::new(Hold::Locked(lock)),
                    told: AtomicBool::new(false),
                })
            }
        }
    }

    /// Unlocks the file after the last write, so that it can be opened again even while views or
    /// handles of this store still exist. A temporary file stays until this value is dropped.
    pub(super) fn release(&self) {
        let mut hold = self.hold.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*hold, Hold::Locked(_)) {
            *hold = Hold::Released;
        }
    }

    /// Logs once that the file was removed or replaced although it is open.
    pub(super) fn warn_if_lost(&self) {
        if self.is_lost() && !self.told.swap(true, Ordering::Relaxed) {
            tracing::error!(
                database = %self.path.display(),
                "the database was removed or replaced while it is open: what is written is gone at the end of the process"
            );
        }
    }

    pub(super) fn is_lost(&self) -> bool {
        let hold = self.hold.lock().unwrap_or_else(PoisonError::into_inner);
        match &*hold {
            Hold::Locked(lock) => lock.has_lost(&self.path),
            Hold::Temporary(folder) => !folder.path().exists(),
            Hold::Released => false,
        }
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::Io { path, source }
}

/// Removes a database file that no process has open, together with its log and index (`-wal`,
/// `-shm`).
///
/// The lock file stays. If it were removed, a process that has it open and a process that creates
/// it again could hold two locks on the same database.
///
/// # Errors
/// [`OpenError::InUse`], and refusals of the file system.
pub fn erase(path: &Path) -> Result<(), OpenError> {
    let path = resolved(path);
    let _lock = lock(&path)?;
    remove(&path)
}

/// Requires the lock. A log that stays behind would be applied to the next file of this name.
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

fn lock(path: &Path) -> Result<FileLock, OpenError> {
    FileLock::take(path).map_err(not_locked(path))
}

fn not_locked(path: &Path) -> impl FnOnce(NotLocked) -> OpenError {
    move |why| match why {
        NotLocked::InUse => OpenError::InUse(path.to_owned()),
        NotLocked::Io(source) => io_error(path)(source),
    }
}

fn is_absent(path: &Path) -> Result<bool, OpenError> {
    match std::fs::metadata(path) {
        Ok(found) => Ok(found.len() == 0 && found.is_file()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(io_error(path)(error)),
    }
}

/// Whether the database has the rows of a template only.
fn is_unbegun(path: &Path) -> Result<bool, OpenError> {
    prove(path)?;
    Ok(is_not_begun(&Connection::open(path)?)?)
}

/// Creates the file atomically, also across a power failure.
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

/// Length of the header of a SQLite file.
const HEADER: usize = 100;
/// Offsets of `PRAGMA user_version` and `PRAGMA application_id` in the header, four bytes each,
/// big-endian.
const USER_VERSION: usize = 60;
const APPLICATION_ID: usize = 68;

/// Checks the file's header only. Opening a file with SQLite would apply a left-over log to it even
/// if it is refused.
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
