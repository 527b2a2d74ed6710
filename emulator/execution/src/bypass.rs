//! Bypass options of a request: steps that it skips (PL-110..PL-114).
//!
//! The options apply to the request itself and to the rows that it creates, not to requests that
//! handlers send. `authorize` checks the privileges for them.

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::{Attributes, Value};
use uuid::Uuid;

use crate::step::{Mode, Step};

/// The privilege for both `BypassBusinessLogicExecution` options (PL-110, PL-111).
pub(crate) const BYPASS_BUSINESS_LOGIC: &str = "prvBypassCustomBusinessLogic";
/// The privilege for `BypassCustomPluginExecution` (PL-112).
pub(crate) const BYPASS_PLUGINS: &str = "prvBypassCustomPlugins";

/// `true` bypasses synchronous steps.
const CUSTOM_PLUGINS: &str = "BypassCustomPluginExecution";
/// A list of `CustomSync` and `CustomAsync`: the modes of the bypassed steps.
const BUSINESS_LOGIC: &str = "BypassBusinessLogicExecution";
/// The ids of the bypassed steps.
const STEP_IDS: &str = "BypassBusinessLogicExecutionStepIds";

/// The largest number of step ids in one request.
const STEPS_LIMIT: usize = 3;

/// The steps that a request bypasses; none by default.
#[derive(Debug, Clone, Default)]
pub struct Bypass {
    modes: Vec<Mode>,
    steps: Vec<Uuid>,
    privileges: Vec<&'static str>,
}

impl Bypass {
    /// The names of the options.
    pub const OPTIONS: [&str; 3] = [CUSTOM_PLUGINS, BUSINESS_LOGIC, STEP_IDS];

    /// Bypasses every step: for requests that the platform itself sends.
    pub fn everything() -> Self {
        Self {
            modes: vec![Mode::Synchronous, Mode::Asynchronous],
            ..Self::default()
        }
    }

    /// Reads the three options; `option` returns the value of an option by its name.
    ///
    /// # Errors
    /// An option has an invalid value, or lists more than three step ids.
    pub fn read(option: impl Fn(&str) -> Option<String>) -> Result<Self, Fault> {
        let mut bypass = Self::default();
        if let Some(text) = option(CUSTOM_PLUGINS) {
            match text.trim().to_ascii_lowercase().as_str() {
                "true" => {
                    bypass.modes.push(Mode::Synchronous);
                    bypass.privileges.push(BYPASS_PLUGINS);
                }
                "false" => {}
                _ => return Err(refuse(CUSTOM_PLUGINS, &text, "neither true nor false")),
            }
        }
        for word in words(option(BUSINESS_LOGIC).as_deref()) {
            bypass.modes.push(match word {
                "CustomSync" => Mode::Synchronous,
                "CustomAsync" => Mode::Asynchronous,
                other => {
                    let wrong = "neither CustomSync nor CustomAsync";
                    return Err(refuse(BUSINESS_LOGIC, other, wrong));
                }
            });
        }
        for word in words(option(STEP_IDS).as_deref()) {
            let id = word
                .parse()
                .map_err(|_| refuse(STEP_IDS, word, "no id of a step"))?;
            bypass.steps.push(id);
        }
        let is_logic = [BUSINESS_LOGIC, STEP_IDS]
            .map(&option)
            .iter()
            .any(Option::is_some);
        if is_logic {
            bypass.privileges.push(BYPASS_BUSINESS_LOGIC);
        }
        if bypass.steps.len() > STEPS_LIMIT {
            return Err(Fault::invalid_argument(format!(
                "{STEP_IDS} names {} steps; at most {STEPS_LIMIT} are accepted.",
                bypass.steps.len()
            )));
        }
        Ok(bypass)
    }

    /// Takes the options out of the parameters of a request; `None` if it has none of them. A parameter of the message
    /// itself, as `is_own` says, is no option.
    ///
    /// # Errors
    /// Same as [`Bypass::read`].
    pub(crate) fn take(
        parameters: &mut Attributes,
        is_own: impl Fn(&str) -> bool,
    ) -> Result<Option<Self>, Fault> {
        let mut given = Attributes::default();
        for name in Self::OPTIONS {
            if !is_own(name)
                && let Some(value) = parameters.shift_remove(name)
            {
                given.insert(name.into(), value);
            }
        }
        if given.is_empty() {
            return Ok(None);
        }
        let read = Self::read(|name| match given.get(name)? {
            Value::Boolean(truth) => Some(truth.to_string()),
            Value::String(text) => Some(text.clone()),
            _ => None,
        });
        read.map(Some)
    }

    /// The privileges that the caller needs for the options (PL-110, PL-112).
    pub(crate) fn privileges(&self) -> &[&'static str] {
        &self.privileges
    }

    pub(crate) fn skips(&self, step: &Step) -> bool {
        self.modes.contains(&step.mode) || self.steps.contains(&step.id)
    }
}

/// Splits a comma-separated list, which may be enclosed in quotes as a whole.
fn words(text: Option<&str>) -> impl Iterator<Item = &str> {
    let list = text.unwrap_or_default().trim().trim_matches('"');
    list.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

fn refuse(option: &str, value: &str, wrong: &str) -> Fault {
    Fault::invalid_argument(format!("'{value}' in {option} is {wrong}."))
}
