//! The script of a custom API, which a test sets: when operations start and end, and with which outcome.
//!
//! This file has the types and their JSON form, which the control door calls a *behavior*. Scripts live in memory only
//! and apply to operations that begin to wait or to run afterwards. The custom API itself is not known here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use dataverse_operation::fault::Fault;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod form;

/// The script of one custom API. Absent members change nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    /// Delays an operation before it is queued; once per operation.
    pub start: Barrier,
    /// Delays a running attempt before its main operation.
    pub finish: Barrier,
    /// The outcomes of attempts 1, 2, and so on; the last one repeats. Empty: the custom API's own.
    pub outcomes: Vec<Outcome>,
}

/// A delay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Barrier {
    /// No delay.
    #[default]
    Immediately,
    /// A duration on the organization's clock.
    #[serde(with = "form::duration")]
    After(SignedDuration),
    /// Until the status was polled this often, counted from the beginning of the wait.
    Polls(u32),
    /// Until a test releases the operation.
    Released,
}

/// The outcome of one attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Succeeds with these response properties, as JSON of the custom API's types.
    Return(Map<String, Value>),
    /// Fails with this fault.
    Fail(Failure),
    /// Never ends; the execution limit ends it.
    Never,
}

/// A fault as a test defines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// The error code: a number, or `0x` and eight hexadecimal digits.
    #[serde(with = "form::code")]
    pub code: i32,
    /// The error text.
    pub message: String,
    /// The HTTP status of a synchronous call; by default the status that belongs to the code.
    #[serde(
        rename = "httpStatus",
        default,
        with = "form::status",
        skip_serializing_if = "Option::is_none"
    )]
    pub http_status: Option<u16>,
}

/// The source of an attempt's outputs.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The custom API itself.
    Own,
    /// The script.
    Prescribed(Map<String, Value>),
}

/// The reasons why a text is not a script.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// The text is not a JSON object.
    #[error("a behavior is a JSON object with any of `start`, `finish` and `outcomes`")]
    NotAnObject,
    /// A member is unknown or invalid.
    #[error("the body is not a behavior: {0}")]
    Form(#[from] serde_json::Error),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        let fault = Self::new(failure.code, failure.message);
        match failure.http_status {
            Some(status) => fault.with_http_status(status),
            None => fault,
        }
    }
}

impl Script {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// The text is not an object, or has an unknown or invalid member.
    pub fn parse(json: &[u8]) -> Result<Self, ScriptError> {
        if !json.trim_ascii_start().starts_with(b"{") {
            return Err(ScriptError::NotAnObject);
        }
        Ok(serde_json::from_slice(json)?)
    }

    /// The outcome of an attempt, counted from 1; `None` if the script has no outcomes.
    pub fn outcome(&self, attempt: u32) -> Option<&Outcome> {
        let last = self.outcomes.len().checked_sub(1)?;
        let position = usize::try_from(attempt.saturating_sub(1)).unwrap_or(last);
        self.outcomes.get(position.min(last))
    }
}

/// The scripts of one organization, by message name (the unique name of a custom API); clones share them.
#[derive(Debug, Clone, Default)]
pub struct Scripts {
    by_name: Arc<RwLock<HashMap<String, Arc<Script>>>>,
}

impl Scripts {
    /// The script of a message; `None` if it has none.
    pub fn find(&self, name: &str) -> Option<Arc<Script>> {
        let by_name = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        by_name.get(name).cloned()
    }

    /// The script of a message; one that changes nothing if it has none.
    pub fn of(&self, name: &str) -> Arc<Script> {
        self.find(name).unwrap_or_default()
    }

    /// Sets the script of a message; replaces an earlier one.
    pub fn set(&self, name: impl Into<String>, script: Script) {
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        by_name.insert(name.into(), Arc::new(script));
    }

    /// Removes the script of a message.
    pub fn remove(&self, name: &str) {
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        by_name.remove(name);
    }

    /// Removes all scripts.
    pub fn clear(&self) {
        let mut by_name = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        by_name.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(json: &str) -> Script {
        let script = Script::parse(json.as_bytes()).unwrap();
        let written = serde_json::to_string(&script).unwrap();
        assert_eq!(Script::parse(written.as_bytes()).unwrap(), script);
        script
    }

    #[test]
    fn every_form_of_a_script_is_read_and_written() {
        let script = round_trip(
            r#"{"start":{"after":"PT1M5S"},"finish":"released","outcomes":[
                {"fail":{"code":"0x80040265","message":"no","httpStatus":400}},
                {"fail":{"code":-2147220891,"message":"no"}},
                "never",
                {"return":{"Count":2}}]}"#,
        );
        assert_eq!(script.start, Barrier::After(SignedDuration::from_secs(65)));
        assert_eq!(script.finish, Barrier::Released);
        let fail = |http_status| {
            Outcome::Fail(Failure {
                code: -2_147_220_891,
                message: "no".to_owned(),
                http_status,
            })
        };
        assert_eq!(script.outcome(1), Some(&fail(Some(400))));
        assert_eq!(script.outcome(2), Some(&fail(None)));
        assert_eq!(script.outcome(3), Some(&Outcome::Never));
        assert_eq!(script.outcome(9), script.outcome(4), "the last one repeats");
        let polls = round_trip(r#"{"start":{"polls":2},"finish":"immediately"}"#);
        assert_eq!(polls.start, Barrier::Polls(2));
        assert_eq!(round_trip("{}"), Script::default());
        assert_eq!(polls.outcome(1), None);
    }

    #[test]
    fn what_is_not_a_script_is_refused_with_what_was_expected() {
        let cases = [
            r#"{"strat":"released"}"#,
            r#"{"start":"later"}"#,
            r#"{"start":{"after":"5 seconds"}}"#,
            r#"{"start":{"after":"-PT5S"}}"#,
            r#"{"start":{"after":5}}"#,
            r#"{"finish":{"polls":-1}}"#,
            r#"{"outcomes":[{"fail":{"code":"80040265","message":""}}]}"#,
            r#"{"outcomes":[{"fail":{"code":1}}]}"#,
            r#"{"outcomes":[{"fail":{"code":1,"message":"","httpStatus":200}}]}"#,
            r#"{"outcomes":[{"fail":{"code":1,"message":"","retry":true}}]}"#,
            r#"[]"#,
        ];
        let refusals: String = cases
            .iter()
            .map(|case| {
                let refusal = Script::parse(case.as_bytes()).unwrap_err();
                format!("{case}\n    {refusal}\n")
            })
            .collect();
        insta::assert_snapshot!(refusals);
    }

    #[test]
    fn a_script_holds_until_it_is_taken_back() {
        let scripts = Scripts::default();
        let released = round_trip(r#"{"start":"released"}"#);
        scripts.set("sample_A", released.clone());
        assert_eq!(*scripts.of("sample_A"), released);
        assert_eq!(*scripts.of("sample_B"), Script::default());
        scripts.remove("sample_A");
        assert!(scripts.find("sample_A").is_none());
        scripts.set("sample_A", released);
        scripts.clear();
        assert!(scripts.find("sample_A").is_none());
    }
}
