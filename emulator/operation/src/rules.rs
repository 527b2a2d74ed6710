//! The rules: named settings for behaviour that the documentation leaves open, with default and
//! evidence.
//!
//! A rule is one entry of the table in `rules/table.rs`, which generates the struct, its
//! documentation, the catalogue and the parsers. Documented behaviour is not a rule. The code that
//! applies a rule is not known here.

mod access;
mod execution;
mod input;
mod jobs;
mod odata;
mod rows;
mod value;
mod wire;

mod table;

pub use access::{
    BrowserSession, CrossOrigin, EndpointSecret, HiddenRow, ImpersonationRefusal, MonitorSignIn,
    OperationAccess, ParentAccess, PrivilegeAtRun, PrivilegeElevation, PrivilegeMessage,
    StepImpersonation, UnknownToken, UserIdentity,
};
pub use execution::{
    AggregateLimit, BackoffFactor, BetweenAttempts, CanceledErrorEnds, CanceledSuccessEnds,
    ChainLimit, Concurrency, DispatchOrder, InterruptedAttempt, MaxRetries, MemoValues,
    OutputOverflow, OutputsWhenUnset, QueueLimit, RetryCountMoves, RetryPolicy, StartTimeIs,
    TimeOutCode, TtlCountsFrom, TtlSeconds,
};
pub use input::{
    BatchStatus, EmptyTexts, JsonBatch, JsonInText, NestedRowsInUpdate, OpenTypeArrays,
    OpenTypeTexts, PublisherBounds, SlashAfterOptions, ValueTypes,
};
pub use jobs::{
    EventCallbackUrl, EventOn, JobConcurrency, JobDelete, JobRetries, RunningJobCancel,
};
pub use odata::{AsyncProtocol, ODataExpired, ODataLateCancel, ODataResult, ODataWrapper};
pub use rows::{
    FetchXmlContext, FetchXmlLastPage, FetchXmlNulls, FetchXmlSyntax, FilterNavigationProperty,
    SelectNavigationProperty,
};
pub use table::Rules;
pub use value::{IsoDuration, RuleValue};
pub use wire::{
    AcceptedBody, BackgroundOperationList, ByteOrderMark, CallbackContentType, CallbackOnCanceled,
    CallbackPreferenceApplied, CallbackRetry, CallbackUri, ChallengeResource, DefaultOutputs,
    DefinitionOptions, ElasticEtag, ElasticInnerFault, ErrorBody, ErrorCodeAsString,
    GlobalOptionSets, InvalidPropertyCode, LateCancelPatchStatus, Leniency, MetadataAsJson,
    MissingParameter, MonitorODataHeaders, OlderThanFrom, PartitionIdWhenUnset, PathThroughNull,
    RawControlCharacters, RespondAsyncElsewhere, ResponseContext, RetryAfter, RunAsForm,
    TopAndPageSize, UnknownMessageCode, UnknownPropertyCode, UnknownQueryOption,
    UnknownSegmentCode, Validation, WebhookControlCharacters, WebhookRequestId, WithoutEffect,
    WrongVerb,
};

use serde_json::{Map, Value};

/// A catalogue entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleEntry {
    /// The name, as in `name=value` and in JSON.
    pub name: &'static str,
    /// The default value, as text.
    pub default: &'static str,
    /// The values; for numbers and durations one text that describes them.
    pub alternatives: &'static [&'static str],
    /// The behaviour that the rule decides.
    pub meaning: &'static str,
    /// Rows of the specification that leave the behaviour open, and the class of evidence for the
    /// default.
    pub evidence: &'static str,
}

/// Why a rule was not set; no rule has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No rule has this name.
    #[error("there is no rule '{name}'{}", suggestion(.near))]
    UnknownName {
        /// The name that was given.
        name: String,
        /// Rules with similar names, the most similar first.
        near: Vec<&'static str>,
    },
    /// The rule does not have this value.
    #[error("rule '{name}' does not take '{given}': expected {}", .alternatives.join(" | "))]
    BadValue {
        /// The rule.
        name: &'static str,
        /// The value that was given.
        given: String,
        /// The values of the rule.
        alternatives: &'static [&'static str],
    },
    /// An assignment without an equals sign.
    #[error("'{given}' sets no rule: expected name=value")]
    NoAssignment {
        /// The text that was given.
        given: String,
    },
}

fn suggestion(near: &[&str]) -> String {
    if near.is_empty() {
        String::new()
    } else {
        format!(": did you mean {}?", near.join(" or "))
    }
}

impl Rules {
    /// The catalogue of all rules, in the order of the table.
    pub fn catalogue() -> &'static [RuleEntry] {
        Self::CATALOGUE
    }

    /// Sets one rule from its text.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), RuleError> {
        match self.assign(name, text) {
            Some(Ok(())) => Ok(()),
            Some(Err(entry)) => Err(RuleError::BadValue {
                name: entry.name,
                given: text.to_owned(),
                alternatives: entry.alternatives,
            }),
            None => Err(RuleError::UnknownName {
                name: name.to_owned(),
                near: near(name),
            }),
        }
    }

    /// Sets one rule from `name=value`.
    pub fn set_assignment(&mut self, assignment: &str) -> Result<(), RuleError> {
        let (name, text) = assignment
            .split_once('=')
            .ok_or_else(|| RuleError::NoAssignment {
                given: assignment.to_owned(),
            })?;
        self.set(name.trim(), text.trim())
    }

    /// Sets every rule of the object; if one of them is refused, sets none.
    pub fn merge(&mut self, object: &Map<String, Value>) -> Result<(), RuleError> {
        let mut merged = self.clone();
        for (name, value) in object {
            match value {
                Value::String(text) => merged.set(name, text)?,
                // Every other JSON value prints as a text that no rule accepts.
                other => merged.set(name, &other.to_string())?,
            }
        }
        *self = merged;
        Ok(())
    }

    /// All rules as one flat object, in the order of the table.
    pub fn to_json(&self) -> Map<String, Value> {
        self.values()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

fn near(name: &str) -> Vec<&'static str> {
    let names: Vec<&'static str> = Rules::CATALOGUE.iter().map(|entry| entry.name).collect();
    similar::get_close_matches(name, &names, 3, 0.6)
}

#[cfg(test)]
mod tests;
