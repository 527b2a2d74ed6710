//! Compares whole exchanges with the files under `snapshots/`.
//!
//! A snapshot has insta's file format, so that `cargo insta review` and `INSTA_UPDATE` work, and names its *source*:
//! `seed` and `live` snapshots state what Dataverse does, and a run against the emulator never writes them. The
//! difference is returned, not printed, so that reports have it.

mod delivered;
mod file;
mod references;
mod render;

use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

pub use delivered::delivered;
pub use file::{SnapshotSource, Stored, read};
pub use references::References;
pub use render::render;

use crate::failure::Failure;

/// What happens to a snapshot that does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Update {
    /// Nothing is written; a difference is a failure.
    Never,
    /// A `.snap.new` is written beside it for review.
    Pending,
    /// The snapshot is overwritten.
    Always,
}

impl Update {
    /// The value of `INSTA_UPDATE`; nothing is written where `CI` is set.
    pub fn from_environment() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        if set("CI").is_some() {
            return Self::Never;
        }
        match set("INSTA_UPDATE").as_deref() {
            Some("always" | "force") => Self::Always,
            Some("no") => Self::Never,
            _ => Self::Pending,
        }
    }
}

/// The folder of the snapshots, and the permission to write.
#[derive(Debug, Clone)]
pub struct Snapshots {
    root: PathBuf,
    update: Update,
}

impl Snapshots {
    /// The snapshots below `root`.
    pub fn new(root: impl Into<PathBuf>, update: Update) -> Self {
        Self {
            root: root.into(),
            update,
        }
    }

    /// Compares `rendered` with the snapshot `name` (`folder/name`, without extension).
    ///
    /// # Errors
    /// When the texts differ, the snapshot does not exist, or its file cannot be used.
    pub fn check(&self, name: &str, rendered: &str) -> Result<(), Failure> {
        let path = self.root.join(format!("{name}.snap"));
        let stored = if path.exists() {
            read(&path)?
        } else {
            Stored::unseen(name)
        };
        if stored.text.trim_end() == rendered.trim_end() {
            return Ok(());
        }
        let fresh = Stored {
            text: rendered.to_owned(),
            ..stored.clone()
        };
        match (self.update, &stored.source) {
            (Update::Always, SnapshotSource::Emulator) => return file::save(&fresh, &path),
            (Update::Pending, SnapshotSource::Emulator) => {
                file::save(&fresh, &path.with_extension("snap.new"))?;
            }
            (Update::Never, _) | (_, SnapshotSource::Seed | SnapshotSource::Live) => {}
        }
        Err(Failure::Snapshot {
            path: Path::new("snapshots").join(format!("{name}.snap")),
            difference: difference(stored.text.trim_end(), rendered.trim_end()),
        })
    }
}

/// The lines of both texts: `-` marks lines of the snapshot only, `+` lines of the target only.
fn difference(snapshot: &str, target: &str) -> String {
    let diff = TextDiff::from_lines(snapshot, target);
    let mut text = String::from("  - snapshot\n  + target\n");
    for change in diff.iter_all_changes() {
        let mark = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        };
        text.push_str(&format!(
            "  {mark} {}\n",
            change.value().trim_end_matches('\n')
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Snapshots, Update};

    const SEED: &str =
        "---\nsource: features/x.feature\ninfo:\n  source: seed\n---\nGET /\n\nHTTP/1.1 200 OK\n";

    fn folder(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.snap"), text).unwrap();
        folder
    }

    #[test]
    fn a_snapshot_that_matches_passes() {
        let folder = folder(SEED);
        Snapshots::new(folder.path(), Update::Never)
            .check("a", "GET /\n\nHTTP/1.1 200 OK")
            .unwrap();
    }

    #[test]
    fn a_difference_is_returned_line_by_line() {
        let folder = folder(SEED);
        let refusal = Snapshots::new(folder.path(), Update::Never)
            .check("a", "GET /\n\nHTTP/1.1 202 Accepted");
        let text = refusal.unwrap_err().to_string();
        assert!(
            text.contains("  - HTTP/1.1 200 OK\n  + HTTP/1.1 202 Accepted\n"),
            "{text}"
        );
    }

    #[test]
    fn a_seed_snapshot_is_never_written() {
        let folder = folder(SEED);
        Snapshots::new(folder.path(), Update::Always)
            .check("a", "something else")
            .unwrap_err();
        assert_eq!(
            std::fs::read_to_string(folder.path().join("a.snap")).unwrap(),
            SEED
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_unseen_snapshot_is_written_as_the_emulators() {
        let folder = folder(SEED);
        let snapshots = Snapshots::new(folder.path(), Update::Always);
        snapshots.check("new/b", "GET /b").unwrap();
        snapshots.check("new/b", "GET /b").unwrap();
        let written = std::fs::read_to_string(folder.path().join("new/b.snap")).unwrap();
        assert!(written.contains("source: emulator"), "{written}");
    }
}
