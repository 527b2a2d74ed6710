//! The switches: which bugs are on in this process, and the names they are switched on by.

use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Bug;

static ON: [AtomicBool; Bug::ALL.len()] = [const { AtomicBool::new(false) }; Bug::ALL.len()];

/// A name that no bug has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownBug;

impl std::fmt::Display for UnknownBug {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = Bug::ALL.iter().map(|bug| bug.name()).collect();
        write!(formatter, "expected one of {}", names.join(", "))
    }
}

impl std::error::Error for UnknownBug {}

impl FromStr for Bug {
    type Err = UnknownBug;

    fn from_str(text: &str) -> Result<Self, UnknownBug> {
        let all = Self::ALL.iter();
        all.copied()
            .find(|bug| bug.name() == text)
            .ok_or(UnknownBug)
    }
}

impl Bug {
    /// Whether it is switched on.
    pub fn is_on(self) -> bool {
        ON[self as usize].load(Ordering::Relaxed)
    }

    /// Switches it on, for the whole process.
    pub fn switch_on(self) {
        ON[self as usize].store(true, Ordering::Relaxed);
    }

    /// Switches it off again. What it has done stays done.
    pub fn switch_off(self) {
        ON[self as usize].store(false, Ordering::Relaxed);
    }
}
