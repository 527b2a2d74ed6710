//! The reports of a run, each made of its results alone, and the folder they are written to.

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

/// The name of the results in the folder.
pub const RESULTS: &str = "results.json";

/// A folder that can be written to.
#[derive(Debug)]
pub struct Folder(PathBuf);

/// A folder or a file in it that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("no report can be written to {}: {source}", path.display())]
pub struct FolderError {
    path: PathBuf,
    source: io::Error,
}

impl Folder {
    /// Makes the folder where there is none, and tries to write there.
    ///
    /// # Errors
    /// When it cannot be made or written to.
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

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes every report, the results first.
    ///
    /// # Errors
    /// When a file cannot be written; what was there under its name is then still there.
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

    /// A file is written whole or not at all: beside its place first, and then moved there.
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

/// A temporary file is its owner's alone; a report is for whoever may look into the folder.
fn readable(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.sync_all()
}
