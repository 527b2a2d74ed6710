//! What went over the wire, for tests to read: requests that came in, callbacks that went out.
//!
//! A ring in memory, bounded by count and by bytes; the oldest entries go first. Secrets are taken
//! out by those who make an entry (see [`redact`](super::redact)).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use uuid::Uuid;

use super::redact;

/// How much a journal keeps. Nothing is kept, and nothing needs to be made, when either is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Number of entries.
    pub entries: usize,
    /// Size of all entries together, as they are counted by [`Entry`]'s texts.
    pub bytes: usize,
}

/// The journal of one organization; clones share it.
#[derive(Debug, Clone)]
pub struct Journal {
    limits: Limits,
    ring: Arc<Mutex<Ring>>,
}

#[derive(Debug, Default)]
struct Ring {
    entries: VecDeque<(Arc<Entry>, usize)>,
    bytes: usize,
}

/// One exchange.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A request that came in and was answered.
    Request(Request),
    /// An attempt to deliver a callback.
    Callback(Callback),
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// See [`Entry::Request`].
    Request,
    /// See [`Entry::Callback`].
    Callback,
}

/// A request that came in.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// When it came, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The HTTP method.
    pub method: String,
    /// Path and query, secrets redacted.
    pub target: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The request's headers, secrets redacted.
    pub headers: BTreeMap<String, String>,
    /// The message it was for, where its address does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why it was refused, where the status does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

impl Request {
    /// An entry of an exchange, its secrets taken out.
    pub fn new(
        at: Timestamp,
        method: &Method,
        target: &str,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Self {
        Self {
            at,
            method: method.to_string(),
            target: redact::address(target),
            status: status.as_u16(),
            headers: redact::headers(headers),
            message: None,
            refusal: None,
        }
    }
}

/// An attempt to deliver a callback (BG-080).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    /// The operation that ended.
    pub operation: Uuid,
    /// Where it went, secrets redacted.
    pub url: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// When it was sent, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// What was sent.
    pub request: Sent,
    /// What came back, if anything did.
    pub answer: Option<Answer>,
    /// What went wrong, if anything did.
    pub error: Option<String>,
    /// What ended the attempt.
    pub ended_by: EndedBy,
    /// How long it took on the organization's clock, in milliseconds.
    pub elapsed_ms: i64,
}

/// A request that went out.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    /// The HTTP method.
    pub method: &'static str,
    /// The headers that were set, secrets redacted.
    pub headers: BTreeMap<String, String>,
    /// The JSON that was sent.
    pub body: Box<RawValue>,
}

/// An answer to a request that went out; its body is of no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
}

/// What ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    /// The answer.
    Answer,
    /// Its deadline on the organization's clock.
    Deadline,
    /// The limit in real time.
    SafetyLimit,
    /// There was no connection, or it was lost.
    Connection,
}

impl Journal {
    /// An empty journal.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ring: Arc::default(),
        }
    }

    /// Whether there is a point in making entries.
    pub fn is_kept(&self) -> bool {
        self.limits.entries > 0 && self.limits.bytes > 0
    }

    /// Adds an entry; older ones make room.
    pub fn record(&self, entry: Entry) {
        let size = entry.size();
        if !self.is_kept() || size > self.limits.bytes {
            return;
        }
        let mut ring = self.lock();
        ring.bytes += size;
        ring.entries.push_back((Arc::new(entry), size));
        while ring.entries.len() > self.limits.entries || ring.bytes > self.limits.bytes {
            let Some((_, freed)) = ring.entries.pop_front() else {
                break;
            };
            ring.bytes -= freed;
        }
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        let ring = self.lock();
        ring.entries
            .iter()
            .map(|(entry, _)| Arc::clone(entry))
            .collect()
    }

    /// The entries of one kind, oldest first.
    pub fn entries_of(&self, kind: EntryKind) -> Vec<Arc<Entry>> {
        let mut entries = self.entries();
        entries.retain(|entry| entry.kind() == kind);
        entries
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.lock() = Ring::default();
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// What it is about.
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Request(_) => EntryKind::Request,
            Self::Callback(_) => EntryKind::Callback,
        }
    }

    /// Roughly what it takes in memory: its struct and its texts.
    fn size(&self) -> usize {
        let texts = match self {
            Self::Request(Request {
                method,
                target,
                headers,
                message,
                refusal,
                ..
            }) => {
                let said = [message, refusal].into_iter().flatten();
                method.len()
                    + target.len()
                    + headers_size(headers)
                    + said.map(String::len).sum::<usize>()
            }
            Self::Callback(Callback {
                url,
                request,
                error,
                ..
            }) => {
                url.len()
                    + headers_size(&request.headers)
                    + request.body.get().len()
                    + error.as_ref().map_or(0, String::len)
            }
        };
        size_of::<Self>() + texts
    }
}

