//! The requirements as `requirements.toml` states them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::RegisterError;

/// The requirements by chapter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The chapters, in reading order.
    pub chapter: Vec<Chapter>,
}

/// Requirements about one topic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// The topic.
    pub title: String,
    /// The requirements.
    pub requirement: Vec<Requirement>,
}

/// A requirement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id, which scenarios carry as a tag.
    pub id: String,
    /// The sentence that must hold.
    pub statement: String,
    /// How strictly it binds.
    pub level: Level,
    /// The kind of its source.
    pub evidence: Evidence,
    /// The heading in the documentation.
    pub source: String,
    /// Whether an organization without a control door can prove it.
    #[serde(default)]
    pub live: bool,
}

/// How strictly a requirement binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It must hold.
    Must,
    /// It should hold.
    Should,
    /// Nothing is documented; the emulator's behavior was chosen.
    Unspecified,
}

/// The kind of a requirement's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Stated in the documentation.
    Documented,
    /// Shown in one of its examples.
    Example,
    /// Measured on real client libraries, or computed from documented values.
    Measured,
    /// Read from the source of a client.
    Client,
    /// Reported by users.
    Users,
    /// Inferred from documented statements.
    Inferred,
    /// No source: the emulator's own choice.
    Invented,
}

impl Requirement {
    /// Whether a scenario must prove it: it is documented, or shown in an example.
    pub fn must_be_proved(&self) -> bool {
        matches!(self.evidence, Evidence::Documented | Evidence::Example)
    }
}

impl Register {
    /// Reads the register.
    ///
    /// # Errors
    /// When the file cannot be read, is no register, or repeats an id.
    pub fn load(path: &Path) -> Result<Self, RegisterError> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| RegisterError::Read {
            path: shown.clone(),
            source,
        })?;
        let register: Self = toml::from_str(&text).map_err(|source| RegisterError::Parse {
            path: shown,
            source,
        })?;
        let mut seen = BTreeSet::new();
        let twice = register
            .requirements()
            .find(|requirement| !seen.insert(requirement.id.as_str()));
        match twice.map(|requirement| requirement.id.clone()) {
            Some(twice) => Err(RegisterError::Twice(twice)),
            None => Ok(register),
        }
    }

    /// The requirements of all chapters.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.chapter.iter().flat_map(|chapter| &chapter.requirement)
    }

    /// The requirement of this id.
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.requirements().find(|requirement| requirement.id == id)
    }
}
