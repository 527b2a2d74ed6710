//! What a scenario needs of a target, and whether a target has it.
//!
//! Read from how a scenario is written, by the patterns of `tests/needs.toml`, so that it is known before anything is
//! sent. What no pattern can tell, a step says when it comes to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use cucumber::gherkin::Step;
use regex::Regex;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::catalogue::Entry;
use crate::target::{Ground, Profile, Target};

/// The patterns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    need: Vec<Need>,
    under: Vec<Under>,
}

/// A rule without which some requirements cannot be judged.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Under {
    rule: String,
    requirements: Vec<String>,
}

/// Something that some scenarios need.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    capability: Capability,
    /// Why, in words of a report.
    reason: String,
    #[serde(default, deserialize_with = "pattern")]
    step: Option<Regex>,
    #[serde(default, deserialize_with = "pattern")]
    text: Option<Regex>,
    tag: Option<String>,
}

/// What a target may have or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capability {
    /// A control door: organizations, clocks and scripts that a scenario owns.
    ControlDoor,
    /// The emulator's sample rows and plug-ins.
    Samples,
    /// Custom APIs may be made.
    CustomApis,
    /// Webhooks and steps may be registered.
    Steps,
    /// It can call the suite.
    Listener,
    /// It has a custom API that throws.
    FailingApi,
    /// It has a custom API that runs for more than two minutes.
    SlowApi,
    /// It may be treated as disposable.
    FullProfile,
}

/// Whether a scenario can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// It can. What it says of rules holds under the values that are given here, by the rules' names.
    Runs(BTreeMap<String, Value>),
    /// It cannot; this is missing.
    Lacks(Lack),
}

/// What a scenario would need, in words of a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lack {
    /// Something that the target cannot do; why it would have to.
    #[error("{0}")]
    Capability(String),
    /// A rule with another value.
    #[error("the rule {rule} is to be {wanted}; there it is {known}")]
    Rule {
        /// Its name.
        rule: String,
        /// The scenario's value.
        wanted: Value,
        /// The target's.
        known: Value,
    },
    /// A rule whose value the target's file does not say.
    #[error("the rule {rule} is to be {wanted}, and nobody knows what it is there")]
    UnknownRule {
        /// Its name.
        rule: String,
        /// The scenario's value.
        wanted: Value,
    },
    /// More real time than a scenario may take.
    #[error("it would take {} of real time; the budget is {}", shown(*.wait), shown(*.budget))]
    Time {
        /// What it would take.
        wait: Duration,
        /// What it may.
        budget: Duration,
    },
}

/// What a target offers, as far as it matters to scenarios.
#[derive(Debug, Clone)]
pub struct Offer {
    has: Vec<Capability>,
    rules: BTreeMap<String, Value>,
    budget: Duration,
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
}

