//! The targets of the fuzzer.

pub mod described;
pub mod targets;

use targets::{TARGETS, Target};

/// Every target: the parsers, and the names of definitions.
pub fn all() -> impl Iterator<Item = Target> {
    let parsers = TARGETS.iter().map(|target| Target { ..*target });
    parsers.chain([Target {
        name: "described",
        run: described::described,
        seeds: described::SEEDS,
    }])
}
