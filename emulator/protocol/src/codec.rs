//! The stored form of values, requests and execution contexts: JSON that reads back as the same value. No client sees
//! it.
//!
//! The form is what serde derives for each type. Values that a JSON number would change, or that JSON has no type for,
//! are strings ([`text`]): a decimal keeps its scale, a double its bits, an instant its nanoseconds. Unknown members
//! are refused.

#[cfg(test)]
pub(crate) mod tests;
mod text;

pub(crate) use text::{date, decimal, double, instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a value could not be written or a stored text could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodecError {
    /// The JSON is nested deeper than the limit.
    #[error("the values are nested more than {limit} deep")]
    TooDeep {
        /// The maximum number of nested arrays and objects.
        limit: usize,
    },
    /// The text is not JSON of the expected type; holds serde's message.
    #[error("the stored text is not of its form: {0}")]
    Malformed(String),
}

/// The deepest JSON that is written or read. A row inside a row takes three levels, a context inside a context one.
/// Reading a context takes about 20 KB of stack per level in a debug build, so 64 levels fit into a thread's 2 MB.
const MAX_DEPTH: usize = 64;

/// Writes the stored text of a value, a map of values, a request, a task or an execution context.
///
/// # Errors
///
/// [`CodecError::TooDeep`] for a value that [`read`] would refuse as nested too deeply.
pub fn write<T: Serialize>(of: &T) -> Result<String, CodecError> {
    let text = serde_json::to_string(of).expect("all keys of maps are text, and no type refuses");
    bounded(&text)?;
    Ok(text)
}

/// Reads a stored text.
///
/// # Errors
///
/// [`CodecError`] when the text is nested too deeply or [`write`] has not written it for this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, CodecError> {
    bounded(text)?;
    serde_json::from_str(text).map_err(|error| CodecError::Malformed(error.to_string()))
}

fn bounded(text: &str) -> Result<(), CodecError> {
    if depth(text) > MAX_DEPTH {
        return Err(CodecError::TooDeep { limit: MAX_DEPTH });
    }
    Ok(())
}

/// The deepest nesting of arrays and objects in a text that is meant to be JSON.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            // The text need not be JSON: it may close more brackets than it opens.
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    deepest
}

/// Skips the rest of a string, its closing quote included.
fn skip_string(bytes: &mut impl Iterator<Item = u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
}
