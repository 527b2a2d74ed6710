//! The way to the service: one request, one whole answer. No redirects, no retries, no cookies.

#[cfg(feature = "reqwest")]
mod over_reqwest;

use std::fmt::Debug;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::BoxFuture;
use crate::error::Cause;

#[cfg(feature = "reqwest")]
pub use over_reqwest::ReqwestTransport;

/// Sends one request and reads the whole answer. It follows no redirects: the client's token must not travel with them.
/// The request's extensions contain its [`RequestLimit`].
pub trait Transport: Debug + Send + Sync {
    /// Sends `request`.
    ///
    /// # Errors
    /// When no whole answer comes, with the stage that was certainly reached.
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>>;
}

/// The bounds of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestLimit {
    /// The longest time from sending to the last byte of the answer.
    pub time: Duration,
    /// The longest body of an answer, in bytes.
    pub answer: usize,
}

impl Default for RequestLimit {
    /// Dataverse ends a request after two minutes; a little more, so that its own words arrive. 64 MiB.
    fn default() -> Self {
        Self {
            time: Duration::from_secs(150),
            answer: 64 << 20,
        }
    }
}

/// How far a request came that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The service cannot have seen it: no connection was made.
    BeforeSending,
    /// The service may have acted on it.
    MaybeSent,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
#[error("no answer came ({}): {source}", match .stage {
    Stage::BeforeSending => "nothing was sent",
    Stage::MaybeSent => "the request may have arrived",
})]
pub struct TransportError {
    /// How far the request came.
    pub stage: Stage,
    /// The cause.
    pub source: Cause,
}

impl TransportError {
    /// A failure of this stage.
    pub fn new(stage: Stage, source: impl Into<Cause>) -> Self {
        Self {
            stage,
            source: source.into(),
        }
    }
}
