//! Outgoing HTTP calls, limited in number (in total and per host) and in time.
//!
//! A call ends with its answer, at its deadline on the organization's clock, or at a safety limit in real time, and
//! reports which. A host that never answers delays only calls to the same host. This module does not know the meaning
//! of requests and answers.

mod calls;
mod client;
mod own_doors;

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::{self, Write as _};
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use dataverse_limits::Limits;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Url};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use self::calls::{Calls, Held};
pub use self::client::{OutboundError, SharedClient, client};
pub use self::own_doors::{OwnDoor, OwnDoors};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{Clock, Kind, Mode, in_real_time, real_delay};
use dataverse_runtime::way_out::Verb;

/// The outgoing calls of one organization; clones share the limits.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: SharedClient,
    clock: Clock,
    limits: Limits,
    all: Arc<Semaphore>,
    slow: Arc<Semaphore>,
    by_host: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
    calls: Calls,
}

/// An outgoing request.
#[derive(Debug)]
pub struct OutboundRequest {
    /// The HTTP method.
    pub verb: Verb,
    /// The URL.
    pub url: Url,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, sent unchanged; empty for none.
    pub body: String,
    /// The time-out, on the organization's clock.
    pub timeout: SignedDuration,
}

/// The result of a call.
#[derive(Debug)]
pub struct Called {
    /// The time of sending, after waiting for a free place.
    pub at: Timestamp,
    /// The duration on the organization's clock.
    pub elapsed: SignedDuration,
    /// The event that ended the call.
    pub end: End,
}

/// The event that ended a call.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// An answer with this HTTP status.
    Answer(u16),
    /// The deadline on the organization's clock.
    Deadline,
    /// The safety limit in real time.
    SafetyLimit(Duration),
    /// The connection failed or was lost; the error text.
    Connection(String),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(status) => write!(f, "an answer with status {status}"),
            Self::Deadline => f.write_str("no answer by the deadline on the organization's clock"),
            Self::SafetyLimit(limit) => write!(f, "no answer within {limit:?} of real time"),
            Self::Connection(error) => f.write_str(error),
        }
    }
}

/// The answer to [`Outbound::ask`].
#[derive(Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// The reasons why [`Outbound::ask`] has no answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The deadline on the organization's clock has passed.
    #[error("no answer by the deadline on the organization's clock")]
    Deadline,
    /// The safety limit in real time has passed.
    #[error("no answer within {0:?} of real time")]
    SafetyLimit(Duration),
    /// The connection failed or was lost; the error text.
    #[error("{0}")]
    Connection(String),
    /// The body is larger than this number of bytes.
    #[error("its answer has more than {0} bytes")]
    TooLarge(usize),
}

impl Outbound {
    /// The outgoing calls of an organization.
    pub fn new(client: SharedClient, clock: Clock, limits: Limits) -> Self {
        Self {
            client,
            clock,
            limits,
            all: Arc::new(Semaphore::new(limits.calls)),
            slow: Arc::new(Semaphore::new(limits.slow_calls)),
            by_host: Arc::default(),
            calls: Calls::default(),
        }
    }

