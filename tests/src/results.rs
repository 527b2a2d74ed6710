//! The results of a run, as `results.json` stores them. All other reports are made from them.
//!
//! `tests/RESULTS.md` describes the format, and the command prints that description; [`FORMAT`] is the format's
//! version.

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

/// The results of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Results {
    /// The version of the format.
    pub format: u32,
    /// The version of the suite.
    pub suite: String,
    /// An id of the register's contents.
    pub register: String,
    /// When the run began (UTC).
    pub date: String,
    /// The duration in milliseconds.
    pub elapsed: u64,
    /// The target, as it has described itself.
    pub target: About,
    /// The number of scenarios per verdict; every verdict has an entry.
    pub totals: BTreeMap<Verdict, usize>,
    /// Errors that kept the suite from reading or running something.
    pub problems: Vec<String>,
    /// The requirements, by chapter.
    pub chapters: Vec<ReportedChapter>,
    /// The scenarios that were selected, in the order of the features.
    pub scenarios: Vec<ReportedScenario>,
}

/// Requirements about one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedChapter {
    /// The topic.
    pub title: String,
    /// The requirements.
    pub requirements: Vec<ReportedRequirement>,
}

/// A requirement with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedRequirement {
    /// Its id.
    pub id: String,
    /// The sentence that must hold.
    pub statement: String,
    /// How strictly it binds.
    pub level: Level,
    /// The kind of its source.
    pub evidence: Evidence,
    /// The heading in the documentation.
    pub source: String,
    /// Whether an organization without a control door can prove it, according to the register.
    #[serde(default)]
    pub live: bool,
    /// Its verdict.
    pub verdict: Standing,
    /// The ids of the selected scenarios that prove it.
    pub scenarios: Vec<String>,
    /// The number of all scenarios that prove it, selected or not.
    pub proofs: usize,
    /// The reason of its waiver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
}

/// A scenario with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedScenario {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The title of its feature.
    pub feature: String,
    /// The feature's file, from the repository's root.
    pub file: String,
    /// The line of the scenario in the file.
    pub line: usize,
    /// The ids of the requirements that it proves.
    pub requirements: Vec<String>,
    /// Its other tags.
    pub tags: Vec<String>,
    /// Its verdict.
    pub verdict: Verdict,
    /// The rules, with values, that the target was configured to have and that the scenario was judged under.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub configured: BTreeMap<String, serde_json::Value>,
    /// The reason of the verdict; `None` where every step passed as expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The known failure that covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Known>,
    /// The duration in milliseconds.
    pub elapsed: u64,
    /// Its steps, with those of its backgrounds.
    pub steps: Vec<ReportedStep>,
    /// Its exchanges, in their order.
    pub exchanges: Vec<ReportedExchange>,
}

impl ReportedScenario {
    /// Whether it was judged under rules that the target was configured to have.
    pub fn is_configured(&self) -> bool {
        !self.configured.is_empty()
    }
}

/// A known failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// The id of the requirement or of the scenario.
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
pub struct ReportedStep {
    /// Its line in the feature.
    pub line: usize,
    /// The text of the step, with its keyword.
    pub text: String,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The step passed.
    Held,
    /// The step failed.
    Broke,
    /// An earlier step failed.
    NotReached,
}

/// A request with its response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedExchange {
    /// The direction of the request.
    pub direction: Direction,
    /// `GET`, `POST`, …
    pub method: String,
    /// The absolute URL, with addresses replaced by `<org>`, `<target>` and `<sink>`.
    pub url: String,
    /// The request's header lines, name and value.
    pub request_headers: Vec<(String, String)>,
    /// The request's body as text; a long one is cut.
    pub request_body: String,
    /// The status.
    pub status: u16,
    /// The answer's header lines.
    pub response_headers: Vec<(String, String)>,
    /// The response's body as text; a long one is cut.
    pub response_body: String,
}

/// The direction of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The suite has sent the request to the target.
    ToTarget,
    /// The target has called the suite: a callback, or a webhook.
    FromTarget,
}

/// Why a file cannot be read as results.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The file is no results file.
    #[error("{path} is no results.json: {source}")]
    Parse {
        /// The file.
        path: String,
        /// The parser's error.
        source: serde_json::Error,
    },
    /// The file has another format version.
    #[error("{path} has format {found}; this suite reads format {FORMAT}")]
    Format {
        /// The file.
        path: String,
        /// Its format.
        found: u32,
    },
}

impl Results {
    /// Reads the results file of a run.
    ///
    /// # Errors
    /// When the file cannot be read, is no results file, or has another format version.
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
        // The version is read before the rest, because another format may have other members.
        let version: Version = serde_json::from_str(&text).map_err(parse)?;
        if version.format != FORMAT {
            return Err(ResultsError::Format {
                path: shown,
                found: version.format,
            });
        }
        serde_json::from_str(&text).map_err(parse)
    }

    /// The requirements of all chapters.
    pub fn requirements(&self) -> impl Iterator<Item = &ReportedRequirement> {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.requirements)
    }

    /// The number of scenarios with a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.totals.get(&verdict).copied().unwrap_or_default()
    }
}
