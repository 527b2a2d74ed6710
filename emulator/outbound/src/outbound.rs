//! Calls that go out: bounded in number, in all and per host, and in time.
//!
//! A call ends with its answer, at its deadline on the organization's clock, or at a safety limit in
//! real time, and says which. A host that never answers holds up nobody but itself. What is said
//! and what an answer means is not known here.

mod calls;
mod client;

use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Url};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use self::calls::{Calls, Held};
pub use self::client::{OutboundError, SharedClient, client};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::{Clock, Kind, Mode, in_real_time};

/// How much goes out at once, and how long it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// Calls under way to all hosts together.
    pub at_once: usize,
    /// Calls under way to one host.
    pub per_host: usize,
    /// How long a call may take in real time, where the organization's clock may stand still; where it
    /// runs in real time, how long beyond the deadline.
    pub safety: Duration,
}

/// The way out of one organization; clones share the bounds.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: SharedClient,
    clock: Clock,
    limits: CallLimits,
    all: Arc<Semaphore>,
    by_host: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
    calls: Calls,
}

/// A POST request to be made.
#[derive(Debug)]
pub struct Post {
    /// Where it goes.
    pub url: Url,
    /// The headers to set.
    pub headers: HeaderMap,
    /// The body, sent as it is.
    pub body: String,
    /// How long it may take on the organization's clock.
    pub timeout: SignedDuration,
}

/// How a call went.
#[derive(Debug)]
pub struct Called {
    /// When it began, after it had waited for its turn.
    pub at: Timestamp,
    /// How long it took on the organization's clock.
    pub elapsed: SignedDuration,
    /// What ended it.
    pub end: End,
}

/// What ended a call.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// An answer with this HTTP status.
    Answer(u16),
    /// The deadline on the organization's clock.
    Deadline,
    /// The safety limit in real time.
    SafetyLimit(Duration),
    /// There was no connection, or it was lost: in words.
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

/// What was answered to a question.
#[derive(Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Why there is no answer to a question.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The deadline on the organization's clock.
    #[error("no answer by the deadline on the organization's clock")]
    Deadline,
    /// The safety limit in real time.
    #[error("no answer within {0:?} of real time")]
    SafetyLimit(Duration),
    /// There was no connection, or it was lost: in words.
    #[error("{0}")]
    Connection(String),
    /// The body has more bytes than this.
    #[error("its answer has more than {0} bytes")]
    TooLarge(usize),
}

impl Outbound {
    /// The way out of an organization, with bounds of its own.
    pub fn new(client: SharedClient, clock: Clock, limits: CallLimits) -> Self {
        Self {
            client,
            clock,
            limits,
            all: Arc::new(Semaphore::new(limits.at_once)),
            by_host: Arc::default(),
            calls: Calls::default(),
        }
    }

    /// The same, and what is under way can be found among these calls.
    #[must_use]
    pub fn among(self, calls: Calls) -> Self {
        Self { calls, ..self }
    }

    /// Makes a call when it is its turn. The guard counts as network while the call is under way or
    /// waits for others to end, as time while its receiver holds it, and as busy afterwards.
    pub async fn post(&self, post: Post, guard: &Work) -> Called {
        guard.switch(Class::Network);
        // The host's turn first: who waits for a slow host takes nothing from the others.
        let _host = self.turn_at(&post.url).await;
        let _turn = permit(Arc::clone(&self.all)).await;
        let at = self.clock.now();
        let deadline = at.saturating_add(post.timeout).unwrap_or(Timestamp::MAX);
        let deadline = self.clock.wait_until(deadline, Kind::Housekeeping);
        let mut under_way = self.calls.begin(&post.url);
        let answer = in_real_time(self.safety(&post), self.send(post));
        // The deadline's own guard counts until this one does.
        let (end, _busy) = tokio::select! {
            biased;
            answer = answer => (answer.unwrap_or_else(|limit| End::SafetyLimit(limit.0)), None),
            busy = deadline => (End::Deadline, Some(busy)),
            never = under_way.follow(guard) => match never {},
        };
        guard.switch(Class::Busy);
        Called {
            at,
            elapsed: self.clock.now().duration_since(at),
            end,
        }
    }

    /// Posts a JSON document and reads the answer. Waits for nobody's turn: whoever asks holds up
    /// nobody but itself, and may be asked something in turn. The guard counts as network while the
    /// call is under way, as time while its receiver holds it, and as busy afterwards.
    ///
    /// The time that the organization's clock allows is allowed in real time as well, since work
    /// that takes as long as it may is not to fail when the two clocks are one.
    ///
    /// # Errors
    /// What ended the call instead of an answer.
    pub async fn ask(
        &self,
        post: Post,
        limit: usize,
        guard: &Work,
    ) -> Result<Answered, Unanswered> {
        let Post {
            url,
            headers,
            body,
            timeout,
        } = post;
        guard.switch(Class::Network);
        let at = self.clock.now();
        let deadline = at.saturating_add(timeout).unwrap_or(Timestamp::MAX);
        let deadline = self.clock.wait_until(deadline, Kind::Housekeeping);
        let safety = Duration::try_from(timeout).unwrap_or(Duration::MAX);
        let mut under_way = self.calls.begin(&url);
        let client = self.client.get();
        let request = client.map(|client| client.post(url).headers(headers).body(body));
        let answer = in_real_time(self.limits.safety.max(safety), answered(request, limit));
        // The deadline's own guard counts until this one does.
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

    /// The safety limit of a call. A receiver has all of its time (WH-025): where the deadline is an
    /// instant of real time as well, it comes first.
    fn safety(&self, post: &Post) -> Duration {
        match self.clock.mode() {
            Mode::Real => post
                .timeout
                .unsigned_abs()
                .saturating_add(self.limits.safety),
            Mode::Manual | Mode::Auto => self.limits.safety,
        }
    }

    /// What is said of a call that cannot be made at all.
    pub fn not_made(&self, why: String) -> Called {
        Called {
            at: self.now(),
            elapsed: SignedDuration::ZERO,
            end: End::Connection(why),
        }
    }

    /// What time it is where calls begin.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn send(&self, post: Post) -> End {
        let Post {
            url, headers, body, ..
        } = post;
        let client = match self.client.get() {
            Ok(client) => client,
            Err(error) => return End::Connection(error.to_string()),
        };
        let request = client.post(url).headers(headers).body(body);
        match request.send().await {
            Ok(answer) => End::Answer(answer.status().as_u16()),
            // The address may carry a secret and is known to the caller.
            Err(error) => End::Connection(chain(&error.without_url())),
        }
    }

    async fn turn_at(&self, url: &Url) -> OwnedSemaphorePermit {
        let host = url.origin().ascii_serialization();
        let semaphore = {
            let mut by_host = self.by_host.lock().unwrap_or_else(PoisonError::into_inner);
            match by_host.get(&host).and_then(Weak::upgrade) {
                Some(semaphore) => semaphore,
                None => {
                    by_host.retain(|_, semaphore| semaphore.strong_count() > 0);
                    let semaphore = Arc::new(Semaphore::new(self.limits.per_host));
                    by_host.insert(host, Arc::downgrade(&semaphore));
                    semaphore
                }
            }
        };
        permit(semaphore).await
    }
}

/// Sends a request and reads its answer within bounds.
async fn answered(
    request: Result<RequestBuilder, &OutboundError>,
    limit: usize,
) -> Result<Answered, Unanswered> {
    let request = request.map_err(|error| Unanswered::Connection(error.to_string()))?;
    // The address may carry a secret and is known to the caller.
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

/// An error with all its causes; the outermost alone says little.
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
