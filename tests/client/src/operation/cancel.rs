//! The cancellation of an operation, always asked for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Method;
use tracing::{Instrument, Span, info};

use super::look::{Known, Wish};
use crate::call::{follow, unexpected};
use crate::client::{Client, Fault, Outgoing, Sent};
use crate::error::{Error, Result};
use crate::monitor::{Monitor, Protocol};
use crate::reading::{CancelReading, Reader};
use crate::refusal::Refusal;
use crate::retry::Repeat;

/// What a service says to a cancellation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancel {
    /// The operation is canceled.
    Canceled,
    /// The service will try. The operation is worth waiting for: it may still end with its result.
    Requested {
        /// Where the cancellation itself can be looked at, if the service makes an operation of it.
        monitor: Option<Monitor>,
    },
    /// The operation had ended; with the service's words, unless the end was known and nothing was sent.
    TooLate(Option<Box<Refusal>>),
    /// The service does not cancel operations.
    Unsupported,
}

impl Cancel {
    /// Whether the service took the cancellation.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Canceled | Self::Requested { .. })
    }
}

/// Cancels an operation, from any task.
#[derive(Debug, Clone)]
pub struct Canceller {
    client: Client,
    reader: Reader,
    known: Arc<Mutex<Known>>,
    span: Span,
}

impl Canceller {
    pub(super) fn new(
        client: Client,
        reader: Reader,
        known: Arc<Mutex<Known>>,
        span: Span,
    ) -> Self {
        Self {
            client,
            reader,
            known,
            span,
        }
    }

    /// The operation's monitor, at its newest address.
    pub fn monitor(&self) -> Monitor {
        self.known().monitor.clone()
    }

    /// Cancels the operation at the service. Nothing is sent if its end has been seen.
    ///
    /// # Errors
    /// When the service cannot be reached, refuses the request, or does not know the operation.
    pub async fn cancel(&self) -> Result<Cancel> {
        self.ask().instrument(self.span.clone()).await
    }

    async fn ask(&self) -> Result<Cancel> {
        let monitor = {
            let mut known = self.known();
            if known.wish == Wish::Granted {
                return Ok(Cancel::Canceled);
            }
            if known.ended {
                return Ok(Cancel::TooLate(None));
            }
            known.wish = Wish::Sent;
            known.monitor.clone()
        };
        let cancel = self.send(monitor).await;
        self.known().wish = match &cancel {
            Ok(Cancel::Canceled) => Wish::Granted,
            Ok(Cancel::Requested { .. }) => Wish::Sent,
            Ok(Cancel::TooLate(_) | Cancel::Unsupported) | Err(_) => Wish::None,
        };
        cancel
    }

    async fn send(&self, monitor: Monitor) -> Result<Cancel> {
        let outgoing = Outgoing::to_monitor(Method::DELETE, &monitor);
        let sent = self.client.exchange(&outgoing, Repeat::Harmless, None);
        let fault = |fault: Fault| fault.into_error(outgoing.line(), Some(monitor.clone()));
        let Sent {
            answer,
            retry_after,
            tried_before,
        } = sent.await.map_err(fault)?;
        info!(answer = answer.status.as_u16(), "asked to cancel");
        match self.reader.read_cancel(&answer) {
            CancelReading::Canceled => Ok(Cancel::Canceled),
            // In OData there is no monitor after a cancellation: an earlier DELETE, whose answer was lost, did it.
            CancelReading::Gone if tried_before && monitor.protocol() == Protocol::OData => {
                Ok(Cancel::Canceled)
            }
            CancelReading::Requested { location } => {
                let protocol = monitor.protocol();
                let own = location
                    .map(|location| follow(&self.client, monitor.url(), &location, protocol));
                let own = own.transpose();
                let own = own.map_err(|why| unexpected(&answer, Some(monitor), why))?;
                Ok(Cancel::Requested { monitor: own })
            }
            CancelReading::TooLate(refusal) => Ok(Cancel::TooLate(refusal)),
            CancelReading::Unsupported => Ok(Cancel::Unsupported),
            CancelReading::Gone => Err(Error::Gone {
                monitor,
                answer: Refusal::of(&answer, retry_after),
            }),
            CancelReading::Refused => Err(Error::Refused {
                refusal: Refusal::of(&answer, retry_after),
                monitor: Some(monitor),
            }),
            CancelReading::Unexpected(why) => Err(unexpected(&answer, Some(monitor), why)),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
