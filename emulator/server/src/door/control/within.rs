//! Durations in requests to the control door.

use std::time::Duration;

use dataverse_operation::rules::{IsoDuration, RuleValue};
use jiff::SignedDuration;

use super::answer::Problem;

/// The default wait, in real time.
const WITHIN: Duration = Duration::from_secs(5);
/// The longest wait, in real time.
const LIMIT: Duration = Duration::from_secs(300);

/// An ISO 8601 duration that is not negative. A day has 24 hours, since the clock is in UTC.
pub(super) fn duration(text: &str) -> Result<SignedDuration, Problem> {
    IsoDuration::parse(text)
        .and_then(|duration| SignedDuration::try_from(duration.get()).ok())
        .ok_or_else(|| {
            Problem::invalid(format!(
                "'{text}' is not a duration: expected ISO 8601 and not negative, such as PT5S or P90D"
            ))
        })
}

/// Reads `within`: the longest wait of a request, in real time.
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
