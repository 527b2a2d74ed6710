//! How a target is to be treated: how often it is asked, and how long a scenario may wait for it.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;

use super::values;

/// Durations are real time, ISO 8601 in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// How long lies between two looks at an operation that is not over.
    #[serde(deserialize_with = "values::duration")]
    pub poll: Duration,
    /// How long one scenario may wait, all its waits together.
    #[serde(deserialize_with = "values::duration")]
    pub budget: Duration,
    /// For how long nothing must happen until it is believed that nothing will.
    #[serde(deserialize_with = "values::duration")]
    pub quiet: Duration,
    /// The most requests that are sent in a second.
    pub requests_per_second: NonZeroU32,
}

impl Default for Pace {
    /// The documented minute between two polls, and the service protection limit of 6,000 requests in five minutes
    /// (BG-05F).
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(60),
            budget: Duration::from_secs(300),
            quiet: Duration::from_secs(3),
            requests_per_second: NonZeroU32::new(20).expect("twenty is not zero"),
        }
    }
}
