//! The pace of a target: how often it is polled, and how long a scenario may wait.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;

use super::values;

/// How often the target may be asked and how long a scenario may wait. Durations are real time, ISO 8601 in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// The interval between two polls of an operation that has not ended.
    #[serde(deserialize_with = "values::duration")]
    pub poll: Duration,
    /// The longest time that a scenario may wait, all its waits together.
    #[serde(deserialize_with = "values::duration")]
    pub budget: Duration,
    /// The time without any request after which a scenario concludes that none will come.
    #[serde(deserialize_with = "values::duration")]
    pub quiet: Duration,
    /// The most requests per second.
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
