//! What can go wrong. Everything that follows a 202 carries the monitor, so that no operation is lost.

use std::error::Error as StdError;
use std::time::Duration;

use crate::monitor::Monitor;
use crate::refusal::Refusal;
use crate::status::Status;
use crate::token::TokenError;
use crate::transport::TransportError;

/// The result of a request or of an operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be read.
pub(crate) type Cause = Box<dyn StdError + Send + Sync>;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service refused a request: the first one, or one to the monitor.
    #[error("the service refused the request: {refusal}")]
    Refused {
        /// The answer.
        refusal: Box<Refusal>,
        /// The monitor, if the request went there.
        monitor: Option<Monitor>,
    },
    /// The operation ended with a failure.
    #[error("the operation failed: {failure} (monitor: {monitor})")]
    Failed {
        /// The operation's monitor.
        monitor: Monitor,
        /// The failure as the service described it.
        failure: Box<Refusal>,
    },
    /// The operation ended by a cancellation.
    #[error("the operation was canceled (monitor: {monitor})")]
    Canceled {
        /// The operation's monitor.
        monitor: Monitor,
    },
    /// The monitor does not exist any more: the result expired, or another client canceled the operation.
    #[error("the monitor is gone: {answer} (monitor: {monitor})")]
    Gone {
        /// The operation's monitor.
        monitor: Monitor,
        /// The answer.
        answer: Box<Refusal>,
    },
    /// The time limit of the waiting passed. The operation goes on; its monitor can be resumed.
    #[error("not finished within {waited:?}, after {polls} looks: {last} (monitor: {monitor})")]
    TimedOut {
        /// The operation's monitor.
        monitor: Monitor,
        /// How long was waited.
        waited: Duration,
        /// How often the monitor was read.
        polls: u32,
        /// The last status.
        last: Status,
    },
    /// The caller stopped the waiting. The operation goes on; its monitor can be resumed.
    #[error("the waiting was stopped{}", known(.monitor))]
    Stopped {
        /// The operation's monitor; `None` if no request was sent.
        monitor: Option<Monitor>,
    },
    /// The answer is none that the protocol allows.
    #[error("unexpected answer {status}: {why}{}", known(.monitor))]
    Unexpected {
        /// The operation's monitor, if one is known.
        monitor: Option<Monitor>,
        /// What is wrong with the answer, and what was expected.
        why: String,
        /// The answer's status.
        status: u16,
        /// The answer's body.
        body: String,
    },
    /// The result has arrived and cannot be read as the type that was asked for.
    #[error("the result cannot be read: {source}{}", known(.monitor))]
    Decode {
        /// The operation's monitor, if there was one.
        monitor: Option<Monitor>,
        /// The body of the result.
        body: String,
        /// What the reader says.
        source: Cause,
    },
    /// No answer came.
    #[error("{request}: {source}{}", known(.monitor))]
    Transport {
        /// The method and the URL.
        request: String,
        /// The operation's monitor, if there is one.
        monitor: Option<Monitor>,
        /// What the transport says.
        source: TransportError,
    },
    /// No token could be had.
    #[error("no token: {source}{}", known(.monitor))]
    Token {
        /// What the provider says.
        source: TokenError,
        /// The operation's monitor, if there is one.
        monitor: Option<Monitor>,
    },
    /// The batch ended before this request of it.
    #[error("request {part} of the batch has no answer: the batch ended before it")]
    Unanswered {
        /// The request's `Content-ID`.
        part: String,
    },
    /// The request cannot be made as it was described; nothing was sent.
    #[error("{0}")]
    Request(String),
}

impl Error {
    /// The operation's monitor: always there for what happens after a 202 with a usable address.
    pub fn monitor(&self) -> Option<&Monitor> {
        match self {
            Self::Failed { monitor, .. }
            | Self::Canceled { monitor }
            | Self::Gone { monitor, .. }
            | Self::TimedOut { monitor, .. } => Some(monitor),
            Self::Refused { monitor, .. }
            | Self::Stopped { monitor }
            | Self::Unexpected { monitor, .. }
            | Self::Decode { monitor, .. }
            | Self::Transport { monitor, .. }
            | Self::Token { monitor, .. } => monitor.as_ref(),
            Self::Request(_) | Self::Unanswered { .. } => None,
        }
    }

    /// What the service said, if it refused a request or described a failure.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            Self::Failed { failure, .. } => Some(failure),
            Self::Gone { answer, .. } => Some(answer),
            _ => None,
        }
    }
}

/// The monitor as the end of a message.
fn known(monitor: &Option<Monitor>) -> String {
    monitor
        .as_ref()
        .map_or_else(String::new, |monitor| format!(" (monitor: {monitor})"))
}
