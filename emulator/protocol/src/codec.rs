//! The stored form of values, requests and contexts: JSON that loses nothing. No client sees it.
//!
//! The form is what serde derives for the types, so that a type's members and their tags stand
//! where the type does. What JSON has no type for is text ([`text`]): a decimal keeps its scale, a
//! double its bits, an instant its nanoseconds. Members that a type does not have are refused.

#[cfg(test)]
pub(crate) mod tests;
mod text;

pub(crate) use text::{date, decimal, double, instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why something could not be written or read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodecError {
    /// Nested beyond what is written and read.
    #[error("the values are nested more than {limit} deep")]
    TooDeep {
        /// Levels of JSON that are allowed.
        limit: usize,
    },
    /// Text of another form.
    #[error("the stored text is not of its form: {0}")]
    Malformed(String),
}

/// The deepest JSON that is written or read. A row inside a row takes three levels, a context inside
/// a context one. Reading a context takes about 20 KB of stack a level in a debug build, so that this
/// many fit into a thread's 2 MB.
const MAX_DEPTH: usize = 64;

/// The stored text of a value, a set of values, a request, a task or a context.
///
/// # Errors
///
/// [`CodecError::TooDeep`] when it is nested deeper than can be read back.
pub fn write<T: Serialize>(of: &T) -> Result<String, CodecError> {
    let text = serde_json::to_string(of).expect("all keys of maps are text, and no type refuses");
    bounded(&text)?;
    Ok(text)
}

/// What a stored text says.
///
/// # Errors
///
/// [`CodecError`] when the text is not one that [`write`] wrote; it names what was expected.
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

/// The levels of arrays and objects in a JSON text.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            // The text may be no JSON at all.
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    deepest
}

/// Goes on behind the quote that ends a string.
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
