//! One look at a monitor, and what it changes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Method;
use tracing::{Span, debug};

use super::Canceller;
use crate::answer::Answer;
use crate::call::{follow, unexpected};
use crate::client::{Client, Fault, Outgoing, Sent};
use crate::decode::{Decode, Taken};
use crate::error::{Error, Result};
use crate::monitor::{Monitor, Protocol};
use crate::pace::{Every, Pace};
use crate::reading::{Reader, Reading};
use crate::refusal::Refusal;
use crate::retry::{LONGEST, Repeat, retry_after};
use crate::status::{Progress, Status};

/// An operation without the type of its result.
pub(crate) struct Core {
    pub(crate) client: Client,
    pub(crate) monitor: Monitor,
    pub(crate) status: Status,
    pub(crate) polls: u32,
    pub(crate) span: Span,
    /// The pause that the service asked for last.
    pause: Option<Duration>,
    /// When the operation came into being here.
    began: Duration,
    known: Arc<Mutex<Known>>,
}

/// What has come of the wish to cancel an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Nobody asked, or the service did not take it.
    None,
    /// It is under way, or the service has taken it: a monitor of OData that vanishes now was canceled.
    Sent,
    /// The service has canceled the operation.
    Granted,
}

/// What an operation and its cancellers tell each other.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) monitor: Monitor,
    /// What has come of a cancellation.
    pub(crate) wish: Wish,
    /// The end was seen.
    pub(crate) ended: bool,
}

impl Core {
    pub(crate) fn new(
        client: Client,
        monitor: Monitor,
        pause: Option<Duration>,
        span: Span,
    ) -> Self {
        let known = Known {
            monitor: monitor.clone(),
            wish: Wish::None,
            ended: false,
        };
        Self {
            began: client.shared().clock.elapsed(),
            client,
            monitor,
            status: Status::Pending,
            polls: 0,
            span,
            pause,
            known: Arc::new(Mutex::new(known)),
        }
    }

    pub(crate) fn canceller(&self) -> Canceller {
        let known = Arc::clone(&self.known);
        Canceller::new(self.client.clone(), self.reader(), known, self.span.clone())
    }

    /// The time to the next look.
    pub(crate) fn delay(&self, own: Option<&dyn Pace>) -> Duration {
        let usual = Every::usual(self.monitor.protocol());
        let pace = own.or(self.client.shared().pace.as_deref());
        let so_far = self.progress(self.began, None);
        let delay = pace.unwrap_or(&usual).delay(&so_far);
        delay.max(self.pause.unwrap_or_default()).min(LONGEST)
    }

    /// What is told of the last look to one who waits since `began`.
    pub(crate) fn progress(&self, began: Duration, next: Option<Duration>) -> Progress {
        let now = self.client.shared().clock.elapsed();
        Progress {
            monitor: self.monitor.clone(),
            status: self.status,
            polls: self.polls,
            waited: now.saturating_sub(began),
            next,
        }
    }

    /// The error of waiting for too long since `began`.
    pub(crate) fn timed_out(&self, began: Duration) -> Error {
        let Progress { waited, polls, .. } = self.progress(began, None);
        Error::TimedOut {
            monitor: self.monitor.clone(),
            waited,
            polls,
            last: self.status,
        }
    }

    fn reader(&self) -> Reader {
        Reader {
            protocol: self.monitor.protocol(),
            mirrored: self.client.shared().mirrored,
        }
    }

