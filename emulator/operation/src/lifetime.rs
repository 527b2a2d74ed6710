//! The expiry of an operation's row (BG-0B0, U-17).
//!
//! The store removes expired rows; this module computes the instant.

use std::time::Duration;

use jiff::Timestamp;

use crate::phase::Phase;
use crate::rules::{Rules, TtlCountsFrom, TtlSeconds};
use crate::step::later;

/// When a row may be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// Not while an attempt is running.
    Held,
    /// From this instant on.
    At(Timestamp),
}

/// The expiry of an operation's row, from its phase, its creation, its last modification and its
/// `ttlinseconds`.
pub fn expiry(
    phase: &Phase,
    created: Timestamp,
    modified: Timestamp,
    ttl: TtlSeconds,
    rules: &Rules,
) -> Expiry {
    match phase {
        Phase::Running(_) => Expiry::Held,
        Phase::Waiting(_) | Phase::Canceling(_) | Phase::Done(_) => {
            let from = match rules.ttl_counts_from {
                TtlCountsFrom::LastModified => modified,
                TtlCountsFrom::Created => created,
            };
            Expiry::At(later(from, Duration::from_secs(u64::from(ttl.get()))))
        }
    }
}

#[cfg(test)]
mod tests;
