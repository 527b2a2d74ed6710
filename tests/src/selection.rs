//! Selects the scenarios to run: by tag expression, by id, by name, or all.

use std::collections::BTreeSet;

use cucumber::gherkin::tagexpr::TagOperation;
use cucumber::tag::Ext as _;
use regex::Regex;

use crate::catalogue::{Entry, StepPlace};
use crate::register::Register;

/// A selection of scenarios. A scenario must match every given part; one matching id is enough.
#[derive(Debug, Default)]
pub struct Selection {
    tags: Option<TagOperation>,
    ids: BTreeSet<String>,
    name: Option<Regex>,
}

/// The caller's selection, unparsed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish<'a> {
    /// A tag expression: `@BG-020 and not @emulator`.
    pub tags: Option<&'a str>,
    /// Ids of requirements or of scenarios.
    pub ids: &'a [String],
    /// A regular expression for scenarios' names.
    pub name: Option<&'a str>,
}

/// Why a selection cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// The tag expression cannot be parsed.
    #[error("--tags: '{0}' is no tag expression such as '@BG-020 and not @emulator'")]
    Expression(String),
    /// No scenario and no requirement has the tag.
    #[error("--tags: no scenario has the tag @{0}")]
    Tag(String),
    /// No requirement and no scenario has the id.
    #[error("--id: no requirement and no scenario has the id {0}; `list` shows them all")]
    Id(String),
    /// No scenario proves the requirement.
    #[error("--id: no scenario proves {0}")]
    Unproved(String),
    /// The regular expression cannot be parsed.
    #[error("--name: '{0}' is no regular expression")]
    Pattern(String),
    /// No scenario matches all parts.
    #[error("no scenario is selected by all of this together")]
    Nothing,
}

impl Selection {
    /// Parses the parts and checks their names against the register and the scenarios.
    ///
    /// # Errors
    /// When a part cannot be parsed or names something unknown, or no scenario is left.
    pub fn new(
        wish: Wish<'_>,
        register: &Register,
        scenarios: &[Entry<'_>],
    ) -> Result<Self, SelectionError> {
        let tags = wish.tags.map(|text| expression(text, scenarios));
        for id in wish.ids {
            check(id, register, scenarios)?;
        }
        let pattern =
            |text: &str| Regex::new(text).map_err(|_| SelectionError::Pattern(text.to_owned()));
        let selection = Self {
            tags: tags.transpose()?,
            ids: wish.ids.iter().cloned().collect(),
            name: wish.name.map(pattern).transpose()?,
        };
        if scenarios.iter().any(|entry| selection.takes(entry)) {
            Ok(selection)
        } else {
            Err(SelectionError::Nothing)
        }
    }

    /// Whether a scenario is selected.
    pub fn takes(&self, entry: &Entry<'_>) -> bool {
        let tags = self.tags.as_ref();
        let name = self.name.as_ref();
        let named = |id: &String| entry.id == *id || entry.tags.contains(&id.as_str());
        tags.is_none_or(|tags| tags.eval(entry.tags.iter().copied()))
            && (self.ids.is_empty() || self.ids.iter().any(named))
            && name.is_none_or(|name| name.is_match(&entry.scenario.name))
    }

    /// The places of the selected scenarios.
    pub fn places(&self, scenarios: &[Entry<'_>]) -> BTreeSet<StepPlace> {
        let taken = scenarios.iter().filter(|entry| self.takes(entry));
        taken.map(|entry| entry.place.clone()).collect()
    }
}

fn expression(text: &str, scenarios: &[Entry<'_>]) -> Result<TagOperation, SelectionError> {
    let operation: TagOperation = text
        .trim()
        .parse()
        .map_err(|_| SelectionError::Expression(text.to_owned()))?;
    let known: BTreeSet<&str> = scenarios
        .iter()
        .flat_map(|entry| entry.tags.iter().copied())
        .collect();
    let mut named = Vec::new();
    gather(&operation, &mut named);
    match named.into_iter().find(|tag| !known.contains(tag)) {
        Some(unknown) => Err(SelectionError::Tag(unknown.to_owned())),
        None => Ok(operation),
    }
}

/// Collects the tags that an expression names.
fn gather<'a>(operation: &'a TagOperation, named: &mut Vec<&'a str>) {
    match operation {
        TagOperation::And(one, other) | TagOperation::Or(one, other) => {
            gather(one, named);
            gather(other, named);
        }
        TagOperation::Not(one) => gather(one, named),
        TagOperation::Tag(tag) => named.push(tag),
    }
}

fn check(id: &str, register: &Register, scenarios: &[Entry<'_>]) -> Result<(), SelectionError> {
    let proves = |entry: &Entry<'_>| entry.id == id || entry.tags.contains(&id);
    if scenarios.iter().any(proves) {
        return Ok(());
    }
    Err(match register.get(id) {
        Some(_) => SelectionError::Unproved(id.to_owned()),
        None => SelectionError::Id(id.to_owned()),
    })
}
