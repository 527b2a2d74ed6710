//! The file of a snapshot: insta's front matter, then the text. insta reads the file; the suite writes the same format.

use std::fs;
use std::path::Path;

use insta::internals::Content;

use crate::failure::Failure;

/// The source of a snapshot's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotSource {
    /// Written by hand from the documentation.
    Seed,
    /// Recorded from a live organization.
    Live,
    /// Observed on the emulator, because nothing is documented.
    Emulator,
}

/// A snapshot as stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// A sentence that says what the exchange is.
    pub description: String,
    /// The source of the text.
    pub source: SnapshotSource,
    /// The rendered exchange.
    pub text: String,
}

impl Stored {
    /// The snapshot `name` for a file that does not exist yet.
    pub(super) fn unseen(name: &str) -> Self {
        Self {
            description: name.to_owned(),
            source: SnapshotSource::Emulator,
            text: String::new(),
        }
    }
}

/// Reads `path`.
///
/// # Errors
/// When the file cannot be read, is not text, or does not name its source.
pub fn read(path: &Path) -> Result<Stored, Failure> {
    let unusable = |reason: String| Failure::SnapshotFile {
        path: path.to_owned(),
        reason,
    };
    let snapshot = insta::Snapshot::from_file(path).map_err(|error| unusable(error.to_string()))?;
    let text = snapshot
        .as_text()
        .ok_or_else(|| unusable("a binary snapshot".to_owned()))?;
    let metadata = snapshot.metadata();
    let source = match metadata
        .private_info()
        .and_then(|info| member(info, "source"))
    {
        Some("seed") => SnapshotSource::Seed,
        Some("live") => SnapshotSource::Live,
        Some("emulator") => SnapshotSource::Emulator,
        other => {
            return Err(unusable(format!(
                "info.source is {other:?}; expected seed, live or emulator"
            )));
        }
    };
    Ok(Stored {
        description: metadata.description().unwrap_or_default().to_owned(),
        source,
        text: text.to_string(),
    })
}

fn member<'a>(content: &'a Content, name: &str) -> Option<&'a str> {
    let Content::Map(members) = content else {
        return None;
    };
    members
        .iter()
        .find(|(key, _)| key.as_str() == Some(name))
        .and_then(|(_, value)| value.as_str())
}

/// Writes `stored` to `path`, with the source `emulator`.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn save(stored: &Stored, path: &Path) -> Result<(), Failure> {
    let text = format!(
        "---\nsource: tests/src/snapshot.rs\ndescription: {:?}\ninfo:\n  source: emulator\n---\n{}\n",
        stored.description,
        stored.text.trim_end(),
    );
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, text))
        .map_err(|error| Failure::SnapshotFile {
            path: path.to_owned(),
            reason: error.to_string(),
        })
}
