//! The outcomes of an operation.
//!
//! Outputs are already serialized: this module knows neither their types nor the two text forms.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::rules::{CanceledSuccessEnds, Rules};

/// The outcome of a completed operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The custom API succeeded, or the deferred request has its response (3, 30).
    Succeeded(Outputs),
    /// The last attempt failed (3, 31).
    Failed(Fault),
    /// Cancelled before it had a result, or its result was discarded by rule (3, 32).
    Canceled,
}

impl Outcome {
    /// Whether the row changes of the attempt that reported a success are kept.
    pub fn keeps_changes(&self, rules: &Rules) -> bool {
        match self {
            Self::Succeeded(_) => true,
            Self::Failed(_) => false,
            Self::Canceled => rules.canceled_success_ends != CanceledSuccessEnds::Undone,
        }
    }
}

/// The output parameters of a custom API, in two text forms.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outputs {
    /// Lossless JSON for the emulator itself, from which the status monitor's answer is made.
    pub exact: String,
    /// The text of the `outputparameters` column: a JSON array of Key and Value (BG-05H).
    pub memo: String,
}
