//! The requirements themselves, as `requirements.toml` states them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::RegisterError;

/// Every requirement, by chapter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The chapters, in reading order.
    pub chapter: Vec<Chapter>,
}

/// Requirements that belong together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// What they are about.
    pub title: String,
    /// The requirements.
    pub requirement: Vec<Requirement>,
}

/// One thing that must hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id, which scenarios carry as a tag.
    pub id: String,
    /// What must hold.
    pub statement: String,
    /// How much it binds.
    pub level: Level,
    /// How it is known.
    pub evidence: Evidence,
    /// The heading it comes from.
    pub source: String,
    /// Whether an organization without a control door can prove it.
    #[serde(default)]
    pub live: bool,
}

/// How much a requirement binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It must hold.
    Must,
    /// It should hold.
    Should,
    /// Nothing is documented; what holds was chosen.
    Unspecified,
}

/// How a requirement is known.
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
    /// Inferred.
    Inferred,
    /// Without any source.
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
    /// When the file cannot be read, is not a register, or has an id twice.
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

    /// Every requirement of every chapter.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.chapter.iter().flat_map(|chapter| &chapter.requirement)
    }

    /// The requirement of this id.
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.requirements().find(|requirement| requirement.id == id)
    }
}