    /// Looks once. `None` while the operation is open. The status follows.
    pub(crate) async fn look<T>(
        &mut self,
        decoder: &mut dyn Decode<T>,
        deadline: Option<Duration>,
    ) -> Result<Option<Result<T>>> {
        let outgoing = Outgoing::to_monitor(Method::GET, &self.monitor);
        let repeat = match self.reader().mirrored {
            true => Repeat::Mirrored,
            false => Repeat::Harmless,
        };
        let sent = self.client.exchange(&outgoing, repeat, deadline).await;
        self.polls = self.polls.saturating_add(1);
        let Sent {
            answer,
            retry_after,
            ..
        } = match sent {
            Ok(sent) => sent,
            // The one who waits says that it was too late.
            Err(Fault::Late) => return Ok(None),
            Err(fault) => {
                return Err(fault.into_error(outgoing.line(), Some(self.monitor.clone())));
            }
        };
        self.pause = retry_after;
        let reading = self.reader().read(&answer);
        debug!(
            answer = answer.status.as_u16(),
            polls = self.polls,
            "looked"
        );
        match reading {
            Reading::Open { status, location } => {
                self.status = status;
                if let Some(location) = location {
                    self.move_to(&answer, &location)?;
                }
                Ok(None)
            }
            // Services that answer a look after a cancellation with 204 have nothing to say of a result.
            Reading::Ended(_) if answer.status.as_u16() == 204 && self.wish() == Wish::Granted => {
                Ok(Some(Err(self.canceled())))
            }
            Reading::Ended(last) => self.ended(&answer, &last, decoder),
            Reading::Failed(failure) => {
                self.end(Status::Failed);
                let monitor = self.monitor.clone();
                Ok(Some(Err(Error::Failed { monitor, failure })))
            }
            Reading::Canceled => Ok(Some(Err(self.canceled()))),
            Reading::Gone if self.is_cancellation() => Ok(Some(Err(self.canceled()))),
            Reading::Gone => Err(Error::Gone {
                monitor: self.monitor.clone(),
                answer: Refusal::of(&answer, retry_after),
            }),
            Reading::Refused => Err(Error::Refused {
                refusal: Refusal::of(&answer, retry_after),
                monitor: Some(self.monitor.clone()),
            }),
            Reading::Unexpected(why) => Err(unexpected(&answer, Some(self.monitor.clone()), why)),
        }
    }

    /// Takes the final answer, which may turn out to be a part of it.
    fn ended<T>(
        &mut self,
        answer: &Answer,
        last: &Answer,
        decoder: &mut dyn Decode<T>,
    ) -> Result<Option<Result<T>>> {
        match decoder.take(last) {
            Ok(Taken::Result(result)) => {
                self.end(Status::Completed);
                Ok(Some(Ok(result)))
            }
            Ok(Taken::More { location, headers }) => {
                self.status = Status::Running;
                self.pause = retry_after(&headers, self.client.shared().clock.wall());
                self.move_to(answer, &location)?;
                Ok(None)
            }
            Err(source) => {
                self.end(Status::Completed);
                Ok(Some(Err(Error::Decode {
                    monitor: Some(self.monitor.clone()),
                    body: last.shown(),
                    source,
                })))
            }
        }
    }

    /// Whether the vanishing of the monitor is the end of a cancellation: Dataverse keeps its rows.
    fn is_cancellation(&self) -> bool {
        self.monitor.protocol() == Protocol::OData && self.wish() != Wish::None
    }

    fn wish(&self) -> Wish {
        self.known().wish
    }

    fn canceled(&mut self) -> Error {
        self.end(Status::Canceled);
        let monitor = self.monitor.clone();
        Error::Canceled { monitor }
    }

    fn end(&mut self, status: Status) {
        self.status = status;
        self.known().ended = true;
    }

    /// Follows the monitor to a new address, and nowhere that the token must not go.
    fn move_to(&mut self, answer: &Answer, location: &str) -> Result<()> {
        let protocol = self.monitor.protocol();
        let moved = follow(&self.client, self.monitor.url(), location, protocol);
        let moved = moved.map_err(|why| unexpected(answer, Some(self.monitor.clone()), why))?;
        if moved != self.monitor {
            debug!(monitor = %moved, "moved");
            self.known().monitor = moved.clone();
            self.monitor = moved;
        }
        Ok(())
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
