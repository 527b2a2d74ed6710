//! Real time: only the benchmark reads it.

#![expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures real time; no organization's clock is involved"
)]

use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
