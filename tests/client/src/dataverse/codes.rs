//! The six states of a background operation, each a pair of codes.

use crate::status::Status;

/// A state code, a status code, and what both together mean.
const PAIRS: [(i64, i64, Status); 6] = [
    (0, 0, Status::Pending),
    (2, 20, Status::Running),
    (2, 22, Status::Canceling),
    (3, 30, Status::Completed),
    (3, 31, Status::Failed),
    (3, 32, Status::Canceled),
];

/// The state that a pair of codes means; `None` for any other pair.
pub(crate) fn status(state: i64, reason: i64) -> Option<Status> {
    let pair = PAIRS
        .iter()
        .find(|pair| (pair.0, pair.1) == (state, reason));
    pair.map(|(_, _, status)| *status)
}

/// The codes of a state.
pub(crate) fn of(status: Status) -> Option<(i64, i64)> {
    let pair = PAIRS.iter().find(|pair| pair.2 == status);
    pair.map(|(state, reason, _)| (*state, *reason))
}

/// What is said of any other pair.
pub(crate) fn unknown(state: i64, reason: i64) -> String {
    format!("state {state} with status {reason} is no state of a background operation")
}
