//! Folders of temporary databases: private to the user, locked while their database is open, and removed with it. What a
//! process that was killed has left is swept by the next one.
//!
//! The folder's name is random and it is created for its owner alone, so that no other user can put anything in its
//! place.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::process::geteuid;
use tempfile::TempDir;

/// What the folders' names begin with.
const PREFIX: &str = "dataverse-emulator-";
/// The file that is locked as long as the folder is in use.
const LOCK: &str = "in-use.lock";
/// How often a new folder may be swept before it is locked.
const TRIES: usize = 8;

/// A folder in use; dropping it removes the folder.
#[derive(Debug)]
pub(super) struct TemporaryFolder {
    // Removed before the lock goes.
    folder: TempDir,
    _lock: File,
}

impl TemporaryFolder {
    /// Makes a folder among the operating system's temporary files.
    pub(super) fn make() -> io::Result<Self> {
        Self::make_in(&std::env::temp_dir())
    }

    fn make_in(parent: &Path) -> io::Result<Self> {
        for _ in 0..TRIES {
            let folder = tempfile::Builder::new()
                .prefix(PREFIX)
                .permissions(Permissions::from_mode(0o700))
                .tempdir_in(parent)?;
            let path = folder.path().join(LOCK);
            let lock = OpenOptions::new()
                .create_new(true)
                .write(true)
                .open(&path)?;
            // A sweep may come between creation and lock. It has then removed the file, or has it locked for a moment.
            if lock.try_lock().is_ok() && is_still(&path, &lock) {
                return Ok(Self {
                    folder,
                    _lock: lock,
                });
            }
        }
        let text = "every new folder was swept by another process";
        Err(io::Error::other(text))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn is_still(path: &Path, file: &File) -> bool {
    match (fs::symlink_metadata(path), file.metadata()) {
        (Ok(there), Ok(open)) => (there.dev(), there.ino()) == (open.dev(), open.ino()),
        _ => false,
    }
}

/// Removes the temporary databases of processes that ended without removing them. Databases in use stay, and so does
/// what belongs to other users. Returns how many were removed.
pub fn sweep_temporary() -> usize {
    sweep(&std::env::temp_dir())
}

fn sweep(parent: &Path) -> usize {
    let Ok(entries) = fs::read_dir(parent) else {
        return 0;
    };
    let ours = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
    let folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(ours)
        .map(|entry| entry.path())
        .collect();
    folders.iter().filter(|folder| is_swept(folder)).count()
}

/// Removes a folder that is not in use; returns whether it did.
fn is_swept(folder: &Path) -> bool {
    let path = folder.join(LOCK);
    let is_own = |found: Metadata| found.is_dir() && found.uid() == geteuid().as_raw();
    // Without a lock file it is not a database's, or not yet. Opening anything but a file could wait for ever.
    if !fs::symlink_metadata(folder).is_ok_and(is_own)
        || !fs::symlink_metadata(&path).is_ok_and(|found| found.is_file())
    {
        return false;
    }
    let Ok(lock) = OpenOptions::new().write(true).open(&path) else {
        return false;
    };
    lock.try_lock().is_ok() && fs::remove_dir_all(folder).is_ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn folders(parent: &Path) -> usize {
        fs::read_dir(parent).unwrap().count()
    }

    #[test]
    fn a_folder_in_use_is_private_and_is_not_swept() {
        let parent = tempfile::tempdir().unwrap();
        let folder = TemporaryFolder::make_in(parent.path()).unwrap();
        let mode = fs::metadata(folder.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        assert_eq!(sweep(parent.path()), 0);
        assert!(folder.path().exists());
        drop(folder);
        assert_eq!(folders(parent.path()), 0);
    }

    #[test]
    fn what_a_killed_process_has_left_is_swept_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let left = TemporaryFolder::make_in(parent.path()).unwrap();
        fs::write(left.path().join("organization.db"), "rows").unwrap();
        let TemporaryFolder { folder, _lock } = left;
        let left = folder.keep();
        drop(_lock);
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join(LOCK), "").unwrap();
        symlink(
            elsewhere.path(),
            parent.path().join(format!("{PREFIX}link")),
        )
        .unwrap();
        fs::create_dir(parent.path().join(format!("{PREFIX}new"))).unwrap();
        fs::write(parent.path().join(format!("{PREFIX}file")), "").unwrap();
        fs::create_dir(parent.path().join("other")).unwrap();
        assert_eq!(sweep(parent.path()), 1);
        assert!(!left.exists());
        assert!(elsewhere.path().join(LOCK).exists());
        assert_eq!(folders(parent.path()), 4);
    }
}