impl Needs {
    /// Reads the patterns.
    ///
    /// # Errors
    /// When the file cannot be read or a pattern is none.
    pub fn load(path: &Path) -> Result<Self, NeedsError> {
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

    /// Whether `entry` can run where this is offered.
    pub fn fit(&self, entry: &Entry<'_>, offer: &Offer) -> Fit {
        if offer.has.contains(&Capability::ControlDoor) {
            return Fit::Runs(BTreeMap::new());
        }
        let lacking = self
            .need
            .iter()
            .find(|need| !offer.has.contains(&need.capability) && need.is_of(entry));
        if let Some(need) = lacking {
            return Fit::Lacks(Lack::Capability(need.reason.clone()));
        }
        let mut configured = self.configured(entry, offer);
        let mut wait = Duration::ZERO;
        for step in &entry.steps {
            for (rule, wanted) in rules_of(step) {
                match offer.rules.get(&rule).cloned() {
                    Some(known) if known == wanted => drop(configured.insert(rule, wanted)),
                    Some(known) => {
                        return Fit::Lacks(Lack::Rule {
                            rule,
                            wanted,
                            known,
                        });
                    }
                    None => return Fit::Lacks(Lack::UnknownRule { rule, wanted }),
                }
            }
            wait += wait_of(step);
        }
        let budget = offer.budget;
        if wait > budget {
            return Fit::Lacks(Lack::Time { wait, budget });
        }
        Fit::Runs(configured)
    }

    /// The rules, with their values there, that what `entry` proves is judged under, whether it names them or not.
    fn configured(&self, entry: &Entry<'_>, offer: &Offer) -> BTreeMap<String, Value> {
        let proves = |id: &String| entry.tags.contains(&id.as_str());
        let under = |one: &&Under| one.requirements.iter().any(proves);
        let rules = self.under.iter().filter(under);
        rules
            .filter_map(|one| offer.rules.get_key_value(&one.rule))
            .map(|(rule, value)| (rule.clone(), value.clone()))
            .collect()
    }

    /// The requirements that are judged under a rule, each with the rule's name.
    pub fn judged_under(&self) -> impl Iterator<Item = (&str, &str)> {
        self.under.iter().flat_map(|one| {
            let rule = one.rule.as_str();
            one.requirements.iter().map(move |id| (rule, id.as_str()))
        })
    }
}

impl Need {
    fn is_of(&self, entry: &Entry<'_>) -> bool {
        let step = |pattern: &Regex| entry.steps.iter().any(|step| pattern.is_match(&step.value));
        let text = |pattern: &Regex| entry.steps.iter().any(|step| says(step, pattern));
        self.step.as_ref().is_some_and(step)
            || self.text.as_ref().is_some_and(text)
            || self
                .tag
                .as_ref()
                .is_some_and(|tag| entry.tags.contains(&tag.as_str()))
    }
}

impl Lack {
    /// The same without what is one scenario's own, for counts.
    pub fn summary(&self) -> &str {
        match self {
            Self::Capability(reason) => reason,
            Self::Rule { .. } => "it takes a rule to have another value than it has there",
            Self::UnknownRule { .. } => "it is about a rule whose value there nobody knows",
            Self::Time { .. } => "it would take more real time than the budget",
        }
    }
}

impl Fit {
    /// Whether it runs under values that the target was configured to have.
    pub fn is_configured(&self) -> bool {
        matches!(self, Self::Runs(rules) if !rules.is_empty())
    }
}

impl Offer {
    /// What a target offers.
    pub fn of(target: &Target) -> Self {
        let claims = target.claims();
        let has = [
            (Capability::ControlDoor, target.ground() == Ground::Own),
            (Capability::Samples, claims.samples),
            (Capability::CustomApis, claims.custom_apis),
            (Capability::Steps, claims.steps),
            (Capability::Listener, target.listener().is_some()),
            (
                Capability::FailingApi,
                target.custom_apis().failing.is_some(),
            ),
            (Capability::SlowApi, target.custom_apis().slow.is_some()),
            (Capability::FullProfile, target.profile() == Profile::Full),
        ];
        let has = has.into_iter().filter(|(_, has)| *has);
        Self {
            has: has.map(|(capability, _)| capability).collect(),
            rules: target.rules().clone(),
            budget: target.pace().budget,
        }
    }
}

/// Whether any part of a step is like the pattern.
fn says(step: &Step, pattern: &Regex) -> bool {
    let rows = step.table.iter().flat_map(|table| &table.rows).flatten();
    pattern.is_match(&step.value)
        || step
            .docstring
            .as_ref()
            .is_some_and(|text| pattern.is_match(text))
        || rows.into_iter().any(|cell| pattern.is_match(cell))
}

/// The rules a step sets.
fn rules_of(step: &Step) -> Vec<(String, Value)> {
    if step.value == "the rules are" {
        let rows = step.table.iter().flat_map(|table| &table.rows);
        return rows
            .filter_map(|row| Some((row.first()?.clone(), rule_value(row.get(1)?))))
            .collect();
    }
    let parts: Vec<&str> = step.value.split('"').collect();
    match parts.as_slice() {
        ["the rule ", name, " is ", value, ""] => vec![((*name).to_owned(), rule_value(value))],
        _ => Vec::new(),
    }
}

/// A rule's value is a whole number or a text; `null` is a text as well.
pub(crate) fn rule_value(text: &str) -> Value {
    text.parse::<u64>()
        .map_or_else(|_| Value::from(text), Value::from)
}

/// How much time a step lets pass.
fn wait_of(step: &Step) -> Duration {
    let time = step.value.strip_prefix("the clock advances by \"");
    let time = time.and_then(|text| text.strip_suffix('"')?.parse::<jiff::SignedDuration>().ok());
    time.map_or(Duration::ZERO, |time| time.unsigned_abs())
}

fn shown(time: Duration) -> String {
    jiff::SignedDuration::try_from(time)
        .map_or_else(|_| format!("{time:?}"), |time| format!("{time:#}"))
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text)
        .map(Some)
        .map_err(|error| serde::de::Error::custom(format!("{text:?} is no pattern: {error}")))
}
