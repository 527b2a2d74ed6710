//! Turns of queries: how many run at once, and when one has to give way or end.
//!
//! A query begins with a short turn. One that has not ended after so many looks gives its turn back and waits for one
//! of the fewer long turns, so that however many long queries there are, a plain one begins at once. A look is what
//! SQLite offers between its instructions, so the measure is work and not time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dataverse_limits::Limits;
use dataverse_runtime::clock::in_real_time;
use dataverse_runtime::deadline::{Deadline, DropGuard};
use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The turns of one organization.
#[derive(Debug)]
pub(crate) struct Turns {
    short: Arc<Semaphore>,
    long: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// How many looks a short turn has. Between two looks SQLite runs 10,000 instructions.
    looks: usize,
}

impl Turns {
    /// Turns within the limits `queries`, `long_queries`, `waiting_queries` and `query_work`. Each query that has a
    /// turn takes a thread and a connection.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            short: Arc::new(Semaphore::new(limits.queries)),
            long: Arc::new(Semaphore::new(limits.long_queries)),
            waiting: Arc::new(Semaphore::new(limits.waiting_queries)),
            looks: limits.query_work,
        }
    }

    /// Waits for a short turn. Dropping the guard ends the query that has it.
    pub(crate) async fn begin(&self) -> (Arc<Turn>, DropGuard) {
        // The semaphores are never closed.
        let permit = self.short.clone().acquire_owned().await.ok();
        let (deadline, guard) = Deadline::new(Timestamp::MAX);
        let turn = Turn {
            deadline,
            long: self.long.clone(),
            waiting: self.waiting.clone(),
            state: Mutex::new(State::Short {
                looks: self.looks,
                permit,
            }),
        };
        (Arc::new(turn), guard)
    }
}

/// The turn of one query. It is given back when the last reference is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    /// Over when the client is gone.
    deadline: Deadline,
    long: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Short {
        /// How many looks are left.
        looks: usize,
        permit: Option<OwnedSemaphorePermit>,
    },
    Long {
        _permit: OwnedSemaphorePermit,
    },
    Over,
}

impl Turn {
    /// Looks whether the query has to end. May wait for a long turn, on the thread of the query, at most for `limit`.
    pub(crate) fn is_over(&self, limit: Duration) -> bool {
        if self.deadline.is_over() {
            return true;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *state {
            State::Short { looks, .. } if *looks > 0 => *looks -= 1,
            State::Short { permit, .. } => {
                // The short turn is free before the wait begins.
                drop(permit.take());
                *state = match self.wait(limit) {
                    Some(permit) => State::Long { _permit: permit },
                    None => State::Over,
                };
            }
            State::Long { .. } | State::Over => {}
        }
        matches!(*state, State::Over)
    }

    /// Waits for a long turn; `None` if too many wait already, the limit has passed, or the client is gone.
    fn wait(&self, limit: Duration) -> Option<OwnedSemaphorePermit> {
        let _place = self.waiting.clone().try_acquire_owned().ok()?;
        let turn = async {
            tokio::select! {
                biased;
                permit = self.long.clone().acquire_owned() => permit.ok(),
                () = self.deadline.over() => None,
            }
        };
        Handle::current()
            .block_on(in_real_time(limit, turn))
            .ok()
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(600);
    const LIMITS: Limits = Limits {
        queries: 3,
        long_queries: 2,
        waiting_queries: 4,
        query_work: 5,
        ..Limits::DEFAULT
    };

    /// Looks until the turn is a long one, or over.
    async fn become_long(turn: &Arc<Turn>) -> bool {
        let turn = Arc::clone(turn);
        let looks = move || (0..=LIMITS.query_work).any(|_| turn.is_over(LIMIT));
        !tokio::task::spawn_blocking(looks).await.unwrap()
    }

    #[tokio::test]
    async fn long_queries_leave_the_short_turns_to_others() {
        let turns = Turns::new(&LIMITS);
        let mut long = Vec::new();
        for _ in 0..LIMITS.long_queries {
            let (turn, guard) = turns.begin().await;
            assert!(become_long(&turn).await);
            long.push((turn, guard));
        }
        assert_eq!(turns.short.available_permits(), LIMITS.queries);
        assert_eq!(turns.long.available_permits(), 0);

        let (turn, _guard) = turns.begin().await;
        let waiting = tokio::spawn(async move { become_long(&turn).await });
        while turns.waiting.available_permits() == LIMITS.waiting_queries {
            tokio::task::yield_now().await;
        }
        assert_eq!(turns.short.available_permits(), LIMITS.queries);
        long.pop();
        assert!(waiting.await.unwrap(), "the next long query has the turn");
    }

    #[tokio::test]
    async fn a_query_ends_with_its_client_whether_it_runs_or_waits() {
        let turns = Turns::new(&LIMITS);
        let (turn, guard) = turns.begin().await;
        assert!(!turn.is_over(LIMIT));
        drop(guard);
        assert!(turn.is_over(LIMIT));

        let all = turns.long.clone().acquire_many_owned(2).await.unwrap();
        let (turn, guard) = turns.begin().await;
        let waiting = tokio::spawn(async move { become_long(&turn).await });
        while turns.waiting.available_permits() == LIMITS.waiting_queries {
            tokio::task::yield_now().await;
        }
        drop(guard);
        assert!(!waiting.await.unwrap(), "the query that waits is over");
        drop(all);
    }

    #[tokio::test]
    async fn only_so_many_queries_wait_for_a_long_turn() {
        let turns = Turns::new(&LIMITS);
        let _long = turns.long.clone().acquire_many_owned(2).await.unwrap();
        let _waiting = turns.waiting.clone().acquire_many_owned(4).await.unwrap();
        let (turn, _guard) = turns.begin().await;
        assert!(!become_long(&turn).await);
    }
}
