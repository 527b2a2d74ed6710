//! Outgoing HTTP of an organization: callbacks, webhooks and calls to handlers, and the journal of all exchanges.

pub mod callback;
pub mod delivery;
pub mod endpoint;
pub mod journal;
pub mod outbound;
pub mod redact;
pub mod ring;
