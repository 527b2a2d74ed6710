//! Locks of a durable database: one beside it by its name, and one on the file itself, whatever names lead to it.
//!
//! SQLite's own exclusive lock would block this store's readers too.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Device and number of a file.
type FileId = (u64, u64);

/// The files that this process has open. Asked before a file is opened: closing it would drop the locks that SQLite
/// holds on it in this process.
static OPEN: Mutex<BTreeSet<FileId>> = Mutex::new(BTreeSet::new());

/// The locks of a database file; dropping them unlocks it.
#[derive(Debug)]
pub(super) struct FileLock {
    file: Option<OpenFile>,
    _beside: File,
}

/// A database file that exists, locked.
#[derive(Debug)]
struct OpenFile {
    id: FileId,
    _lock: File,
}

/// The reason why a file is not locked.
pub(super) enum NotLocked {
    InUse,
    Io(io::Error),
}

impl From<io::Error> for NotLocked {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<TryLockError> for NotLocked {
    fn from(error: TryLockError) -> Self {
        match error {
            TryLockError::WouldBlock => Self::InUse,
            TryLockError::Error(error) => Self::Io(error),
        }
    }
}

impl FileLock {
    /// Locks a file that may not exist yet. The name has to be the one to which [`resolved`] leads.
    pub(super) fn take(path: &Path) -> Result<Self, NotLocked> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let beside = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(PathBuf::from(name))?;
        beside.try_lock()?;
        let mut lock = Self {
            file: None,
            _beside: beside,
        };
        lock.renew(path)?;
        Ok(lock)
    }

    /// Locks the file that has the name now.
    pub(super) fn renew(&mut self, path: &Path) -> Result<(), NotLocked> {
        self.file = None;
        self.file = OpenFile::take(path)?;
        Ok(())
    }

    /// Whether the name leads to another file meanwhile, or to none.
    pub(super) fn has_lost(&self, path: &Path) -> bool {
        let there = std::fs::metadata(path).map(|found| id(&found)).ok();
        self.file.as_ref().map(|file| file.id) != there
    }
}

impl OpenFile {
    fn take(path: &Path) -> Result<Option<Self>, NotLocked> {
        let id = match std::fs::metadata(path) {
            Ok(found) => id(&found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if !open_files().insert(id) {
            return Err(NotLocked::InUse);
        }
        let lock = File::open(path).map_err(NotLocked::from);
        let locked = lock.and_then(|lock| {
            // Elsewhere this kind of lock may exclude SQLite's own, also those of this process.
            if cfg!(target_os = "linux") {
                lock.try_lock()?;
            }
            Ok(lock)
        });
        match locked {
            Ok(lock) => Ok(Some(Self { id, _lock: lock })),
            Err(error) => {
                open_files().remove(&id);
                Err(error)
            }
        }
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        open_files().remove(&self.id);
    }
}

fn id(found: &std::fs::Metadata) -> FileId {
    (found.dev(), found.ino())
}

fn open_files() -> MutexGuard<'static, BTreeSet<FileId>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The most symbolic links that are followed.
const LINKS: usize = 40;

/// The name of a file behind symbolic links, which need not lead to an existing file: log and lock lie beside that one.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(target) = std::fs::read_link(&path) else {
            break;
        };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    std::fs::canonicalize(&path).unwrap_or(path)
}
