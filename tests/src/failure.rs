//! Why a step did not hold, in words a report can carry. Knows nothing of cucumber.

use std::path::PathBuf;

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
    #[error("{}: {reason}", path.display())]
    SnapshotFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The feature itself is wrong, not the target.
    #[error("the step cannot be carried out: {0}")]
    Step(String),
    /// No answer at all.
    #[error("{method} {url} got no answer: {reason}")]
    NoAnswer {
        /// The method that was sent.
        method: String,
        /// The absolute URL.
        url: String,
        /// What the client said about it.
        reason: String,
    },
    /// The control door refused what a step asked of it.
    #[error("the control door answered {status} to {request}: {body}")]
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
}
