//! What a run has come to, as `results.json` keeps it. Every other report is made of this.
//!
//! The format is described in `tests/RESULTS.md`, which the command prints; [`FORMAT`] counts its versions.

mod assemble;
mod redact;
mod tell;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use assemble::{Circumstances, assemble};
pub use redact::Redaction;

use crate::register::{Evidence, Level};
use crate::target::About;
use crate::verdict::{Standing, Verdict};

/// The version of the format that this suite writes and reads.
pub const FORMAT: u32 = 1;
/// The description of the format.
pub const DESCRIPTION: &str = include_str!("../RESULTS.md");

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Results {
    /// The version of the format.
    pub format: u32,
    /// The version of the suite.
    pub suite: String,
    /// Tells one register from another.
    pub register: String,
    /// When the run began (UTC).
    pub date: String,
    /// How long it took, in milliseconds.
    pub elapsed: u64,
    /// What was tested.
    pub target: About,
    /// How many scenarios got each verdict; every verdict is there.
    pub totals: BTreeMap<Verdict, usize>,
    /// What kept the suite from reading or running something.
    pub problems: Vec<String>,
    /// The requirements, by chapter.
    pub chapters: Vec<Chapter>,
    /// The scenarios that were selected, in the order of the features.
    pub scenarios: Vec<Scenario>,
}

/// Requirements that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chapter {
    /// What they are about.
    pub title: String,
    /// The requirements.
    pub requirements: Vec<Requirement>,
}

/// One requirement and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// Its id.
    pub id: String,
    /// What must hold.
    pub statement: String,
    /// How much it binds.
    pub level: Level,
    /// How it is known.
    pub evidence: Evidence,
    /// The heading it comes from.
    pub source: String,
    /// Whether an organization without a control door can prove it, as the register says.
    #[serde(default)]
    pub live: bool,
    /// What is said of it.
    pub verdict: Standing,
    /// The ids of the scenarios that were selected and prove it.
    pub scenarios: Vec<String>,
    /// How many prove it, those that were not selected among them.
    pub proofs: usize,
    /// Why it is waived, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
}

/// One scenario and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenario {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The title of its feature.
    pub feature: String,
    /// The feature's file, from the repository's root.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// The requirements it proves.
    pub requirements: Vec<String>,
    /// Its other tags.
    pub tags: Vec<String>,
    /// What is said of it.
    pub verdict: Verdict,
    /// The rules it was judged under that the target was configured to have, with their values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub configured: BTreeMap<String, serde_json::Value>,
    /// Why, where it is not that every step held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is known of its failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Known>,
    /// How long it took, in milliseconds.
    pub elapsed: u64,
    /// Its steps, those of backgrounds included.
    pub steps: Vec<Step>,
    /// What went over the wire, in its order.
    pub exchanges: Vec<Exchange>,
}

impl Scenario {
    /// Whether it was judged under rules that the target was configured to have.
    pub fn is_configured(&self) -> bool {
        !self.configured.is_empty()
    }
}

/// What is known of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// The requirement's id or the scenario's.
    pub id: String,
    /// Why it fails.
    pub reason: String,
    /// Where to read more.
    pub see: String,
    /// The last day it excuses.
    pub expires: String,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Its line in the feature.
    pub line: usize,
    /// The step as it is written, its keyword first.
    pub text: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It held.
    Held,
    /// It did not.
    Broke,
    /// A step before it did not.
    NotReached,
}

/// A request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exchange {
    /// Who asked.
    pub direction: Direction,
    /// `GET`, `POST`, …
    pub method: String,
    /// The absolute URL, addresses as `<org>`, `<target>` and `<sink>`.
    pub url: String,
    /// The request's header lines, name and value.
    pub request_headers: Vec<(String, String)>,
    /// The request's body, as text, perhaps cut.
    pub request_body: String,
    /// The status.
    pub status: u16,
    /// The answer's header lines.
    pub response_headers: Vec<(String, String)>,
    /// The answer's body, as text, perhaps cut.
    pub response_body: String,
}

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The suite asked the target.
    ToTarget,
    /// The target asked the suite: a callback, or a webhook.
    FromTarget,
}

/// Why a file holds no results.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// It is something else.
    #[error("{path} is no results.json: {source}")]
    Parse {
        /// The file.
        path: String,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// It is of another version.
    #[error("{path} has format {found}; this suite reads format {FORMAT}")]
    Format {
        /// The file.
        path: String,
        /// Its format.
        found: u32,
    },
}

impl Results {
    /// Reads a file that a run has written.
    ///
    /// # Errors
    /// When it cannot be read, is no results file, or has another format.
    pub fn load(path: &Path) -> Result<Self, ResultsError> {
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| ResultsError::Read {
            path: shown.clone(),
            source,
        })?;
        let parse = |source| ResultsError::Parse {
            path: shown.clone(),
            source,
        };
        // The version is read first: another format may have other members.
        let version: Version = serde_json::from_str(&text).map_err(parse)?;
        if version.format != FORMAT {
            return Err(ResultsError::Format {
                path: shown,
                found: version.format,
            });
        }
        serde_json::from_str(&text).map_err(parse)
    }

    /// Every requirement of every chapter.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.requirements)
    }

    /// How many scenarios got a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.totals.get(&verdict).copied().unwrap_or_default()
    }
}
