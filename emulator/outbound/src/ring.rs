//! The last of many things, bounded by count and by size: what a test reads afterwards.
//!
//! The oldest make room for new ones. What the things are, and how their size is counted, is not
//! known here.

use std::collections::VecDeque;
use std::sync::Arc;

/// How much is kept. Nothing is, and nothing needs to be made, when either is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingLimits {
    /// Number of things.
    pub entries: usize,
    /// Size of all of them together, as those who add them count it.
    pub bytes: usize,
}

/// The things that are kept, oldest first.
#[derive(Debug)]
pub struct Ring<T> {
    limits: RingLimits,
    entries: VecDeque<(Arc<T>, usize)>,
    bytes: usize,
}

/// What made room, to be dropped: one thing as a rule, for which no list is made.
#[derive(Debug)]
pub struct Removed<T> {
    first: Option<Arc<T>>,
    rest: Vec<Arc<T>>,
}

impl<T> Ring<T> {
    /// An empty ring.
    pub const fn new(limits: RingLimits) -> Self {
        Self {
            limits,
            entries: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Adds one; answers the older ones that made room, for their owner to drop where nothing waits for it. One that is
    /// too large by itself is not kept, and nothing makes room for it.
    #[must_use = "dropping what made room takes time, better not under a lock"]
    pub fn push(&mut self, entry: T, size: usize) -> Removed<T> {
        let mut removed = Removed {
            first: None,
            rest: Vec::new(),
        };
        if self.limits.entries == 0 || size > self.limits.bytes {
            return removed;
        }
        self.bytes += size;
        self.entries.push_back((Arc::new(entry), size));
        while self.entries.len() > self.limits.entries || self.bytes > self.limits.bytes {
            let Some((oldest, freed)) = self.entries.pop_front() else {
                break;
            };
            self.bytes -= freed;
            match removed.first {
                None => removed.first = Some(oldest),
                Some(_) => removed.rest.push(oldest),
            }
        }
        removed
    }

    /// All that are kept, oldest first.
    pub fn entries(&self) -> Vec<Arc<T>> {
        let entries = self.entries.iter();
        entries.map(|(entry, _)| Arc::clone(entry)).collect()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(ring: &Ring<&'static str>) -> Vec<&'static str> {
        ring.entries().iter().map(|entry| **entry).collect()
    }

    #[test]
    fn the_oldest_make_room_by_count() {
        let mut ring = Ring::new(RingLimits {
            entries: 2,
            bytes: 99,
        });
        for entry in ["1", "2", "3"] {
            drop(ring.push(entry, 1));
        }
        assert_eq!(kept(&ring), ["2", "3"]);
        ring.clear();
        assert!(kept(&ring).is_empty());
    }

    #[test]
    fn the_oldest_make_room_by_size() {
        let mut ring = Ring::new(RingLimits {
            entries: 9,
            bytes: 4,
        });
        for entry in ["1", "2", "3"] {
            drop(ring.push(entry, 2));
        }
        assert_eq!(kept(&ring), ["2", "3"]);
        drop(ring.push("too large to be kept at all", 5));
        assert_eq!(kept(&ring), ["2", "3"]);
        drop(ring.push("as large as all", 4));
        assert_eq!(kept(&ring), ["as large as all"]);
        ring.clear();
        drop(ring.push("4", 4));
        assert_eq!(kept(&ring), ["4"]);
    }

    #[test]
    fn nothing_is_kept_without_room() {
        let mut ring = Ring::new(RingLimits {
            entries: 0,
            bytes: 1,
        });
        drop(ring.push("1", 1));
        assert!(kept(&ring).is_empty());
    }
}
