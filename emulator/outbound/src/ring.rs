//! A ring buffer, limited by count and by size.
//!
//! New entries replace the oldest ones. The caller decides what an entry is and how its size is counted.

use std::collections::VecDeque;
use std::sync::Arc;

/// The limits of a ring. If either is zero, no entry is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingLimits {
    /// The largest number of entries.
    pub entries: usize,
    /// The largest sum of the sizes that callers give to `push`.
    pub bytes: usize,
}

/// The entries, oldest first.
#[derive(Debug)]
pub struct Ring<T> {
    limits: RingLimits,
    entries: VecDeque<(Arc<T>, usize)>,
    bytes: usize,
}

/// The entries that a new one has replaced. Usually there is one, which needs no allocation.
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

    /// Adds an entry. Returns the replaced ones, which the caller should drop outside of any lock. An entry that is
    /// larger than the limit is not kept, and replaces no others.
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

    /// All entries, oldest first.
    pub fn entries(&self) -> Vec<Arc<T>> {
        let entries = self.entries.iter();
        entries.map(|(entry, _)| Arc::clone(entry)).collect()
    }

    /// Removes all entries.
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
