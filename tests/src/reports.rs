//! The reports of a run, each made from its results alone, and their folder.

mod badge;
mod html;
mod junit;
mod summary;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use badge::badge;
pub use html::html;
pub use junit::junit;
pub use summary::summary;

use crate::results::Results;

/// The file name of the results.
pub const RESULTS: &str = "results.json";

/// A folder that was checked to be writable.
#[derive(Debug)]
pub struct Folder(PathBuf);

/// A folder or a file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("no report can be written to {}: {source}", path.display())]
pub struct FolderError {
    path: PathBuf,
    source: io::Error,
}

impl Folder {
    /// Creates the folder if there is none, and writes a test file.
    ///
    /// # Errors
    /// When the folder cannot be created or written to.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let folder = Self(path.to_owned());
        let unwritable = |source| FolderError {
            path: path.to_owned(),
            source,
        };
        fs::create_dir_all(path).map_err(unwritable)?;
        tempfile::tempfile_in(path).map_err(unwritable)?;
        Ok(folder)
    }

    /// The folder's path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes all reports, the results first.
    ///
    /// # Errors
    /// When a file cannot be written; an earlier file with that name is then unchanged.
    pub fn write(&self, results: &Results) -> Result<(), FolderError> {
        let json = serde_json::to_string_pretty(results)
            .expect("results are texts, numbers and lists of them");
        self.file(RESULTS, &json)?;
        self.views(results)
    }

    /// Writes every report but the results.
    ///
    /// # Errors
    /// As [`Folder::write`].
    pub fn views(&self, results: &Results) -> Result<(), FolderError> {
        self.file("report.html", &html(results))?;
        self.file("junit.xml", &junit(results))?;
        self.file("badge.json", &badge(results))
    }

    /// Writes a file whole or not at all: a temporary file is written and then renamed.
    fn file(&self, name: &str, text: &str) -> Result<(), FolderError> {
        let path = self.0.join(name);
        let written = tempfile::NamedTempFile::new_in(&self.0).and_then(|mut file| {
            io::Write::write_all(&mut file, text.as_bytes())?;
            readable(file.as_file())?;
            file.persist(&path)?;
            Ok(())
        });
        written.map_err(|source| FolderError { path, source })
    }
}

/// A temporary file is readable by its owner only; a report gets the usual permissions.
fn readable(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.sync_all()
}