fn headers_size(headers: &BTreeMap<String, String>) -> usize {
    headers
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum()
}

fn instant<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOMY: Limits = Limits {
        entries: 3,
        bytes: 1 << 20,
    };

    fn request(target: &str) -> Entry {
        Entry::Request(Request {
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            method: "GET".to_owned(),
            target: target.to_owned(),
            status: 200,
            headers: BTreeMap::from([("accept".to_owned(), "*/*".to_owned())]),
            message: None,
            refusal: None,
        })
    }

    fn callback() -> Entry {
        Entry::Callback(Callback {
            operation: Uuid::from_u128(1),
            url: "http://sink/".to_owned(),
            attempt: 1,
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            request: Sent {
                method: "POST",
                headers: BTreeMap::new(),
                body: RawValue::from_string(r#"{"b":1,"a":2}"#.to_owned()).unwrap(),
            },
            answer: None,
            error: Some("connection refused".to_owned()),
            ended_by: EndedBy::SafetyLimit,
            elapsed_ms: 0,
        })
    }

    fn targets(journal: &Journal) -> Vec<String> {
        journal
            .entries_of(EntryKind::Request)
            .iter()
            .map(|entry| match &**entry {
                Entry::Request(request) => request.target.clone(),
                Entry::Callback(_) => unreachable!("only requests were asked for"),
            })
            .collect()
    }

    #[test]
    fn the_oldest_entries_make_room_by_count() {
        let journal = Journal::new(ROOMY);
        for target in ["/1", "/2", "/3", "/4"] {
            journal.record(request(target));
        }
        assert_eq!(targets(&journal), ["/2", "/3", "/4"]);
        journal.clear();
        assert!(journal.entries().is_empty());
    }

    #[test]
    fn the_oldest_entries_make_room_by_size() {
        let bytes = 2 * request("/1").size();
        let journal = Journal::new(Limits { entries: 9, bytes });
        for target in ["/1", "/2", "/3"] {
            journal.record(request(target));
        }
        assert_eq!(targets(&journal), ["/2", "/3"]);
        journal.record(request(&"x".repeat(bytes)));
        assert_eq!(
            targets(&journal),
            ["/2", "/3"],
            "too large to be kept at all"
        );
        journal.record(request("/longer"));
        assert_eq!(targets(&journal), ["/longer"]);
    }

    #[test]
    fn nothing_is_kept_without_room() {
        let journal = Journal::new(Limits {
            entries: 0,
            bytes: 1,
        });
        assert!(!journal.is_kept());
        journal.record(request("/1"));
        assert!(journal.entries().is_empty());
    }

    #[test]
    fn entries_are_written_as_the_control_door_shows_them() {
        let journal = Journal::new(ROOMY);
        journal.record(request("/1"));
        journal.record(callback());
        let entries = journal.entries();
        let shown: Vec<&Entry> = entries.iter().map(|entry| &**entry).collect();
        insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap());
    }
}
