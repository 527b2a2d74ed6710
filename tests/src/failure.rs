//! Why a step did not hold, in words a report can carry, and what kind of a reason that is.
//!
//! Of a step that fails cucumber keeps the text alone. So the text says the kind by how it begins.

use std::path::PathBuf;

/// How the text of a [`Failure::Step`] begins.
const WRONG_STEP: &str = "the step cannot be carried out: ";
/// How the text of a [`Failure::Slow`] begins.
const TOO_SLOW: &str = "the target was too slow: ";
/// How the text of a [`Failure::Control`] begins.
const REFUSED: &str = "the control door answered ";
/// How the text of a [`Failure::SnapshotFile`] begins.
const UNUSABLE: &str = "the snapshot cannot be used: ";
/// How the text of a [`Failure::Unsupported`] begins.
const BEYOND: &str = "the target cannot do this: ";
/// How the text of a [`Failure::NoAnswer`] begins.
const SILENT: &str = "no answer to ";

/// Whose fault it is that a step did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The target's: it does not do what the feature says.
    Target,
    /// The suite's: the feature is wrong, or the control door refuses it.
    Suite,
    /// It cannot be told: the target was too slow, or did not answer.
    Unknown,
    /// Nobody's: the target has not what the step takes.
    Unsupported,
}

impl Kind {
    /// The kind of a reason by its text. What no other kind begins with is the target's.
    pub fn of(reason: &str) -> Self {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|own| reason.starts_with(own));
        if begins(&[TOO_SLOW, SILENT]) {
            Self::Unknown
        } else if begins(&[BEYOND]) {
            Self::Unsupported
        } else if begins(&[WRONG_STEP, REFUSED, UNUSABLE]) {
            Self::Suite
        } else {
            Self::Target
        }
    }
}

/// What stopped a step. Every text says what was wrong, where, and what was expected.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The target answered, and the answer is not what the feature says.
    #[error("{what}\n  expected: {expected}\n  found:    {found}\n{context}")]
    Mismatch {
        /// What was looked at, for example `header Location`.
        what: String,
        /// What the feature says.
        expected: String,
        /// What the target sent.
        found: String,
        /// The exchange it was found in.
        context: String,
    },
    /// A whole exchange differs from its snapshot.
    #[error("the exchange differs from {}\n{difference}", path.display())]
    Snapshot {
        /// The snapshot's file, relative to the repository.
        path: PathBuf,
        /// A line-by-line rendering of the difference.
        difference: String,
    },
    /// A snapshot's file cannot be used.
    #[error("{UNUSABLE}{}: {reason}", path.display())]
    SnapshotFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The feature itself is wrong, not the target.
    #[error("{WRONG_STEP}{0}")]
    Step(String),
    /// The target sent something that cannot be read, or did not send what it was to send.
    #[error("{0}")]
    Unmet(String),
    /// The target did not come to rest within the suite's patience.
    #[error("{TOO_SLOW}{0}")]
    Slow(String),
    /// The target has not what the step takes, or may not be asked for it.
    #[error("{BEYOND}{0}")]
    Unsupported(String),
    /// No answer at all.
    #[error("{SILENT}{method} {url}: {reason}")]
    NoAnswer {
        /// The method that was sent.
        method: String,
        /// The absolute URL.
        url: String,
        /// What the client said about it.
        reason: String,
    },
    /// The control door refused what a step asked of it.
    #[error("{REFUSED}{status} to {request}: {body}")]
    Control {
        /// Method and path.
        request: String,
        /// The status of the refusal.
        status: u16,
        /// Its body.
        body: String,
    },
}

impl Failure {
    /// A step that is written wrongly.
    pub fn step(reason: impl Into<String>) -> Self {
        Self::Step(reason.into())
    }

    /// A step that this target has not what it takes for.
    pub fn unsupported(reason: impl Into<String>) -> Self {
        Self::Unsupported(reason.into())
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, Kind};

    #[test]
    fn a_text_says_whose_fault_it_is() {
        let mismatch = Failure::Mismatch {
            what: "status".to_owned(),
            expected: "200".to_owned(),
            found: "500".to_owned(),
            context: String::new(),
        };
        let silent = Failure::NoAnswer {
            method: "GET".to_owned(),
            url: "http://h/".to_owned(),
            reason: "connection reset".to_owned(),
        };
        let refused = Failure::Control {
            request: "POST settle".to_owned(),
            status: 500,
            body: String::new(),
        };
        let unusable = Failure::SnapshotFile {
            path: "a.snap".into(),
            reason: "binary".to_owned(),
        };
        let snapshot = Failure::Snapshot {
            path: "a.snap".into(),
            difference: "- a\n+ b".to_owned(),
        };
        let table = [
            (mismatch, Kind::Target),
            (snapshot, Kind::Target),
            (Failure::Unmet("no callback".to_owned()), Kind::Target),
            (Failure::Slow("20 s".to_owned()), Kind::Unknown),
            (silent, Kind::Unknown),
            (Failure::step("no table"), Kind::Suite),
            (Failure::unsupported("no clock"), Kind::Unsupported),
            (refused, Kind::Suite),
            (unusable, Kind::Suite),
        ];
        for (failure, kind) in table {
            assert_eq!(Kind::of(&failure.to_string()), kind, "{failure}");
        }
    }
}
