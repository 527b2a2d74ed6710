//! The known failures of a target: each with a reason, a note where to read more, and the last day on which it excuses.
//!
//! Strict in both directions: a known failure that holds is an unexpected pass, and an expired entry excuses nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::catalogue::Entry;
use crate::register::Register;
use crate::verdict::{Ending, Expectation};

/// The known failures of a target.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailures {
    /// The entries.
    #[serde(default)]
    pub failure: Vec<KnownFailure>,
}

/// A requirement or a scenario that is known to fail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailure {
    /// The id of the requirement or of the scenario.
    pub id: String,
    /// Why it fails.
    pub reason: String,
    /// Where to read more: a link or a note.
    pub see: String,
    /// The last day it excuses.
    pub expires: toml::value::Datetime,
}

/// Why a file of known failures cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KnownFailuresError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The file is not valid.
    #[error("{path}: {}", .source.to_string().trim_end().replace('\n', " "))]
    Parse {
        /// The file.
        path: String,
        /// The parser's error.
        source: Box<toml::de::Error>,
    },
    /// An entry cannot be used.
    #[error("{path}: {id}: {what}")]
    Entry {
        /// The file.
        path: String,
        /// The entry's id.
        id: String,
        /// The mistake in it.
        what: &'static str,
    },
}

impl KnownFailures {
    /// Reads the file and checks its entries against the register and the scenarios.
    ///
    /// # Errors
    /// When the file cannot be read, an id is unknown or repeated, or an entry lacks reason, note or date.
    pub fn load(
        path: &Path,
        register: &Register,
        scenarios: &[Entry<'_>],
    ) -> Result<Self, KnownFailuresError> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| KnownFailuresError::Read {
            path: shown.clone(),
            source,
        })?;
        let known: Self = toml::from_str(&text).map_err(|source| KnownFailuresError::Parse {
            path: shown.clone(),
            source: Box::new(source),
        })?;
        let mut seen = BTreeSet::new();
        for entry in &known.failure {
            let id = entry.id.as_str();
            let exists =
                register.get(id).is_some() || scenarios.iter().any(|scenario| scenario.id == id);
            let wrong = match () {
                () if !exists => "no requirement and no scenario has this id",
                () if !seen.insert(id) => "it is there twice",
                () if entry.reason.trim().is_empty() => "it gives no reason",
                () if entry.see.trim().is_empty() => "it names no link and no note",
                () if entry.expires.date.is_none() => "its expiry is no date",
                () => continue,
            };
            return Err(KnownFailuresError::Entry {
                path: shown,
                id: id.to_owned(),
                what: wrong,
            });
        }
        Ok(known)
    }

    /// The entries that have not expired on `today` (`YYYY-MM-DD`).
    pub fn current(&self, today: &str) -> Vec<&KnownFailure> {
        let lasts = |failure: &&KnownFailure| !failure.has_expired(today);
        self.failure.iter().filter(lasts).collect()
    }
}

impl KnownFailure {
    /// Whether the entry's last day lies before `today` (`YYYY-MM-DD`).
    pub fn has_expired(&self, today: &str) -> bool {
        let date = self.expires.date;
        date.is_none_or(|date| date.to_string().as_str() < today)
    }

    /// Whether the entry names the scenario with this id or one of its tags.
    pub fn covers(&self, id: &str, tags: &[&str]) -> bool {
        self.id == id || tags.contains(&self.id.as_str())
    }
}

/// The expectation for a scenario, from the endings of all scenarios that a known failure covers.
///
/// A known failure of a requirement may cover several scenarios. One scenario that fails confirms it, and scenarios
/// that hold are then no surprise. When none fails, every one of them is an unexpected pass.
pub fn expectation(endings: &[Ending]) -> Expectation {
    match endings {
        [] => Expectation::Holds,
        all if all.iter().all(|ending| *ending == Ending::Held) => Expectation::Breaks,
        _ => Expectation::MayBreak,
    }
}

#[cfg(test)]
mod tests {
    use super::{KnownFailures, expectation};
    use crate::failure::Kind;
    use crate::verdict::{Ending, Expectation};

    #[test]
    fn a_failure_is_known_through_its_last_day() {
        let text =
            "[[failure]]\nid = \"BG-001\"\nreason = \"r\"\nsee = \"s\"\nexpires = 2026-06-30\n";
        let known: KnownFailures = toml::from_str(text).unwrap();
        assert_eq!(known.current("2026-06-30").len(), 1);
        assert!(known.current("2026-07-01").is_empty());
    }

    #[test]
    fn one_scenario_that_breaks_shows_a_requirements_failure() {
        let broke = Ending::Broke(Kind::Target);
        assert_eq!(expectation(&[]), Expectation::Holds);
        assert_eq!(expectation(&[Ending::Held]), Expectation::Breaks);
        assert_eq!(expectation(&[Ending::Held, broke]), Expectation::MayBreak);
        assert_eq!(expectation(&[broke]), Expectation::MayBreak);
    }
}
