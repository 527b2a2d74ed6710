//! The columns of the `backgroundoperation` table that follow from a phase (section 1.6).
//!
//! The other columns, and the form of values on the wire, are not known here. `phase` describes the
//! stored form of a phase.

use jiff::Timestamp;

use crate::memo;
use crate::outcome::Outcome;
use crate::phase::{CancelWish, Phase, Ran};
use crate::rules::{BetweenAttempts, OutputsWhenUnset, RetryCountMoves, Rules, StartTimeIs};
use crate::status::Status;

/// The column's text for an empty list of outputs.
const NO_OUTPUTS: &str = "[]";

/// The columns that follow from a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'phase> {
    /// `backgroundoperationstatecode` and `backgroundoperationstatuscode`.
    pub status: Status,
    /// `retrycount`, 0 to 3 (BG-093).
    pub retrycount: i32,
    /// `starttime` (BG-050).
    pub starttime: Option<Timestamp>,
    /// `endtime` (BG-051).
    pub endtime: Option<Timestamp>,
    /// `outputparameters`; null unless the operation succeeded, or `[]` by rule (BG-053, C-02).
    pub outputparameters: Option<&'phase str>,
    /// `errorcode`; null unless the operation failed.
    pub errorcode: Option<i32>,
    /// `errormessage`; null unless the operation failed; truncated to the column's length.
    pub errormessage: Option<&'phase str>,
}

/// The columns of a phase.
pub fn record<'phase>(phase: &'phase Phase, rules: &Rules) -> Record<'phase> {
    let (endtime, outputs, fault) = match phase {
        Phase::Waiting(_) | Phase::Running(_) | Phase::Canceling(_) => (None, None, None),
        Phase::Done(done) => match &done.outcome {
            Outcome::Succeeded(outputs) => (Some(done.ended), Some(outputs), None),
            Outcome::Failed(fault) => (Some(done.ended), None, Some(fault)),
            Outcome::Canceled => (Some(done.ended), None, None),
        },
    };
    Record {
        status: status(phase, rules),
        retrycount: retrycount(phase, rules),
        starttime: starttime(phase, rules),
        endtime,
        outputparameters: outputs
            .map(|outputs| outputs.memo.as_str())
            .filter(|memo| *memo != NO_OUTPUTS)
            .or(match rules.outputs_when_unset {
                OutputsWhenUnset::Null => None,
                OutputsWhenUnset::EmptyArray => Some(NO_OUTPUTS),
            }),
        errorcode: fault.map(|fault| fault.code),
        errormessage: fault.map(|fault| memo::fitting(&fault.message)),
    }
}

/// The state and status of a phase, for the table and the status monitor.
pub fn status(phase: &Phase, rules: &Rules) -> Status {
    match phase {
        Phase::Waiting(waiting) => match (waiting.ran, rules.between_attempts) {
            (Ran::Until { .. }, BetweenAttempts::Locked) => Status::InProgress,
            (Ran::Until { .. }, BetweenAttempts::Ready) | (Ran::Never, _) => {
                Status::WaitingForResources
            }
        },
        Phase::Running(running) => match running.cancel {
            CancelWish::NotAsked => Status::InProgress,
            CancelWish::Asked => Status::Canceling,
        },
        Phase::Canceling(_) => Status::Canceling,
        Phase::Done(done) => match done.outcome {
            Outcome::Succeeded(_) => Status::Succeeded,
            Outcome::Failed(_) => Status::Failed,
            Outcome::Canceled => Status::Canceled,
        },
    }
}

fn retrycount(phase: &Phase, rules: &Rules) -> i32 {
    let (scheduled, ran) = match phase {
        Phase::Waiting(waiting) => (waiting.attempt, waiting.ran),
        Phase::Running(running) => (running.attempt, running.ran()),
        Phase::Canceling(canceling) => (canceling.attempt, canceling.ran),
        Phase::Done(done) => (done.attempt, done.ran),
    };
    i32::from(match (rules.retry_count_moves, ran) {
        (RetryCountMoves::AtScheduling, _) => scheduled.retries(),
        (RetryCountMoves::AtStart, Ran::Until { attempt, .. }) => attempt.retries(),
        (RetryCountMoves::AtStart, Ran::Never) => 0,
    })
}

fn starttime(phase: &Phase, rules: &Rules) -> Option<Timestamp> {
    let ran = match phase {
        Phase::Waiting(waiting) => waiting.ran,
        Phase::Running(running) => running.ran(),
        Phase::Canceling(canceling) => canceling.ran,
        Phase::Done(done) => done.ran,
    };
    ran.starts().map(|starts| match rules.start_time_is {
        StartTimeIs::FirstStart => starts.first,
        StartTimeIs::LatestStart => starts.latest,
    })
}

#[cfg(test)]
mod tests;
