//! The attempts of an operation: the first execution and its three retries.
//!
//! A fifth attempt cannot be constructed (BG-090). Whether a retry is granted is a rule, which
//! `step` applies.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of an execution, 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Attempt(u8);

impl Attempt {
    /// The first execution, which is not a retry.
    pub const FIRST: Self = Self(1);
    /// The third retry, which is the last attempt (BG-090).
    pub const LAST: Self = Self(4);

    /// The attempt after this one; `None` after [`Attempt::LAST`].
    pub fn next(self) -> Option<Self> {
        (self < Self::LAST).then(|| Self(self.0 + 1))
    }

    /// The number, 1 to 4.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The number of retries including this attempt, 0 to 3 (BG-093).
    pub fn retries(self) -> u8 {
        self.0 - 1
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A number outside 1 to 4, which belongs to no attempt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not the number of an attempt: expected 1 to 4")]
pub struct NoSuchAttempt(u8);

impl TryFrom<u8> for Attempt {
    type Error = NoSuchAttempt;

    fn try_from(number: u8) -> Result<Self, NoSuchAttempt> {
        if (Self::FIRST.0..=Self::LAST.0).contains(&number) {
            Ok(Self(number))
        } else {
            Err(NoSuchAttempt(number))
        }
    }
}

impl From<Attempt> for u8 {
    fn from(attempt: Attempt) -> Self {
        attempt.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_retries_follow_the_first_attempt() {
        let all: Vec<u8> = std::iter::successors(Some(Attempt::FIRST), |attempt| attempt.next())
            .map(Attempt::number)
            .collect();
        assert_eq!(all, [1, 2, 3, 4]);
        assert_eq!(Attempt::LAST.retries(), 3);
    }

    #[test]
    fn no_other_number_is_an_attempt() {
        assert_eq!(Attempt::try_from(0), Err(NoSuchAttempt(0)));
        assert_eq!(Attempt::try_from(5), Err(NoSuchAttempt(5)));
        assert_eq!(
            serde_json::from_str::<Attempt>("5")
                .unwrap_err()
                .to_string(),
            "5 is not the number of an attempt: expected 1 to 4"
        );
    }
}
