//! The origin of a request: its users, its door, and the requests that caused it.
//!
//! One value describes the origin wherever the request goes. It is stored as a whole with work that
//! runs later (background operations, system jobs, completion events), so no member is copied by
//! hand.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most requests nested in each other; deeper nesting is taken for a loop (PL-0E0).
const DEPTH_LIMIT: u8 = 8;

/// The users of a request, and the requests that caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// `systemuserid` of the user that the request runs as; nil for the platform itself.
    pub caller: Uuid,
    /// `systemuserid` of the user who acts for the caller (impersonation, IM-001).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_by: Option<Uuid>,
    /// `systemuserid` of the user who sent the client request, or submitted the operation, that led
    /// to this request.
    pub initiating_user: Uuid,
    /// The id that all requests share which one client request caused.
    pub correlation: Uuid,
    /// The id that the client gave its request; `None` if it gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// Scheme and authority of the organization's own address, such as `http://127.0.0.1:5555`, without a slash at the
    /// end. Handlers, webhooks and receivers of callbacks are told this one, never an address that a client made up.
    pub origin: Arc<str>,
    /// Scheme and authority that the client used for this request, for URLs in the answer to it (BG-025). `None` for
    /// every request that no client has sent itself, and therefore never stored.
    #[serde(skip)]
    pub client_origin: Option<Arc<str>>,
    /// Nesting depth: 1 for a client's request, and one more for each request that is nested in
    /// another.
    pub depth: u8,
    /// The number of background operations that led to it, each submitted by a handler of the one
    /// before.
    #[serde(default)]
    pub chain: u32,
}

impl Provenance {
    /// The provenance of a client's request; `on_behalf_by` acts for the caller.
    pub fn of_client(
        caller: Uuid,
        on_behalf_by: Option<Uuid>,
        correlation: Uuid,
        request: Option<Uuid>,
        origin: Arc<str>,
    ) -> Self {
        Self {
            caller,
            on_behalf_by,
            initiating_user: on_behalf_by.unwrap_or(caller),
            correlation,
            request,
            origin,
            client_origin: None,
            depth: 1,
            chain: 0,
        }
    }

    /// The provenance of a request that code makes while this request runs; `None` beyond the depth
    /// limit.
    pub fn nested(&self) -> Option<Self> {
        (self.depth < DEPTH_LIMIT).then(|| Self {
            depth: self.depth + 1,
            ..self.told_by_itself()
        })
    }

    /// The same without the address that the client used.
    #[must_use]
    pub fn told_by_itself(&self) -> Self {
        Self {
            client_origin: None,
            ..self.clone()
        }
    }

    /// Scheme and authority of URLs in the answer to this request.
    pub fn answer_origin(&self) -> &Arc<str> {
        self.client_origin.as_ref().unwrap_or(&self.origin)
    }

    /// The provenance of a background operation's work, or of its completion event; `self` is the
    /// provenance of the request that submitted the operation.
    #[must_use]
    pub fn of_operation(&self) -> Self {
        Self {
            initiating_user: self.on_behalf_by.unwrap_or(self.caller),
            request: None,
            depth: 1,
            chain: self.chain.saturating_add(1),
            ..self.told_by_itself()
        }
    }
}
