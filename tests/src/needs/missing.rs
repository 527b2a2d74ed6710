//! What a scenario needs and a target has not got, in words of a report.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::Capability;

/// What a scenario would need, in words of a report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// A phrase needs something that the target cannot do.
    #[error("it takes {capability}, for the step: {step}")]
    Phrase {
        /// The step.
        step: String,
        /// What its phrase needs.
        capability: Capability,
    },
    /// No phrase is defined for a step, so that nothing is known of its needs.
    #[error("no phrase is defined for the step: {step}")]
    Undefined {
        /// The step.
        step: String,
    },
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
    #[error(
        "the rule {rule} is to be {wanted}, and the target's file does not say what it is there"
    )]
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

impl Missing {
    /// The same without what is one scenario's own, for counts.
    pub fn summary(&self) -> String {
        match self {
            Self::Phrase { capability, .. } => format!("it takes {capability}"),
            Self::Undefined { .. } => "no phrase is defined for a step of it".to_owned(),
            Self::Capability(reason) => reason.clone(),
            Self::Rule { .. } => {
                "it takes a rule to have another value than it has there".to_owned()
            }
            Self::UnknownRule { .. } => {
                "it is about a rule whose value the target's file does not say".to_owned()
            }
            Self::Time { .. } => "it would take more real time than the budget".to_owned(),
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ControlDoor => "a control door",
            Self::Samples => "the emulator's sample rows or plug-ins",
            Self::CustomApis => "leave to make custom APIs",
            Self::Steps => "leave to register webhooks and steps",
            Self::Listener => "a listener that the target can call",
            Self::FailingApi => "a custom API that throws: the target's file may name one",
            Self::SlowApi => {
                "a custom API that runs for more than two minutes: the target's file may name one"
            }
            Self::FullProfile => "the full profile, because it sees every user's operations",
        })
    }
}

fn shown(time: Duration) -> String {
    jiff::SignedDuration::try_from(time)
        .map_or_else(|_| format!("{time:?}"), |time| format!("{time:#}"))
}
