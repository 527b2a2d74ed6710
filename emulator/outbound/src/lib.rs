//! What an organization tells the outside: callbacks and webhooks, and the journal of what was said.

pub mod callback;
pub mod delivery;
pub mod endpoint;
pub mod journal;
pub mod outbound;
pub mod redact;
pub mod ring;
