//! An operation at a service: looked at, waited for, canceled.

mod cancel;
mod look;
mod wait;
mod watch;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracing::{Instrument, info, info_span};
use uuid::Uuid;

use crate::BoxFuture;
use crate::client::Client;
use crate::decode::Decode;
use crate::error::{Error, Result};
use crate::monitor::Monitor;
use crate::pace::Pace;
use crate::status::{Progress, Status};

pub use cancel::{Cancel, Canceller};
pub(crate) use look::Core;
pub use wait::Wait;
pub use watch::Watch;

/// An operation that a service has accepted. Awaiting it gives its result.
///
/// Dropping it, or a future of it, stops the waiting and nothing else: the operation goes on. Its [`Monitor`] is what a
/// program keeps to come back to it; [`cancel`](Self::cancel) is what ends it.
#[must_use = "dropping it leaves the operation running at the service; keep its monitor"]
pub struct Operation<T> {
    core: Box<Core>,
    decoder: Box<dyn Decode<T>>,
    outcome: Option<Result<T>>,
    waiting: Box<Waiting>,
}

/// What is called after each look.
pub(crate) type Told = Box<dyn FnMut(&Progress) + Send>;

/// How an operation is waited for.
#[derive(Default)]
pub(crate) struct Waiting {
    pub(crate) pace: Option<Arc<dyn Pace>>,
    pub(crate) limit: Option<Duration>,
    pub(crate) stop: Option<BoxFuture<'static, ()>>,
    pub(crate) told: Option<Told>,
}

/// What is known of an operation when it is accepted.
pub(crate) struct Accepted<T> {
    pub(crate) client: Client,
    pub(crate) monitor: Monitor,
    pub(crate) pause: Option<Duration>,
    pub(crate) decoder: Box<dyn Decode<T>>,
    pub(crate) waiting: Waiting,
}

impl<T> fmt::Debug for Operation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Operation({:?}, {})",
            self.core.status, self.core.monitor
        )
    }
}

impl<T> Operation<T> {
    /// An operation that has just been accepted.
    pub(crate) fn accepted(accepted: Accepted<T>) -> Self {
        let operation = Self::new(accepted);
        let Core { monitor, span, .. } = operation.core.as_ref();
        span.in_scope(|| info!(%monitor, "accepted"));
        operation
    }

    /// An operation whose monitor was kept.
    pub(crate) fn resumed(client: Client, monitor: Monitor, decoder: Box<dyn Decode<T>>) -> Self {
        Self::new(Accepted {
            client,
            monitor,
            pause: None,
            decoder,
            waiting: Waiting::default(),
        })
    }

    fn new(accepted: Accepted<T>) -> Self {
        let span = info_span!("operation", monitor = %accepted.monitor);
        Self {
            core: Box::new(Core::new(
                accepted.client,
                accepted.monitor,
                accepted.pause,
                span,
            )),
            decoder: accepted.decoder,
            outcome: None,
            waiting: Box::new(accepted.waiting),
        }
    }

    /// The monitor, at its newest address.
    pub fn monitor(&self) -> &Monitor {
        &self.core.monitor
    }

    /// The id of a background operation of Dataverse.
    pub fn id(&self) -> Option<Uuid> {
        self.core.monitor.id()
    }

    /// The status at the last look; [`Status::Pending`] before the first.
    pub fn status(&self) -> Status {
        self.core.status
    }

    /// Whether the last look saw the end, so that [`into_result`](Self::into_result) has it.
    pub fn is_ended(&self) -> bool {
        self.core.status.is_ended()
    }

    /// The time to the next look: what the pace says, or the service's `Retry-After` where that is longer, and at most
    /// ten minutes.
    pub fn poll_interval(&self) -> Duration {
        self.core.delay(self.waiting.pace.as_deref())
    }

    /// The result, or the operation itself while it is open.
    ///
    /// # Errors
    /// With the operation, when its end has not been seen.
    pub fn into_result(mut self) -> Result<Result<T>, Self> {
        match self.outcome.take() {
            Some(outcome) => Ok(outcome),
            None => Err(self),
        }
    }

    /// Looks at the monitor once. After the end nothing is sent.
    ///
    /// # Errors
    /// When the monitor cannot be read; the operation can be looked at again. A failure of the operation is no error
    /// here: the status says it, and [`into_result`](Self::into_result) has it.
    pub async fn poll(&mut self) -> Result<Status> {
        self.look(None).await
    }

    /// Cancels the operation at the service.
    ///
    /// # Errors
    /// When the service cannot be reached, refuses the request, or does not know the operation.
    pub async fn cancel(&mut self) -> Result<Cancel> {
        let cancel = self.core.canceller().cancel().await?;
        match cancel {
            Cancel::Canceled => {
                self.core.status = Status::Canceled;
                let monitor = self.core.monitor.clone();
                self.outcome = Some(Err(Error::Canceled { monitor }));
            }
            Cancel::Requested { .. } => self.core.status = Status::Canceling,
            Cancel::TooLate(_) | Cancel::Unsupported => {}
        }
        Ok(cancel)
    }

    /// What can cancel the operation while another task waits for it.
    pub fn canceller(&self) -> Canceller {
        self.core.canceller()
    }

    /// One look, not later than `deadline`.
    async fn look(&mut self, deadline: Option<Duration>) -> Result<Status> {
        if !self.is_ended() {
            let span = self.core.span.clone();
            let seen = self.core.look(self.decoder.as_mut(), deadline);
            self.outcome = seen.instrument(span).await?;
        }
        Ok(self.core.status)
    }
}

impl<T: Send + 'static> Operation<T> {
    /// Waits for the end; how, is said by the methods of [`Wait`].
    pub fn wait(self) -> Wait<T> {
        Wait::new(self)
    }

    /// Looks again and again, at the pace, and gives what each look saw, the end included. The first look is at once.
    pub fn watch(&mut self) -> Watch<'_, T> {
        Watch::new(self)
    }
}

impl<T: Send + 'static> IntoFuture for Operation<T> {
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'static, Result<T>>;

    fn into_future(self) -> Self::IntoFuture {
        self.wait().into_future()
    }
}

impl Waiting {
    /// Whether the caller has stopped already.
    pub(crate) async fn is_stopped(&mut self) -> bool {
        let Some(stop) = self.stop.as_mut() else {
            return false;
        };
        let asked = std::future::poll_fn(|context| {
            std::task::Poll::Ready(stop.as_mut().poll(context).is_ready())
        });
        let stopped = asked.await;
        if stopped {
            self.stop = None;
        }
        stopped
    }
}
