//! Reads the body of a request, within a limit of its size and one of its time.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use dataverse_operation::fault::{Fault, code};
use dataverse_runtime::clock::in_real_time;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::host::Listener;

/// The reason why a body was not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum BodyProblem {
    #[error("Request message length is too large: at most {0} bytes are accepted.")]
    TooLarge(usize),
    #[error("The request's body did not arrive whole within {0:?}.")]
    TooSlow(Duration),
    #[error("The request's body is malformed, or ended too early: {0}.")]
    Malformed(String),
}

impl BodyProblem {
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
        }
    }
}

impl From<BodyProblem> for Fault {
    fn from(problem: BodyProblem) -> Self {
        let (status, text) = (problem.status().as_u16(), problem.to_string());
        match problem {
            BodyProblem::TooLarge(_) => {
                Self::new(code::REQUEST_LENGTH_TOO_LARGE, text).with_http_status(status)
            }
            BodyProblem::TooSlow(_) | BodyProblem::Malformed(_) => Self::routing(status, text),
        }
    }
}

/// Reads a whole body.
pub(super) async fn read(body: Body, listener: &Listener) -> Result<Bytes, BodyProblem> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let (size, time) = (listener.limits().body_size, listener.limits().body_timeout);
    // A body that is announced as too large is read nevertheless: a client that still sends would miss the refusal.
    let collected = in_real_time(time, Limited::new(body, size).collect()).await;
    match collected.map_err(|limit| BodyProblem::TooSlow(limit.0))? {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(BodyProblem::TooLarge(size)),
        Err(error) => Err(BodyProblem::Malformed(error.to_string())),
    }
}
