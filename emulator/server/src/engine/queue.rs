//! Attempts that are ready, in the order in which they get a slot, and the slots.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dataverse_operation::attempt::Attempt;
use uuid::Uuid;

/// Attempts that are ready and wait for a slot (U-23).
#[derive(Debug, Default)]
pub(super) struct Queue {
    by_place: BTreeMap<i64, (Uuid, Attempt)>,
    places: HashMap<Uuid, i64>,
}

impl Queue {
    /// Adds an attempt at its place, instead of an earlier one of the same operation.
    pub(super) fn push(&mut self, place: i64, operation: Uuid, attempt: Attempt) {
        self.remove(operation);
        self.by_place.insert(place, (operation, attempt));
        self.places.insert(operation, place);
    }

    /// Takes out whose turn it is: the smallest place.
    pub(super) fn pop(&mut self) -> Option<(Uuid, Attempt)> {
        let (_, next) = self.by_place.pop_first()?;
        self.places.remove(&next.0);
        Some(next)
    }

    /// Takes an operation out, if it is in.
    pub(super) fn remove(&mut self, operation: Uuid) {
        if let Some(place) = self.places.remove(&operation) {
            self.by_place.remove(&place);
        }
    }
}

/// How many slots are taken; each by a [`Slot`] that lives as long as what occupies it.
#[derive(Debug, Default)]
pub(super) struct Slots {
    taken: Arc<AtomicUsize>,
}

/// A taken slot.
#[derive(Debug)]
pub(super) struct Slot {
    taken: Arc<AtomicUsize>,
}

impl Slots {
    /// Takes one, if fewer are taken than there may be.
    pub(super) fn take(&self, concurrency: u32) -> Option<Slot> {
        let limit = usize::try_from(concurrency).unwrap_or(usize::MAX);
        if self.taken.load(Ordering::SeqCst) >= limit {
            return None;
        }
        // Only the dispatcher takes slots, so nobody was faster in between.
        self.taken.fetch_add(1, Ordering::SeqCst);
        Some(Slot {
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.taken.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain(queue: &mut Queue) -> Vec<u128> {
        std::iter::from_fn(|| queue.pop())
            .map(|(operation, _)| operation.as_u128())
            .collect()
    }

    fn filled() -> Queue {
        let mut queue = Queue::default();
        for (place, operation) in [(7, 1), (3, 2), (5, 3)] {
            queue.push(place, Uuid::from_u128(operation), Attempt::FIRST);
        }
        queue
    }

    #[test]
    fn the_smallest_place_goes_first() {
        assert_eq!(drain(&mut filled()), [2, 3, 1]);
    }

    #[test]
    fn an_operation_has_one_place_and_can_leave_it() {
        let mut queue = filled();
        queue.push(9, Uuid::from_u128(2), Attempt::FIRST);
        queue.remove(Uuid::from_u128(3));
        queue.remove(Uuid::from_u128(3));
        assert_eq!(drain(&mut queue), [1, 2]);
    }

    #[test]
    fn a_slot_is_free_again_when_what_took_it_is_gone() {
        let slots = Slots::default();
        let slot = slots.take(1).unwrap();
        assert!(slots.take(1).is_none());
        assert!(slots.take(2).is_some());
        drop(slot);
        assert!(slots.take(1).is_some());
    }
}
