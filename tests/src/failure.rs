//! Why a step failed, as a text for reports, and who is responsible.
//!
//! Cucumber keeps only the text of a failed step, so the beginning of the text tells the kind.

use std::path::PathBuf;

/// The beginning of a [`Failure::Step`]'s text.
const WRONG_STEP: &str = "the step cannot be carried out: ";
/// The beginning of a [`Failure::Slow`]'s text.
const TOO_SLOW: &str = "the target was too slow: ";
/// The beginning of a [`Failure::Control`]'s text.
const REFUSED: &str = "the control door answered ";
/// The beginning of a [`Failure::SnapshotFile`]'s text.
const UNUSABLE: &str = "the snapshot cannot be used: ";
/// The beginning of a [`Failure::Unsupported`]'s text.
const BEYOND: &str = "the target cannot do this: ";
/// The beginning of a [`Failure::NoAnswer`]'s text.
const SILENT: &str = "no answer to ";

/// The party that is responsible for a failed step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The target: it does not do what the feature says.
    Target,
    /// The suite: the feature is wrong, or the control door refuses a request of the suite.
    Suite,
    /// Unknown: the target was too slow, or did not answer.
    Unknown,
    /// None: the target lacks something that the step needs.
    Unsupported,
}

impl Kind {
    /// The kind that a text tells. A text without one of the beginnings is the target's failure.
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

/// Why a step failed. Every text says what was wrong, where, and what was expected.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The target answered, and the answer is not what the feature says.
    #[error("{what}\n  expected: {expected}\n  found:    {found}\n{context}")]
    Mismatch {
        /// The place that was checked, for example `header Location`.
        what: String,
        /// The feature's value.
        expected: String,
        /// The target's value.
        found: String,
        /// The exchange with that value.
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
        /// The reason.
        reason: String,
    },
    /// The feature itself is wrong, not the target.
    #[error("{WRONG_STEP}{0}")]
    Step(String),
    /// The target sent something unreadable, or did not send what the feature expects.
    #[error("{0}")]
    Unmet(String),
    /// The target did not come to rest within the suite's limit.
    #[error("{TOO_SLOW}{0}")]
    Slow(String),
    /// The target lacks something that the step needs, or the suite must not send the request there.
    #[error("{BEYOND}{0}")]
    Unsupported(String),
    /// The target did not answer.
    #[error("{SILENT}{method} {url}: {reason}")]
    NoAnswer {
        /// The method that was sent.
        method: String,
        /// The absolute URL.
        url: String,
        /// The HTTP client's error.
        reason: String,
    },
    /// The control door refused a request of the suite.
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
    /// A failure of a step that is written wrongly in the feature.
    pub fn step(reason: impl Into<String>) -> Self {
        Self::Step(reason.into())
    }

    /// A failure of a step that this target cannot support.
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
