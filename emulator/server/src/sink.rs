//! Sinks: HTTP receivers for tests, which record requests and answer as the test says.
//!
//! They live in memory and end with the organization. This file knows neither HTTP nor the meaning
//! of a request; its caller waits for the delay of an answer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dataverse_limits::Limits;
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer};
use tokio::sync::watch;

use dataverse_outbound::ring::{Ring, RingLimits};

/// The answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SinkAnswer {
    /// A status, after a delay on the organization's clock.
    Status { status: u16, delay: SignedDuration },
    /// No answer at all.
    Nothing,
}

/// A recorded request.
#[derive(Debug, Serialize)]
pub(crate) struct Received {
    /// The time of arrival, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub(crate) at: Timestamp,
    /// The HTTP method.
    pub(crate) method: String,
    /// The part of the URL after the sink's own, with the query, as sent.
    pub(crate) path: String,
    /// The headers by lower-case name, unredacted. The values of a repeated header are joined.
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(flatten)]
    pub(crate) body: Body,
}

/// The body of a request, byte for byte.
#[derive(Debug, Serialize)]
pub(crate) enum Body {
    /// A body in UTF-8.
    #[serde(rename = "body")]
    Text(String),
    /// Any other body.
    #[serde(rename = "bodyBase64")]
    Base64(String),
}

/// The sinks of one organization.
#[derive(Debug)]
pub(crate) struct Sinks {
    /// The largest number of sinks.
    most: usize,
    /// The number and the size of requests that a sink keeps.
    kept: RingLimits,
    by_name: Mutex<BTreeMap<String, Arc<Sink>>>,
}

/// The result of setting a sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    /// The sink is new.
    Made,
    /// The sink existed, and uses the new answers from now on.
    Changed,
}

/// The organization has the largest number of sinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there are {0} sinks already: an organization has at most {0}")]
pub(crate) struct TooMany(usize);

#[derive(Debug)]
pub(crate) struct Sink {
    state: Mutex<State>,
    /// The number of requests so far, including those that are no longer kept.
    count: watch::Sender<u64>,
    /// The number of requests that wait for their answer.
    waiting: watch::Sender<usize>,
    /// Becomes true when the sink is removed.
    removed: watch::Sender<bool>,
}

/// Counts a request as waiting for its answer, until dropped.
#[derive(Debug)]
pub(crate) struct Waiting(Arc<Sink>);

#[derive(Debug)]
struct State {
    /// Used in order; the last answer repeats.
    answers: Vec<SinkAnswer>,
    used: usize,
    received: Ring<Received>,
}

/// The requests that a sink has received.
#[derive(Debug)]
pub(crate) struct SinkHistory {
    /// The number of requests so far.
    pub(crate) count: u64,
    /// The requests that are kept, oldest first.
    pub(crate) requests: Vec<Arc<Received>>,
}

impl Sinks {
    /// No sinks yet; they keep to the limits `sinks`, `sink_requests` and `sink_size`.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            most: limits.sinks,
            kept: RingLimits {
                entries: limits.sink_requests,
                bytes: limits.sink_size,
            },
            by_name: Mutex::default(),
        }
    }

    /// Creates a sink, or replaces its answers. `answers` must not be empty.
    pub(crate) fn put(&self, name: &str, answers: Vec<SinkAnswer>) -> Result<Put, TooMany> {
        let mut by_name = self.lock();
        if let Some(sink) = by_name.get(name) {
            let mut state = sink.lock();
            state.answers = answers;
            state.used = 0;
            return Ok(Put::Changed);
        }
        if by_name.len() == self.most {
            return Err(TooMany(self.most));
        }
        by_name.insert(name.to_owned(), Arc::new(Sink::new(answers, self.kept)));
        Ok(Put::Made)
    }

    pub(crate) fn find(&self, name: &str) -> Option<Arc<Sink>> {
        self.lock().get(name).cloned()
    }

    /// Removes a sink, and waits until no request waits there any more. Returns whether the sink
    /// existed.
    pub(crate) async fn remove(&self, name: &str) -> bool {
        let removed = self.lock().remove(name);
        match removed {
            Some(sink) => {
                sink.removed.send_replace(true);
                let mut waiting = sink.waiting.subscribe();
                // The sender lives as long as this handle, so waiting cannot fail.
                let _ = waiting.wait_for(|waiting| *waiting == 0).await;
                true
            }
            None => false,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Sink>>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink {
    fn new(answers: Vec<SinkAnswer>, kept: RingLimits) -> Self {
        Self {
            state: Mutex::new(State {
                answers,
                used: 0,
                received: Ring::new(kept),
            }),
            count: watch::Sender::new(0),
            waiting: watch::Sender::new(0),
            removed: watch::Sender::new(false),
        }
    }

    /// Records a request; returns the answer to it.
    pub(crate) fn receive(&self, request: Received) -> SinkAnswer {
        let size = request.size();
        let mut state = self.lock();
        let removed = state.received.push(request, size);
        let last = state.answers.len().saturating_sub(1);
        let answer = state.answers.get(state.used.min(last)).copied();
        state.used += 1;
        self.count.send_modify(|count| *count += 1);
        drop(state);
        drop(removed);
        answer.unwrap_or(SinkAnswer::Nothing)
    }

    pub(crate) fn seen(&self) -> SinkHistory {
        let state = self.lock();
        SinkHistory {
            count: *self.count.borrow(),
            requests: state.received.entries(),
        }
    }

    /// Waits until this number of requests has come.
    pub(crate) async fn reached(&self, wanted: u64) {
        let mut count = self.count.subscribe();
        // The sender lives as long as this handle, so waiting cannot fail.
        let _ = count.wait_for(|count| *count >= wanted).await;
    }

    /// Counts a request that waits for its answer.
    pub(crate) fn wait(self: &Arc<Self>) -> Waiting {
        self.waiting.send_modify(|waiting| *waiting += 1);
        Waiting(Arc::clone(self))
    }

    /// Waits until the sink is removed.
    pub(crate) async fn removed(&self) {
        let mut removed = self.removed.subscribe();
        // The sender lives as long as this handle, so waiting cannot fail.
        let _ = removed.wait_for(|removed| *removed).await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waiting.send_modify(|waiting| *waiting -= 1);
    }
}

impl Received {
    /// The approximate size in memory, in bytes.
    fn size(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.len() + value.len()).sum();
        let (Body::Text(body) | Body::Base64(body)) = &self.body;
        size_of::<Self>() + self.path.len() + headers + body.len()
    }
}

impl Body {
    /// Text if the bytes are UTF-8.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64(BASE64_STANDARD.encode(bytes)),
        }
    }
}

