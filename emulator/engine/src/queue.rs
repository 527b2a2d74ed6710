//! The queue of attempts that wait for a slot, and the slots.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dataverse_operation::attempt::Attempt;
use dataverse_operation::rules::DispatchOrder;
use uuid::Uuid;

/// Attempts that wait for a slot (U-23), in the order of their operations' places.
#[derive(Debug, Default)]
pub(super) struct Queue {
    by_place: BTreeMap<i64, (Uuid, Attempt)>,
    places: HashMap<Uuid, i64>,
    /// Priorities of all operations that are not completed, queued or not. Priority 0 is not
    /// stored.
    priorities: HashMap<Uuid, i32>,
    /// Queued operations with a priority, the highest first.
    preferred: BTreeSet<(Reverse<i32>, i64)>,
}

impl Queue {
    /// Adds an attempt at its place; replaces an earlier one of the same operation.
    pub(super) fn push(&mut self, place: i64, operation: Uuid, attempt: Attempt) {
        self.remove(operation);
        self.by_place.insert(place, (operation, attempt));
        self.places.insert(operation, place);
        if let Some(priority) = self.priorities.get(&operation) {
            self.preferred.insert((Reverse(*priority), place));
        }
    }

    /// Takes the next attempt: the one with the highest priority if rule `dispatch_order` says so,
    /// otherwise the one with the smallest place.
    pub(super) fn pop(&mut self, order: DispatchOrder) -> Option<(Uuid, Attempt)> {
        let preferred = match order {
            DispatchOrder::Fifo => None,
            DispatchOrder::Priority => self.preferred.first().map(|(_, place)| *place),
        };
        let place = preferred.or_else(|| self.by_place.keys().next().copied())?;
        let (operation, attempt) = *self.by_place.get(&place)?;
        self.remove(operation);
        Some((operation, attempt))
    }

    /// Removes an operation from the queue, if it is queued.
    pub(super) fn remove(&mut self, operation: Uuid) {
        if let Some(place) = self.places.remove(&operation) {
            self.by_place.remove(&place);
            if let Some(priority) = self.priorities.get(&operation) {
                self.preferred.remove(&(Reverse(*priority), place));
            }
        }
    }

    /// Sets the priority of an operation, queued or not; 0 means none.
    pub(super) fn prioritize(&mut self, operation: Uuid, priority: i32) {
        let place = self.places.get(&operation).copied();
        let before = match priority {
            0 => self.priorities.remove(&operation),
            _ => self.priorities.insert(operation, priority),
        };
        let Some(place) = place else {
            return;
        };
        if let Some(before) = before {
            self.preferred.remove(&(Reverse(before), place));
        }
        if priority != 0 {
            self.preferred.insert((Reverse(priority), place));
        }
    }

    /// Removes all data of an operation that is completed or deleted.
    pub(super) fn forget(&mut self, operation: Uuid) {
        self.remove(operation);
        self.priorities.remove(&operation);
    }
}

/// Counts the slots in use. Each [`Slot`] lives as long as the work in it.
#[derive(Debug, Default)]
pub(super) struct Slots {
    taken: Arc<AtomicUsize>,
}

/// A slot in use; dropping it frees the slot.
#[derive(Debug)]
pub(super) struct Slot {
    taken: Arc<AtomicUsize>,
}

impl Slots {
    /// Whether no slot is in use.
    pub(super) fn are_free(&self) -> bool {
        self.taken.load(Ordering::SeqCst) == 0
    }

    /// Takes a slot, unless `concurrency` slots are in use.
    pub(super) fn take(&self, concurrency: u32) -> Option<Slot> {
        let limit = usize::try_from(concurrency).unwrap_or(usize::MAX);
        if self.taken.load(Ordering::SeqCst) >= limit {
            return None;
        }
        // Only the dispatcher takes slots: no other task can do so between the two lines.
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
        std::iter::from_fn(|| queue.pop(DispatchOrder::Fifo))
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
    fn a_priority_goes_before_the_place_if_the_rule_says_so() {
        let mut queue = filled();
        queue.prioritize(Uuid::from_u128(1), 4);
        queue.prioritize(Uuid::from_u128(3), 9);
        queue.prioritize(Uuid::from_u128(4), 9);
        queue.push(8, Uuid::from_u128(4), Attempt::FIRST);
        let turns: Vec<_> = std::iter::from_fn(|| queue.pop(DispatchOrder::Priority))
            .map(|(operation, _)| operation.as_u128())
            .collect();
        assert_eq!(turns, [3, 4, 1, 2]);
    }

    #[test]
    fn a_priority_can_be_taken_back_and_is_forgotten_with_its_operation() {
        let mut queue = filled();
        queue.prioritize(Uuid::from_u128(1), 4);
        queue.prioritize(Uuid::from_u128(1), 0);
        queue.prioritize(Uuid::from_u128(3), 1);
        queue.forget(Uuid::from_u128(3));
        queue.push(5, Uuid::from_u128(3), Attempt::FIRST);
        let first = queue.pop(DispatchOrder::Priority).unwrap().0;
        assert_eq!(first.as_u128(), 2);
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
