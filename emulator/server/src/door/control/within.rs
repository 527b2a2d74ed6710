//! Lengths of time as the control door is told them.

use std::time::Duration;

use dataverse_operation::rules::{IsoDuration, RuleValue};
use jiff::SignedDuration;

use super::answer::Problem;

/// How long is waited in real time when nothing is said.
const WITHIN: Duration = Duration::from_secs(5);
/// The longest that may be asked for.
const LIMIT: Duration = Duration::from_secs(300);

/// An ISO 8601 duration that is not negative; a day has 24 hours, as UTC knows no others.
pub(super) fn duration(text: &str) -> Result<SignedDuration, Problem> {
    IsoDuration::parse(text)
        .and_then(|duration| SignedDuration::try_from(duration.get()).ok())
        .ok_or_else(|| {
            Problem::invalid(format!(
                "'{text}' is not a duration: expected ISO 8601 and not negative, such as PT5S or P90D"
            ))
        })
}

/// How long a request waits in real time: `within`.
pub(super) fn real_time(within: Option<&str>) -> Result<Duration, Problem> {
    let Some(text) = within else {
        return Ok(WITHIN);
    };
    Duration::try_from(duration(text)?)
        .ok()
        .filter(|within| *within <= LIMIT)
        .ok_or_else(|| {
            Problem::invalid(format!(
                "'within' is a duration of real time from PT0S to PT{}S",
                LIMIT.as_secs()
            ))
        })
}