fn instant<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const LIMITS: Limits = Limits {
        sinks: 3,
        sink_requests: 10,
        sink_size: 2_000,
        ..Limits::DEFAULT
    };

    fn received(body: &[u8]) -> Received {
        Received {
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            method: "POST".to_owned(),
            path: "/a?b".to_owned(),
            headers: BTreeMap::from([("accept".to_owned(), "*/*".to_owned())]),
            body: Body::of(body),
        }
    }

    fn at_once(status: u16) -> SinkAnswer {
        SinkAnswer::Status {
            status,
            delay: SignedDuration::ZERO,
        }
    }

    #[test]
    fn answers_are_used_one_after_the_other_and_the_last_for_ever() {
        let sinks = Sinks::new(&LIMITS);
        let answers = vec![at_once(503), at_once(200), SinkAnswer::Nothing];
        assert_eq!(sinks.put("hook", answers.clone()), Ok(Put::Made));
        let sink = sinks.find("hook").unwrap();
        let told: Vec<SinkAnswer> = (0..4).map(|_| sink.receive(received(b""))).collect();
        assert_eq!(told[..3], answers);
        assert_eq!(told[3], SinkAnswer::Nothing);
        let answers = vec![at_once(204)];
        assert_eq!(sinks.put("hook", answers), Ok(Put::Changed));
        assert_eq!(sink.receive(received(b"")), at_once(204));
        assert_eq!(sink.seen().count, 5);
    }

    #[test]
    fn what_came_is_shown_byte_for_byte() {
        let sinks = Sinks::new(&LIMITS);
        sinks.put("hook", vec![at_once(200)]).unwrap();
        let sink = sinks.find("hook").unwrap();
        sink.receive(received(br#"{"a":"\/"}"#));
        sink.receive(received(b"\xff"));
        let requests = sink.seen().requests;
        assert_eq!(
            json!(*requests[0]),
            json!({
                "at": "2026-01-02T03:04:05Z",
                "method": "POST",
                "path": "/a?b",
                "headers": {"accept": "*/*"},
                "body": "{\"a\":\"\\/\"}",
            })
        );
        assert_eq!(json!(*requests[1])["bodyBase64"], "/w==");
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_came_is_counted() {
        let sinks = Sinks::new(&LIMITS);
        sinks.put("hook", vec![at_once(200)]).unwrap();
        let sink = sinks.find("hook").unwrap();
        let large = vec![b'x'; LIMITS.sink_size / 2];
        for _ in 0..3 {
            sink.receive(received(&large));
        }
        let seen = sink.seen();
        assert_eq!((seen.count, seen.requests.len()), (3, 1));
    }

    #[tokio::test]
    async fn an_organization_has_so_many_sinks() {
        let sinks = Sinks::new(&LIMITS);
        for number in 0..LIMITS.sinks {
            let name = number.to_string();
            assert_eq!(sinks.put(&name, vec![at_once(200)]), Ok(Put::Made));
        }
        assert_eq!(
            sinks.put("more", vec![at_once(200)]),
            Err(TooMany(LIMITS.sinks))
        );
        assert_eq!(sinks.put("0", vec![at_once(200)]), Ok(Put::Changed));
        assert!(sinks.remove("0").await);
        assert!(!sinks.remove("0").await);
        assert_eq!(sinks.put("more", vec![at_once(200)]), Ok(Put::Made));
    }

    #[tokio::test]
    async fn who_waits_is_told_of_arrivals_and_of_the_end() {
        let sinks = Sinks::new(&LIMITS);
        sinks.put("hook", vec![SinkAnswer::Nothing]).unwrap();
        let sink = sinks.find("hook").unwrap();
        let waiting = tokio::spawn({
            let sink = Arc::clone(&sink);
            async move { sink.reached(2).await }
        });
        sink.receive(received(b""));
        sink.receive(received(b""));
        waiting.await.unwrap();
        let hanging = sink.wait();
        let waiting = tokio::spawn(async move {
            sink.removed().await;
            drop(hanging);
        });
        assert!(sinks.remove("hook").await);
        waiting.await.unwrap();
    }
}
