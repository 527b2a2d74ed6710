//! What an organization tells the outside: callbacks, and the journal of what was said.

pub mod callback;
pub mod journal;
pub mod outbound;
pub mod redact;
