//! Where a request comes from: who asks, for whom, on which path, and what it follows from.
//!
//! One value describes it wherever it goes: it is stored whole with what runs later (background operations, system jobs,
//! completion events), so that nothing of it is copied field by field.

use std::sync::Arc;

use dataverse_bug::Bug;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many requests may be nested in each other before a loop is assumed (PL-0E0).
const DEPTH_LIMIT: u8 = 8;

/// Who asks, and on which path the request came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// `systemuserid` of the user that the request runs as. The platform itself has the nil id.
    pub caller: Uuid,
    /// `systemuserid` of the user who acts for the caller (impersonation, IM-001).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_by: Option<Uuid>,
    /// `systemuserid` of the user who asked for what caused the request.
    pub initiating_user: Uuid,
    /// Ties together everything that one request from outside caused.
    pub correlation: Uuid,
    /// The id that the client gave its request, if it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Uuid>,
    /// Scheme and authority that the client used, such as `http://127.0.0.1:5555`, without a slash at the end (BG-025).
    pub origin: Arc<str>,
    /// How many requests it is nested in, from 1.
    pub depth: u8,
    /// How many background operations led here, each submitted by a handler of the one before.
    #[serde(default)]
    pub chain: u32,
}

impl Provenance {
    /// That of a request from outside; `on_behalf_by` acts for the caller.
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
            depth: 1,
            chain: 0,
        }
    }

    /// That of a request which code makes while this one runs; `None` past the depth limit.
    pub fn nested(&self) -> Option<Self> {
        let limit = DEPTH_LIMIT + u8::from(Bug::NinthDepth.is_on());
        (self.depth < limit).then(|| Self {
            depth: self.depth + 1,
            ..self.clone()
        })
    }

    /// That of what a background operation does, or of the event that it has ended, where this is the provenance of the
    /// request that submitted it.
    #[must_use]
    pub fn of_operation(&self) -> Self {
        Self {
            initiating_user: self.on_behalf_by.unwrap_or(self.caller),
            request: None,
            depth: 1,
            chain: self.chain.saturating_add(1),
            ..self.clone()
        }
    }
}
