//! An asynchronous OData client for long-running operations. The README is the documentation.

#![doc = include_str!("../README.md")]

mod answer;
mod batch;
mod call;
mod client;
mod clock;
pub mod dataverse;
mod decode;
mod error;
mod http_message;
mod monitor;
mod operation;
mod pace;
mod prefer;
mod reading;
mod refusal;
mod retry;
mod status;
mod token;
mod transport;

use std::pin::Pin;

pub use answer::Answer;
pub use batch::{Batch, BatchRequest, BatchResponse, ChangeSet, Part};
pub use call::{Call, Started};
pub use client::{Client, ClientBuilder};
pub use clock::Clock;
#[cfg(feature = "tokio")]
pub use clock::SystemClock;
pub use decode::FromAnswer;
pub use error::{Error, Result};
pub use http::{HeaderName, HeaderValue, Method, StatusCode};
pub use monitor::{Monitor, MonitorError, Protocol};
pub use operation::{Cancel, Canceller, Operation, Wait, Watch};
pub use pace::{Every, Growing, Pace};
pub use prefer::Prefer;
pub use refusal::{Detail, Refusal};
pub use retry::Retry;
pub use serde::de::IgnoredAny;
pub use status::{Progress, Status};
pub use token::{
    Cached, CommandToken, EnvironmentToken, Token, TokenError, TokenFrom, TokenProvider, Wanted,
    token_from,
};
#[cfg(feature = "reqwest")]
pub use transport::ReqwestTransport;
pub use transport::{RequestLimit, Stage, Transport, TransportError};

/// A boxed future that may be sent between threads: what the traits of this crate return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
