//! Attempts that are ready, in the order in which they get a slot, and the slots.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dataverse_operation::attempt::Attempt;
use dataverse_operation::rules::DispatchOrder;
use uuid::Uuid;

use super::ledger::Queued;

/// Attempts that are ready and wait for a slot (U-23).
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// By the order in which they became ready.
    ready: BTreeMap<u64, Ready>,
    /// The same, the highest priority first.
    by_priority: BTreeMap<(Reverse<i32>, u64), ()>,
    positions: HashMap<Uuid, u64>,
    next: u64,
}

#[derive(Debug)]
struct Ready {
    operation: Uuid,
    attempt: Attempt,
    priority: i32,
}

impl Queue {
    /// Adds an attempt behind those that became ready before; it takes the place of an earlier
    /// one of the same operation.
    pub(super) fn push(&mut self, operation: Uuid, queued: &Queued) {
        self.remove(operation);
        let position = self.next;
        self.next += 1;
        self.positions.insert(operation, position);
        self.by_priority
            .insert((Reverse(queued.priority), position), ());
        self.ready.insert(
            position,
            Ready {
                operation,
                attempt: queued.attempt,
                priority: queued.priority,
            },
        );
    }

    /// Takes out whose turn it is.
    pub(super) fn pop(&mut self, order: DispatchOrder) -> Option<(Uuid, Attempt)> {
        let position = match order {
            DispatchOrder::Fifo => *self.ready.first_key_value()?.0,
            DispatchOrder::Priority => self.by_priority.first_key_value()?.0.1,
        };
        let operation = self.ready.get(&position)?.operation;
        self.remove(operation).map(|attempt| (operation, attempt))
    }

    /// Takes an operation out.
    pub(super) fn remove(&mut self, operation: Uuid) -> Option<Attempt> {
        let position = self.positions.remove(&operation)?;
        let ready = self.ready.remove(&position)?;
        self.by_priority
            .remove(&(Reverse(ready.priority), position));
        Some(ready.attempt)
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
    /// Whether another one may be taken.
    pub(super) fn is_free(&self, concurrency: u32) -> bool {
        let limit = usize::try_from(concurrency).unwrap_or(usize::MAX);
        self.taken.load(Ordering::SeqCst) < limit
    }

    /// Takes one.
    pub(super) fn take(&self) -> Slot {
        self.taken.fetch_add(1, Ordering::SeqCst);
        Slot {
            taken: Arc::clone(&self.taken),
        }
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

    fn queued(priority: i32) -> Queued {
        Queued {
            attempt: Attempt::FIRST,
            custom_api: "sample_A".to_owned(),
            priority,
        }
    }

    fn drain(queue: &mut Queue, order: DispatchOrder) -> Vec<u128> {
        std::iter::from_fn(|| queue.pop(order))
            .map(|(operation, _)| operation.as_u128())
            .collect()
    }

    fn filled() -> Queue {
        let mut queue = Queue::default();
        for (operation, priority) in [(1, 0), (2, 5), (3, 5), (4, -1)] {
            queue.push(Uuid::from_u128(operation), &queued(priority));
        }
        queue
    }

    #[test]
    fn who_became_ready_first_goes_first() {
        assert_eq!(drain(&mut filled(), DispatchOrder::Fifo), [1, 2, 3, 4]);
    }

    #[test]
    fn the_highest_priority_goes_first_where_the_rule_says_so() {
        assert_eq!(drain(&mut filled(), DispatchOrder::Priority), [2, 3, 1, 4]);
    }

    #[test]
    fn an_operation_has_one_place_and_can_leave_it() {
        let mut queue = filled();
        queue.push(Uuid::from_u128(1), &queued(0));
        assert_eq!(queue.remove(Uuid::from_u128(3)), Some(Attempt::FIRST));
        assert_eq!(queue.remove(Uuid::from_u128(3)), None);
        assert_eq!(drain(&mut queue, DispatchOrder::Fifo), [2, 4, 1]);
    }

    #[test]
    fn a_slot_is_free_again_when_what_took_it_is_gone() {
        let slots = Slots::default();
        let slot = slots.take();
        assert!(!slots.is_free(1));
        assert!(slots.is_free(2));
        drop(slot);
        assert!(slots.is_free(1));
    }
}
