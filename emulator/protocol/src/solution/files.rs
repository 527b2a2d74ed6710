//! The files of a solution: read from a zip archive, written to one.
//!
//! An archive is somebody else's, so its names and sizes are bounded before anything is unpacked: no name leads out of
//! the solution, none is there twice, and what is unpacked is counted as it comes, whatever the archive says of it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use dataverse_limits::Limits;
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The files of a solution by their paths, whose parts are separated by `/`.
///
/// Each is kept under its path in lower case, because capitals do not tell paths apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, (String, Vec<u8>)>);

/// How much a solution may hold.
#[derive(Debug, Clone, Copy)]
pub struct FileLimits {
    /// Number of files.
    pub files: usize,
    /// Bytes of all files together, unpacked.
    pub bytes: u64,
}

impl FileLimits {
    /// Those of an organization.
    pub const fn of(limits: &Limits) -> Self {
        Self {
            files: limits.solution_files,
            bytes: limits.solution_size as u64,
        }
    }
}

/// Why files are no solution.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FilesError {
    /// The bytes are no zip archive, or a broken one.
    #[error("The solution file is no readable zip archive: {0}.")]
    Archive(String),
    /// A path that leads out of the solution, or is none.
    #[error(
        "The solution file has an entry named '{0}': expected a relative path without '.', '..' and empty parts."
    )]
    Path(String),
    /// Two files with one path; capitals do not tell paths apart.
    #[error("The solution file has '{0}' twice.")]
    Twice(String),
    /// Two files with the same name, capitals and all.
    #[error("The solution file has two files with the same name.")]
    SameNames,
    /// More files than allowed.
    #[error("The solution file has more than {0} files.")]
    TooMany(usize),
    /// More bytes than allowed.
    #[error("The solution file has more than {0} bytes when it is unpacked.")]
    TooLarge(u64),
}

impl Files {
    /// Adds a file.
    ///
    /// # Errors
    /// [`FilesError::Path`] and [`FilesError::Twice`].
    pub fn insert(&mut self, path: &str, content: Vec<u8>) -> Result<(), FilesError> {
        let path = normal(path)?;
        let key = path.to_ascii_lowercase();
        if self.0.contains_key(&key) {
            return Err(FilesError::Twice(path));
        }
        self.0.insert(key, (path, content));
        Ok(())
    }

    /// The content of a file; capitals do not count, and the path may begin with `/`.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        let path = normal(path.trim_start_matches('/')).ok()?;
        let found = self.0.get(&path.to_ascii_lowercase());
        found.map(|(_, content)| content.as_slice())
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every path with its content, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .values()
            .map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// Reads a zip archive.
    ///
    /// # Errors
    /// [`FilesError`], before more than the limits allow is unpacked.
    pub fn unzip(archive: &[u8], limits: FileLimits) -> Result<Self, FilesError> {
        let broken = |error: &dyn std::fmt::Display| FilesError::Archive(error.to_string());
        let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(|error| broken(&error))?;
        // The reader would keep the last of two files with the same name.
        if archive.has_duplicate_names() {
            return Err(FilesError::SameNames);
        }
        let mut files = Self::default();
        let mut room = limits.bytes;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(|error| broken(&error))?;
            if entry.is_dir() {
                continue;
            }
            if files.0.len() == limits.files {
                return Err(FilesError::TooMany(limits.files));
            }
            let path = entry.name().map_err(|error| broken(&error))?.into_owned();
            let mut content = Vec::new();
            // One byte more than there is room for tells a file that fits from one that does not.
            let read = entry.take(room.saturating_add(1)).read_to_end(&mut content);
            let length = read.map_err(|error| broken(&error))? as u64;
            room = room
                .checked_sub(length)
                .ok_or(FilesError::TooLarge(limits.bytes))?;
            files.insert(&path, content)?;
        }
        Ok(files)
    }

    /// A zip archive of the files. The same files make the same bytes: no time of day is in them.
    ///
    /// # Errors
    /// [`FilesError::Archive`] for files that the format has no room for.
    pub fn zip(&self) -> Result<Vec<u8>, FilesError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in self.iter() {
            let written = archive
                .start_file(path, options)
                .map_err(|error| FilesError::Archive(error.to_string()))
                .and_then(|()| {
                    archive
                        .write_all(content)
                        .map_err(|error| FilesError::Archive(error.to_string()))
                });
            written?;
        }
        let finished = archive
            .finish()
            .map_err(|error| FilesError::Archive(error.to_string()))?;
        Ok(finished.into_inner())
    }
}

