//! The journal: incoming requests and outgoing calls, for tests to read.
//!
//! It is a ring buffer in memory. The code that makes an entry redacts its secrets (see
//! [`redact`](super::redact)).

mod entry;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dataverse_limits::Limits;
use serde_json::value::RawValue;

pub use self::entry::{
    Answer, AzureMessage, Callback, Ended, EndedBy, Entry, EntryKind, Handler, Notes, Request,
    Said, Sent, WebhookEntry, body,
};
use crate::ring::{Ring, RingLimits};

/// The journal of one organization; clones share it.
#[derive(Debug, Clone)]
pub struct Journal {
    /// The largest body that is kept of a call whose bodies have no limit of their own, in bytes.
    body: usize,
    limits: RingLimits,
    ring: Arc<Mutex<Ring<Entry>>>,
}

impl Journal {
    /// An empty journal within the limits `journal_entries`, `journal_size` and `journal_body`. The size of an entry is
    /// that of its texts.
    pub fn new(limits: &Limits) -> Self {
        let kept = RingLimits {
            entries: limits.journal_entries,
            bytes: limits.journal_size,
        };
        Self {
            body: limits.journal_body,
            limits: kept,
            ring: Arc::new(Mutex::new(Ring::new(kept))),
        }
    }

    /// Whether entries are kept; otherwise making them is needless.
    pub fn is_kept(&self) -> bool {
        self.limits.entries > 0 && self.limits.bytes > 0
    }

    /// Same as [`body`]; replaces a body that is larger than the journal keeps by its size.
    pub fn body_of(&self, said: &str) -> Box<RawValue> {
        if said.len() <= self.body {
            return body(said);
        }
        let length = said.len();
        body(&format!("{length} bytes, more than are kept"))
    }

    /// Adds an entry; removes the oldest ones if there is no room.
    pub fn record(&self, entry: Entry) {
        let size = entry.size();
        let removed = self.lock().push(entry, size);
        drop(removed);
    }

    /// All entries, oldest first.
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        self.lock().entries()
    }

    /// The entries of one kind, oldest first.
    pub fn entries_of(&self, kind: EntryKind) -> Vec<Arc<Entry>> {
        let mut entries = self.entries();
        entries.retain(|entry| entry.kind() == kind);
        entries
    }

    /// Removes all entries.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Ring<Entry>> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Method;
    use reqwest::header::{HeaderMap, HeaderValue};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::redact::Headers;

    const ROOMY: Limits = Limits {
        journal_entries: 9,
        journal_size: 1 << 20,
        ..Limits::DEFAULT
    };

    fn request(target: &str) -> Entry {
        Entry::Request(Request {
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            method: Method::GET,
            target: target.to_owned(),
            status: 200,
            headers: Headers::of(&HeaderMap::from_iter([(
                reqwest::header::ACCEPT,
                HeaderValue::from_static("*/*"),
            )])),
            notes: Notes::default(),
        })
    }

    fn sent() -> Sent {
        Sent {
            method: "POST",
            headers: Headers::of(&HeaderMap::new()),
            body: body(r#"{"b":1,"a":2}"#),
        }
    }

    fn callback() -> Entry {
        Entry::Callback(Callback {
            operation: Uuid::from_u128(1),
            url: "http://sink/".to_owned(),
            attempt: 1,
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            request: sent(),
            ended: Ended {
                answer: None,
                error: Some("connection refused".to_owned()),
                ended_by: EndedBy::SafetyLimit,
                elapsed_ms: 0,
            },
        })
    }

    fn webhook() -> Entry {
        Entry::Webhook(WebhookEntry {
            endpoint: Uuid::from_u128(2),
            step: Uuid::from_u128(3),
            job: Some(Uuid::from_u128(4)),
            url: "http://sink/?code=***".to_owned(),
            attempt: 2,
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            request: sent(),
            ended: Ended {
                answer: Some(Answer { status: 204 }),
                error: None,
                ended_by: EndedBy::Answer,
                elapsed_ms: 5,
            },
        })
    }

    fn azure_message() -> Entry {
        Entry::AzureMessage(AzureMessage {
            endpoint: Uuid::from_u128(2),
            step: Uuid::from_u128(3),
            job: None,
            contract: "Queue",
            namespace: "sb://contoso.servicebus.windows.net/".to_owned(),
            path: "orders".to_owned(),
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            body: body("not JSON"),
        })
    }

    fn handler() -> Entry {
        Entry::Handler(Handler {
            plugin_type: "Contoso.Handler".to_owned(),
            step: Some(Uuid::from_u128(3)),
            job: None,
            url: "http://127.0.0.1:7071/".to_owned(),
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            request: sent(),
            answer: Some(Said {
                status: 200,
                body: body("Done."),
            }),
            error: Some("its answer is no JSON".to_owned()),
            ended_by: EndedBy::Answer,
            elapsed_ms: 0,
        })
    }

    #[test]
    fn a_body_without_a_bound_of_its_own_is_kept_up_to_one() {
        let text = |length| json!("x".repeat(length)).to_string();
        let journal = Journal::new(&Limits {
            journal_body: 11,
            ..ROOMY
        });
        assert_eq!(journal.body_of(&text(9)).get(), text(9));
        let kept = journal.body_of(&text(10));
        assert_eq!(kept.get(), r#""12 bytes, more than are kept""#);
    }

    #[test]
    fn entries_count_with_their_texts() {
        let bytes = 2 * request("/1").size();
        let journal = Journal::new(&Limits {
            journal_size: bytes,
            ..ROOMY
        });
        for target in ["/1", "/2", "/3"] {
            journal.record(request(target));
        }
        assert_eq!(journal.entries().len(), 2);
        journal.record(request("/longer"));
        assert_eq!(journal.entries().len(), 1);
        let empty = sent();
        let larger = [callback(), webhook(), azure_message(), handler()];
        for entry in larger {
            assert!(entry.size() > size_of::<Entry>() + empty.body.get().len() - 4);
        }
    }

    #[test]
    fn there_is_no_point_in_entries_without_room() {
        let journal = Journal::new(&Limits {
            journal_entries: 0,
            ..ROOMY
        });
        assert!(!journal.is_kept());
        journal.record(request("/1"));
        assert!(journal.entries().is_empty());
    }

    #[test]
    fn entries_are_found_by_their_kind_until_they_are_forgotten() {
        let journal = Journal::new(&ROOMY);
        let all = [
            callback(),
            request("/1"),
            azure_message(),
            handler(),
            webhook(),
        ];
        for entry in all {
            journal.record(entry);
        }
        for kind in EntryKind::ALL {
            let found = journal.entries_of(kind);
            assert_eq!(found.len(), 1, "{kind:?}");
            assert_eq!(json!(*found[0])["kind"], kind.name());
        }
        journal.clear();
        assert!(journal.entries().is_empty());
    }

    #[test]
    fn entries_are_written_as_the_control_door_shows_them() {
        let journal = Journal::new(&ROOMY);
        let all = [
            request("/1"),
            callback(),
            webhook(),
            azure_message(),
            handler(),
        ];
        for entry in all {
            journal.record(entry);
        }
        let entries = journal.entries();
        let shown: Vec<&Entry> = entries.iter().map(|entry| &**entry).collect();
        insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap());
    }
}
