//! How an operation ended.
//!
//! Outputs arrive rendered: this module does not know their types nor how either text is written.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// The end of an operation; with the instant of it, all that a finished operation can say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The custom API answered (3, 30).
    Succeeded(Outputs),
    /// Its last attempt ended in an error (3, 31).
    Failed(Fault),
    /// It was cancelled before it had a result, or its result was discarded by rule (3, 32).
    Canceled,
}

/// The output parameters of a custom API, in two renderings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outputs {
    /// Lossless JSON for the server's own use: what the status monitor's answer is made of.
    pub exact: String,
    /// The text of the `outputparameters` column: a JSON array of Key and Value (BG-05H).
    pub memo: String,
}
