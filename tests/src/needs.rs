//! What a scenario needs of a target, and whether a target has it: known before anything is sent.
//!
//! Every phrase says what it needs where it is defined ([`Phrase`](crate::phrase::Phrase)); a step without a phrase
//! is taken nowhere but to a control door. What the scenario's own texts (requests, tables, names) and tags
//! need is in `tests/needs.toml`. What neither can tell, a step says when it comes to it.

mod file;
mod missing;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

pub use file::NeedsError;
pub use missing::Missing;

use crate::catalogue::Entry;
use crate::phrase::Phrases;
use crate::steps::{rules_of, wait_of};
use crate::target::{OrganizationKind, Profile, Target};
use file::NeedsFile;

/// The phrases, and what no phrase can say.
#[derive(Debug)]
pub struct Needs {
    phrases: Phrases,
    file: NeedsFile,
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
pub enum Applicability {
    /// It can. What it says of rules holds under the values that are given here, by the rules' names.
    Runs(BTreeMap<String, Value>),
    /// It cannot; this is missing.
    Lacks(Missing),
}

/// What a target offers, as far as it matters to scenarios.
#[derive(Debug, Clone)]
pub struct Capabilities {
    has: Vec<Capability>,
    rules: BTreeMap<String, Value>,
    budget: Duration,
}

impl Needs {
    /// Compiles the phrases and reads the file.
    ///
    /// # Errors
    /// When the file cannot be read or a pattern is none.
    pub fn load(path: &Path) -> Result<Self, NeedsError> {
        let file = NeedsFile::load(path)?;
        let phrases = Phrases::compile()?;
        Ok(Self { phrases, file })
    }

    /// Whether `entry` can run where this is offered.
    pub fn fit(&self, entry: &Entry<'_>, offer: &Capabilities) -> Applicability {
        if offer.has.contains(&Capability::ControlDoor) {
            return Applicability::Runs(BTreeMap::new());
        }
        if let Some(lack) = self.lack(entry, offer) {
            return Applicability::Lacks(lack);
        }
        let mut configured = self.configured(entry, offer);
        let mut wait = Duration::ZERO;
        for step in &entry.steps {
            for (rule, wanted) in rules_of(step) {
                match offer.rules.get(&rule).cloned() {
                    Some(known) if known == wanted => drop(configured.insert(rule, wanted)),
                    Some(known) => {
                        return Applicability::Lacks(Missing::Rule {
                            rule,
                            wanted,
                            known,
                        });
                    }
                    None => return Applicability::Lacks(Missing::UnknownRule { rule, wanted }),
                }
            }
            wait += wait_of(step);
        }
        let budget = offer.budget;
        if wait > budget {
            return Applicability::Lacks(Missing::Time { wait, budget });
        }
        Applicability::Runs(configured)
    }

    /// The first capability that `entry` needs and is not offered: its phrases' before its texts' and its tags'.
    fn lack(&self, entry: &Entry<'_>, offer: &Capabilities) -> Option<Missing> {
        for step in &entry.steps {
            let text = || step.value.clone();
            let Some(phrase) = self.phrases.of(step) else {
                return Some(Missing::Undefined { step: text() });
            };
            let lacks = |capability: &&Capability| !offer.has.contains(capability);
            if let Some(&capability) = phrase.needs.iter().find(lacks) {
                let step = text();
                return Some(Missing::Phrase { step, capability });
            }
        }
        let mut needs = self.file.needs_of(entry);
        let lacking = needs.find(|(capability, _)| !offer.has.contains(capability));
        lacking.map(|(_, reason)| Missing::Capability(reason.to_owned()))
    }

    /// The rules, with their values there, that what `entry` proves is judged under, whether it names them or not.
    fn configured(&self, entry: &Entry<'_>, offer: &Capabilities) -> BTreeMap<String, Value> {
        let rules = self.file.rules_of(entry);
        rules
            .filter_map(|rule| offer.rules.get_key_value(rule))
            .map(|(rule, value)| (rule.clone(), value.clone()))
            .collect()
    }

    /// The requirements that are judged under a rule, each with the rule's name.
    pub fn judged_under(&self) -> impl Iterator<Item = (&str, &str)> {
        self.file.judged_under()
    }
}

impl Applicability {
    /// Whether it runs under values that the target was configured to have.
    pub fn is_configured(&self) -> bool {
        matches!(self, Self::Runs(rules) if !rules.is_empty())
    }
}

impl Capabilities {
    /// What a target offers.
    pub fn of(target: &Target) -> Self {
        let claims = target.claims();
        let has = [
            (
                Capability::ControlDoor,
                target.isolation() == OrganizationKind::Own,
            ),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use cucumber::gherkin::{Feature, GherkinEnv};

    use super::{Applicability, Capabilities, Capability, Missing};
    use crate::assets::Assets;
    use crate::catalogue::{Entry, place};

    /// How a scenario with one step, and with these tags, fits a target that has these capabilities.
    fn fit(step: &str, tags: &[&str], has: &[Capability]) -> Applicability {
        let text = format!("Feature: F\n  Scenario: S\n    Given {step}\n");
        let feature = Feature::parse(text, GherkinEnv::default()).unwrap();
        let scenario = &feature.scenarios[0];
        let entry = Entry {
            id: String::new(),
            feature: &feature.name,
            file: std::path::PathBuf::new(),
            place: place(&feature, scenario),
            scenario,
            tags: tags.to_vec(),
            steps: scenario.steps.iter().collect(),
        };
        let offer = Capabilities {
            has: has.to_vec(),
            rules: BTreeMap::new(),
            budget: Duration::from_secs(10),
        };
        let needs = Assets::repository().needs().unwrap();
        needs.fit(&entry, &offer)
    }

    fn runs() -> Applicability {
        Applicability::Runs(BTreeMap::new())
    }

    #[test]
    fn a_phrase_needs_what_it_says() {
        assert_eq!(fit("everything settles", &[], &[]), runs());
        let step = "\"sample_Report\" fails";
        let lack = |capability| {
            Applicability::Lacks(Missing::Phrase {
                step: step.to_owned(),
                capability,
            })
        };
        assert_eq!(fit(step, &[], &[]), lack(Capability::FailingApi));
        assert_eq!(fit(step, &[], &[Capability::FailingApi]), runs());
    }

    #[test]
    fn a_step_without_a_phrase_takes_a_control_door() {
        let step = "the organization is painted green".to_owned();
        assert_eq!(fit(&step, &[], &[Capability::ControlDoor]), runs());
        let found = fit(&step, &[], &[Capability::Samples]);
        assert_eq!(found, Applicability::Lacks(Missing::Undefined { step }));
    }

    #[test]
    fn texts_and_tags_need_what_the_file_says() {
        let request =
            "a client has sent\n      \"\"\"\n      GET /_emulator/v1/clock\n      \"\"\"";
        for found in [
            fit(request, &[], &[]),
            fit("everything settles", &["alone"], &[]),
        ] {
            assert!(
                matches!(found, Applicability::Lacks(Missing::Capability(_))),
                "{found:?}"
            );
        }
    }
}
