//! `tests/needs.toml`: what a scenario's own texts and tags need, and which requirements are judged under a rule.

use std::fs;
use std::path::Path;

use cucumber::gherkin::Step;
use regex::Regex;
use serde::{Deserialize, Deserializer};

use super::Capability;
use crate::catalogue::Entry;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedsFile {
    text: Vec<TextNeed>,
    tag: Vec<TagNeed>,
    under: Vec<Under>,
}

/// A rule without which some requirements cannot be judged.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Under {
    rule: String,
    requirements: Vec<String>,
}

/// What a text in a scenario asks for, be it in a step's line, below it or in its table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextNeed {
    capability: Capability,
    /// Why, in words of a report.
    reason: String,
    #[serde(deserialize_with = "pattern")]
    pattern: Regex,
}

/// What a tag of a scenario asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TagNeed {
    capability: Capability,
    /// Why, in words of a report.
    reason: String,
    tag: String,
}

/// Why the patterns cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NeedsError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{path}: {source}")]
    Parse {
        /// The file.
        path: String,
        /// What the parser says.
        source: Box<toml::de::Error>,
    },
    /// A phrase's pattern is none.
    #[error("a phrase's pattern: {0}")]
    Phrase(#[from] regex::Error),
}

impl NeedsFile {
    pub(super) fn load(path: &Path) -> Result<Self, NeedsError> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| NeedsError::Read {
            path: shown.clone(),
            source,
        })?;
        toml::from_str(&text).map_err(|source| NeedsError::Parse {
            path: shown,
            source: Box::new(source),
        })
    }

    /// What the texts and the tags of `entry` need, each with the reason.
    pub(super) fn needs_of<'n>(
        &'n self,
        entry: &'n Entry<'_>,
    ) -> impl Iterator<Item = (Capability, &'n str)> {
        let says = |need: &&TextNeed| entry.steps.iter().any(|step| says(step, &need.pattern));
        let tagged = |need: &&TagNeed| entry.tags.contains(&need.tag.as_str());
        let texts = self.text.iter().filter(says);
        let tags = self.tag.iter().filter(tagged);
        let texts = texts.map(|need| (need.capability, need.reason.as_str()));
        texts.chain(tags.map(|need| (need.capability, need.reason.as_str())))
    }

    /// The rules that what `entry` proves is judged under.
    pub(super) fn rules_of<'n>(&'n self, entry: &'n Entry<'_>) -> impl Iterator<Item = &'n String> {
        let proves = |id: &String| entry.tags.contains(&id.as_str());
        let under = self.under.iter();
        under
            .filter(move |one| one.requirements.iter().any(proves))
            .map(|one| &one.rule)
    }

    /// The requirements that are judged under a rule, each with the rule's name.
    pub(super) fn judged_under(&self) -> impl Iterator<Item = (&str, &str)> {
        self.under.iter().flat_map(|one| {
            let rule = one.rule.as_str();
            one.requirements.iter().map(move |id| (rule, id.as_str()))
        })
    }
}

/// Whether any part of a step (its line, the text or a cell below it) is like the pattern.
fn says(step: &Step, pattern: &Regex) -> bool {
    let rows = step.table.iter().flat_map(|table| &table.rows).flatten();
    pattern.is_match(&step.value)
        || step
            .docstring
            .as_ref()
            .is_some_and(|text| pattern.is_match(text))
        || rows.into_iter().any(|cell| pattern.is_match(cell))
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text)
        .map_err(|error| serde::de::Error::custom(format!("{text:?} is no pattern: {error}")))
}
