//! What the `asyncoperation` table shows of a system job (section 3.2).
//!
//! Only the columns that change with its life; the others are not known here.

use jiff::Timestamp;

use super::{Job, JobOutcome, State};
use crate::memo;
use crate::phase::CancelWish;

/// The longest text `message` and `friendlymessage` hold, in UTF-16 code units.
const MAX_MESSAGE: usize = 100_000;

/// The columns that change with the life of a system job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JobRecord<'job> {
    /// `statecode` and `statuscode`. What waits for a retry is Suspended: 10 belongs to state 1 in
    /// the option set, although PL-021 prints it beside 0.
    pub pair: (i32, i32),
    /// `retrycount`.
    pub retrycount: i32,
    /// `postponeuntil`; null unless it is Suspended.
    pub postponeuntil: Option<Timestamp>,
    /// `startedon`, of the latest attempt.
    pub startedon: Option<Timestamp>,
    /// `completedon`.
    pub completedon: Option<Timestamp>,
    /// `executiontimespan`: the seconds that the attempt took that ended it; 0 where none did.
    pub executiontimespan: f64,
    /// `errorcode`; null unless it failed.
    pub errorcode: Option<i32>,
    /// `message` and `friendlymessage`; null unless it failed, cut off at the columns' length.
    pub message: Option<&'job str>,
}

/// What the table shows of a job.
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
        // It may have been cancelled long after its latest attempt.
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