/// A path with `/` between its parts.
fn normal(path: &str) -> Result<String, FilesError> {
    let parts: Vec<_> = path.split(['/', '\\']).collect();
    let refused = |part: &&str| matches!(*part, "" | "." | "..") || part.contains([':', '\0']);
    match parts.iter().any(refused) {
        true => Err(FilesError::Path(path.to_owned())),
        false => Ok(parts.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: FileLimits = FileLimits {
        files: 3,
        bytes: 1000,
    };

    fn files(entries: &[(&str, &[u8])]) -> Files {
        let mut files = Files::default();
        for (path, content) in entries {
            files.insert(path, content.to_vec()).unwrap();
        }
        files
    }

    /// An archive of entries that [`Files`] itself would refuse.
    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in entries {
            archive
                .start_file(*path, SimpleFileOptions::default())
                .unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_zipped_is_read_again_and_is_the_same_every_time() {
        let files = files(&[("solution.xml", b"<a/>"), ("Other/x.txt", b"")]);
        let zipped = files.zip().unwrap();
        assert_eq!(Files::unzip(&zipped, LIMITS), Ok(files.clone()));
        assert_eq!(files.zip().unwrap(), zipped);
        assert_eq!(files.get("/other/X.TXT"), Some(&[][..]));
    }

    #[test]
    fn a_path_that_leads_out_or_is_there_twice_is_refused() {
        for path in ["../a", "/a", "a/../b", "c:\\a", "a//b", "a/./b", "a\\..\\b"] {
            let refused = Files::unzip(&archive(&[(path, b"")]), LIMITS);
            assert!(
                matches!(refused, Err(FilesError::Path(_) | FilesError::Archive(_))),
                "{path}: {refused:?}"
            );
        }
        let twice = archive(&[("a/b", b""), ("A/B", b"")]);
        assert_eq!(
            Files::unzip(&twice, LIMITS),
            Err(FilesError::Twice("A/B".to_owned()))
        );
    }

    #[test]
    fn two_files_of_the_same_name_are_refused() {
        let mut twice = archive(&[("a.xml", b"1"), ("b.xml", b"2")]);
        for at in 0..twice.len() - 4 {
            if twice[at..].starts_with(b"b.xml") {
                twice[at] = b'a';
            }
        }
        assert_eq!(Files::unzip(&twice, LIMITS), Err(FilesError::SameNames));
    }

    #[test]
    fn what_is_unpacked_is_bounded_whatever_its_packed_size_is() {
        let many = archive(&[("a", b""), ("b", b""), ("c", b""), ("d", b"")]);
        assert_eq!(Files::unzip(&many, LIMITS), Err(FilesError::TooMany(3)));
        let bomb = files(&[("a", &[0; 1001])]).zip().unwrap();
        assert!(bomb.len() < 300);
        assert_eq!(Files::unzip(&bomb, LIMITS), Err(FilesError::TooLarge(1000)));
        let fits = files(&[("a", &[0; 999]), ("b", &[0])]);
        assert_eq!(Files::unzip(&fits.zip().unwrap(), LIMITS), Ok(fits));
        assert!(matches!(
            Files::unzip(b"PK no archive", LIMITS),
            Err(FilesError::Archive(_))
        ));
    }
}
