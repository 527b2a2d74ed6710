//! The columns of the `asyncoperation` table that follow from a system job's state (section 3.2).
//!
//! The other columns are not known here.

use jiff::Timestamp;

use super::{Job, JobOutcome, State};
use crate::memo;
use crate::phase::CancelWish;

/// The longest text that `message` and `friendlymessage` hold, in UTF-16 code units.
const MAX_MESSAGE: usize = 100_000;

/// The columns that follow from a system job's state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JobRecord<'job> {
    /// `statecode` and `statuscode`. A job that waits for a retry is Suspended: the option set has
    /// status 10 in state 1, although PL-021 lists it with state 0.
    pub pair: (i32, i32),
    /// `retrycount`.
    pub retrycount: i32,
    /// `postponeuntil`; null unless the job is suspended.
    pub postponeuntil: Option<Timestamp>,
    /// `startedon`, of the latest attempt.
    pub startedon: Option<Timestamp>,
    /// `completedon`.
    pub completedon: Option<Timestamp>,
    /// `executiontimespan`: duration of the final attempt in seconds; 0 if no attempt ended the
    /// job.
    pub executiontimespan: f64,
    /// `errorcode`; null unless the job failed.
    pub errorcode: Option<i32>,
    /// `message` and `friendlymessage`; null unless the job failed; truncated to the columns'
    /// length.
    pub message: Option<&'job str>,
}

/// The columns of a job.
pub fn record(job: &Job) -> JobRecord<'_> {
    let (pair, postponeuntil, completedon, fault) = match &job.state {
        State::Ready => ((0, 0), None, None, None),
        State::Suspended { until } => ((1, 10), Some(*until), None, None),
        State::Running { cancel } => match cancel {
            CancelWish::NotAsked => ((2, 20), None, None, None),
            CancelWish::Asked => ((2, 22), None, None, None),
        },
        State::Done { outcome, ended } => match outcome {
            JobOutcome::Succeeded => ((3, 30), None, Some(*ended), None),
            JobOutcome::Failed(fault) => ((3, 31), None, Some(*ended), Some(fault)),
            JobOutcome::Canceled => ((3, 32), None, Some(*ended), None),
        },
    };
    let took = match (&job.state, job.started) {
        // A job can be cancelled long after its latest attempt.
        (
            State::Done {
                outcome: JobOutcome::Succeeded | JobOutcome::Failed(_),
                ended,
            },
            Some(started),
        ) => ended.duration_since(started).as_secs_f64(),
        _ => 0.0,
    };
    JobRecord {
        pair,
        retrycount: i32::try_from(job.retries).unwrap_or(i32::MAX),
        postponeuntil,
        startedon: job.started,
        completedon,
        executiontimespan: took.max(0.0),
        errorcode: fault.map(|fault| fault.code),
        message: fault.map(|fault| memo::fitting_within(&fault.message, MAX_MESSAGE)),
    }
}
