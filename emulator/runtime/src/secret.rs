//! Secrets: texts that cannot be guessed, and the comparison of what a client presents with one.
//!
//! Ids follow from an organization's seed, which many people see. A secret must not: it comes from the operating system.

use std::fmt::{self, Write as _};

use subtle::ConstantTimeEq;

/// A text that the operating system's randomness makes, and nothing else can. It is not shown by `Debug`.
#[derive(Clone)]
pub struct Secret(Box<str>);

/// The operating system has no randomness to give; the error text.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no random bytes: {0}")]
pub struct NoRandomness(String);

/// The length of a secret, in random bytes.
const BYTES: usize = 32;

impl Secret {
    /// A new secret: the prefix, then 64 random hexadecimal digits.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn draw(prefix: &str) -> Result<Self, NoRandomness> {
        let mut random = [0; BYTES];
        getrandom::fill(&mut random).map_err(|error| NoRandomness(error.to_string()))?;
        let mut text = String::with_capacity(prefix.len() + 2 * BYTES);
        text.push_str(prefix);
        for byte in random {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Self(text.into()))
    }

    /// The text, for the one who is given the secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// Whether a client presents the expected token. The time that this takes tells nothing but the tokens' lengths.
pub fn is_same_token(expected: &str, presented: &str) -> bool {
    expected.as_bytes().ct_eq(presented.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_secrets_are_alike_and_none_is_shown() {
        let (one, other) = (Secret::draw("p.").unwrap(), Secret::draw("p.").unwrap());
        assert!(one.reveal().starts_with("p."));
        assert_eq!(one.reveal().len(), 2 + 64);
        assert!(!is_same_token(one.reveal(), other.reveal()));
        assert!(is_same_token(one.reveal(), one.reveal()));
        assert_eq!(format!("{one:?}"), "Secret");
    }
}
