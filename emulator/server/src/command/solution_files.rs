//! The files of `--solution`: zip archives, and folders that are packed into one.

use std::fs;
use std::path::{Path, PathBuf};

use dataverse_protocol::solution::Files;

use super::CommandError;

/// Reads the solutions as zip archives. A folder has at most as many files as a solution may have (`solution_files`), so that
/// a mistaken path such as `/` ends soon.
///
/// # Errors
/// [`CommandError::Solution`] with the path.
pub(super) fn read_all(paths: &[PathBuf], most: usize) -> Result<Vec<Vec<u8>>, CommandError> {
    let read = |path: &PathBuf| {
        self::read(path, most).map_err(|reason| CommandError::Solution {
            path: path.display().to_string(),
            reason,
        })
    };
    paths.iter().map(read).collect()
}

fn read(path: &Path, most: usize) -> Result<Vec<u8>, String> {
    if !path.is_dir() {
        return fs::read(path).map_err(|error| error.to_string());
    }
    let mut files = Files::default();
    add(path, path, most, &mut files)?;
    files.zip().map_err(|error| error.to_string())
}

/// Adds the files of a folder and of the folders in it; links are not followed.
fn add(root: &Path, folder: &Path, most: usize, files: &mut Files) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(at)? {
        let entry = entry.map_err(at)?;
        let path = entry.path();
        let kind = entry.file_type().map_err(at)?;
        if kind.is_dir() {
            add(root, &path, most, files)?;
        } else if kind.is_file() {
            if files.len() == most {
                return Err(format!("it has more than {most} files"));
            }
            let name = path.strip_prefix(root).unwrap_or(&path);
            let name = name.to_string_lossy().into_owned();
            let content = fs::read(&path).map_err(|error| format!("{name}: {error}"))?;
            files
                .insert(&name, content)
                .map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