    /// Registers the calls in `calls`, where receivers in this process can find them.
    #[must_use]
    pub fn among(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// Sends a request once the limits allow it. `guard` counts as *network* during the wait and the call, as *time*
    /// while a receiver in this process holds the call, and as busy afterwards.
    pub async fn call(&self, request: OutboundRequest, guard: &Work) -> Called {
        guard.switch(Class::Network);
        // The place at the host comes first: a call that waits for a slow host occupies no place of the others.
        let _host = self.turn_at(&request.url).await;
        let turn = permit(Arc::clone(&self.all)).await;
        let stepping_aside = self.step_aside(turn);
        let at = self.clock.now();
        let deadline = at.saturating_add(request.timeout).unwrap_or(Timestamp::MAX);
        let deadline = self.clock.wait_until(deadline, Kind::Housekeeping);
        let mut under_way = self.calls.begin(&request.url);
        let answer = in_real_time(self.safety(&request), self.send(request));
        // The guard of the deadline counts until `guard` is busy again.
        let (end, _busy) = tokio::select! {
            biased;
            answer = answer => (answer.unwrap_or_else(|limit| End::SafetyLimit(limit.0)), None),
            busy = deadline => (End::Deadline, Some(busy)),
            never = under_way.follow(guard) => match never {},
            never = stepping_aside => match never {},
        };
        guard.switch(Class::Busy);
        Called {
            at,
            elapsed: self.clock.now().duration_since(at),
            end,
        }
    }

    /// Sends a request and reads the answer. The limits do not apply: the call occupies only the thread of its
    /// request, and the receiver may call back meanwhile. `guard` counts as *network* during the call, as *time* while
    /// a receiver in this process holds the call, and as busy afterwards.
    ///
    /// The safety limit is at least the time-out, so that a clock in real time always reaches the deadline first.
    ///
    /// # Errors
    /// The event that ended the call before the answer.
    pub async fn ask(
        &self,
        request: OutboundRequest,
        guard: &Work,
    ) -> Result<Answered, Unanswered> {
        let limit = self.limits.answer_size;
        let OutboundRequest {
            verb,
            url,
            headers,
            body,
            timeout,
        } = request;
        guard.switch(Class::Network);
        let at = self.clock.now();
        let deadline = at.saturating_add(timeout).unwrap_or(Timestamp::MAX);
        let deadline = self.clock.wait_until(deadline, Kind::Housekeeping);
        let safety = Duration::try_from(timeout).unwrap_or(Duration::MAX);
        let mut under_way = self.calls.begin(&url);
        let request = self.client.request(verb, url);
        let request = request.map(|request| request.headers(headers).body(body));
        let answer = in_real_time(self.limits.call_time.max(safety), answered(request, limit));
        // The guard of the deadline counts until `guard` is busy again.
        let (end, _busy) = tokio::select! {
            biased;
            answer = answer => {
                (answer.unwrap_or_else(|limit| Err(Unanswered::SafetyLimit(limit.0))), None)
            }
            busy = deadline => (Err(Unanswered::Deadline), Some(busy)),
            never = under_way.follow(guard) => match never {},
        };
        guard.switch(Class::Busy);
        end
    }

    /// The safety limit of a call. If the clock follows real time, the limit is later than the deadline, so that the
    /// receiver has its full time (WH-025).
    fn safety(&self, request: &OutboundRequest) -> Duration {
        match self.clock.mode() {
            Mode::Real => request
                .timeout
                .unsigned_abs()
                .saturating_add(self.limits.call_time),
            Mode::Manual | Mode::Auto => self.limits.call_time,
        }
    }

    /// The result of a call that cannot be sent at all.
    pub fn not_made(&self, why: String) -> Called {
        Called {
            at: self.now(),
            elapsed: SignedDuration::ZERO,
            end: End::Connection(why),
        }
    }

    /// The present time on the organization's clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn send(&self, request: OutboundRequest) -> End {
        let OutboundRequest {
            verb,
            url,
            headers,
            body,
            ..
        } = request;
        let request = match self.client.request(verb, url) {
            Ok(request) if body.is_empty() => request.headers(headers),
            Ok(request) => request.headers(headers).body(body),
            Err(error) => return End::Connection(error.to_string()),
        };
        match request.send().await {
            Ok(answer) => End::Answer(answer.status().as_u16()),
            // The URL may contain a secret, and the caller knows it.
            Err(error) => End::Connection(chain(&error.without_url())),
        }
    }

    /// Gives the place of a call that has become slow to another call, so that hosts that do not answer, however many,
    /// do not hold up those that do. Waits while there are too many slow calls; never returns.
    async fn step_aside(&self, turn: OwnedSemaphorePermit) -> Infallible {
        real_delay(self.limits.slow_after).await;
        let _slow = permit(Arc::clone(&self.slow)).await;
        drop(turn);
        pending().await
    }

    async fn turn_at(&self, url: &Url) -> OwnedSemaphorePermit {
        let host = url.origin().ascii_serialization();
        let semaphore = {
            let mut by_host = self.by_host.lock().unwrap_or_else(PoisonError::into_inner);
            match by_host.get(&host).and_then(Weak::upgrade) {
                Some(semaphore) => semaphore,
                None => {
                    by_host.retain(|_, semaphore| semaphore.strong_count() > 0);
                    let semaphore = Arc::new(Semaphore::new(self.limits.calls_per_host));
                    by_host.insert(host, Arc::downgrade(&semaphore));
                    semaphore
                }
            }
        };
        permit(semaphore).await
    }
}

/// Sends a request; reads at most `limit` bytes of the answer.
async fn answered(
    request: Result<RequestBuilder, OutboundError>,
    limit: usize,
) -> Result<Answered, Unanswered> {
    let request = request.map_err(|error| Unanswered::Connection(error.to_string()))?;
    // The URL may contain a secret, and the caller knows it.
    let lost = |error: reqwest::Error| Unanswered::Connection(chain(&error.without_url()));
    let mut answer = request.send().await.map_err(lost)?;
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    while let Some(bytes) = answer.chunk().await.map_err(lost)? {
        if body.len() + bytes.len() > limit {
            return Err(Unanswered::TooLarge(limit));
        }
        body.extend_from_slice(&bytes);
    }
    Ok(Answered { status, body })
}

async fn permit(semaphore: Arc<Semaphore>) -> OwnedSemaphorePermit {
    semaphore
        .acquire_owned()
        .await
        .expect("the semaphores of outbound calls are never closed")
}

/// An error with all its causes: the outermost one alone says little.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        // Writing to a string does not fail.
        let _ = write!(text, ": {inner}");
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests;
