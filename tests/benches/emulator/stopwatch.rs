//! Real time, which is what a benchmark measures and nothing else here reads.

#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures real time; no organization's clock is involved"
)]

use std::time::{Duration, Instant};

/// Runs from its creation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// What it shows.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
