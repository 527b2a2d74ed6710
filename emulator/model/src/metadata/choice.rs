//! Option sets: the options of choice columns, with their numbers and labels.

use serde::{Deserialize, Serialize};

use crate::metadata::details::Details;
use crate::metadata::labels::Labels;

/// The kind of a choice column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceKind {
    /// An ordinary choice.
    Picklist,
    /// `statecode`: whether the row is active.
    State,
    /// `statuscode`: the reason for the state; each option belongs to a state.
    Status,
}

/// The options of a choice column, in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSet {
    /// Name of the set, for a local one `<table>_<column>`.
    pub name: String,
    /// Whether several columns may share it.
    pub scope: ChoiceScope,
    /// The options.
    pub options: Vec<Choice>,
    /// The text that users see; `None` if it is the column's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<Labels>,
    /// What is known of the set besides what rows need.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
}

/// Whether an option set belongs to one column or is global.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceScope {
    /// The set of one column.
    Local,
    /// A global choice, addressed by its name (MD-00A).
    Global,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The number that is stored.
    pub value: i32,
    /// The texts that users see.
    pub labels: Labels,
    /// The state a status reason belongs to; `None` for every other option.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<i32>,
    /// What is known of the option besides what rows need.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
}

impl OptionSet {
    /// The option with this number.
    pub fn option(&self, value: i32) -> Option<&Choice> {
        self.options.iter().find(|option| option.value == value)
    }

    /// The status reason of a row that enters a state without a named one: the first of the state.
    pub fn default_status(&self, state: i32) -> Option<i32> {
        self.options
            .iter()
            .find(|option| option.state == Some(state))
            .map(|option| option.value)
    }
}
