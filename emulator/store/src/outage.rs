//! Outages of the database: while its disk is full, for example, it commits nothing.
//!
//! A client is told, and decides what to do. What the platform has to commit by itself it tries
//! again until it is committed, because an operation that was acknowledged must not be forgotten.

use std::sync::{Arc, Mutex, PoisonError};

use dataverse_limits::Limits;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::real_delay;

use crate::refusal::Refusal;

/// Whether the database commits at present; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Outage {
    reason: Arc<Mutex<Option<String>>>,
}

impl Outage {
    /// Notes how the latest changes ended: with the reason why the database cannot commit, if it
    /// cannot.
    pub(super) fn note(&self, reason: Option<&str>) {
        let mut noted = self.reason.lock().unwrap_or_else(PoisonError::into_inner);
        match (noted.is_some(), reason) {
            (false, Some(reason)) => tracing::error!(
                %reason,
                "the database cannot commit: requests that write are refused, and what the emulator has to commit by itself is tried again"
            ),
            (true, None) => tracing::warn!("the database commits again"),
            _ => return,
        }
        *noted = reason.map(str::to_owned);
    }

    pub(super) fn reason(&self) -> Option<String> {
        let noted = self.reason.lock().unwrap_or_else(PoisonError::into_inner);
        noted.clone()
    }
}

/// Tries something until the database is available. In real time, the first delay between two tries is the limit
/// `commit_delay`, and each further one twice as long, up to `commit_delay_longest`. The work counts as
/// [`Class::Storage`] meanwhile.
///
/// # Errors
/// The first refusal that is not [`Refusal::Unavailable`].
pub async fn until_available<T, F>(
    work: &Work,
    limits: &Limits,
    mut attempt: impl FnMut() -> F,
) -> Result<T, Refusal>
where
    F: Future<Output = Result<T, Refusal>>,
{
    let longest = limits.commit_delay_longest;
    let mut delay = limits.commit_delay.min(longest);
    let mut stalled = None;
    loop {
        match attempt().await {
            Err(Refusal::Unavailable(_)) => {}
            result => return result,
        }
        stalled.get_or_insert_with(|| work.follow(Class::Storage));
        real_delay(delay).await;
        delay = delay.saturating_mul(2).min(longest);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use dataverse_runtime::activity::Activity;

    const WITHOUT_DELAY: Limits = Limits {
        commit_delay_longest: Duration::ZERO,
        ..Limits::DEFAULT
    };

    fn full() -> Refusal {
        Refusal::Unavailable("database or disk is full".to_owned())
    }

    #[tokio::test]
    async fn what_cannot_be_committed_is_tried_until_it_can_and_counts_meanwhile() {
        let activity = Activity::new();
        let work = activity.guard(Class::Time);
        let mut count = 0;
        let done = until_available(&work, &WITHOUT_DELAY, || {
            count += 1;
            let pending = activity.pending();
            let counted = (pending.busy, pending.storage);
            assert_eq!(counted, if count == 1 { (0, 0) } else { (1, 1) });
            std::future::ready(if count < 20 { Err(full()) } else { Ok(count) })
        });
        assert_eq!(done.await, Ok(20));
        assert_eq!(activity.pending().storage, 0);
    }

    #[tokio::test]
    async fn every_other_refusal_ends_the_tries() {
        let work = Activity::new().guard(Class::Busy);
        let mut answers = vec![Err(Refusal::Closed), Err(full())];
        let done: Result<(), _> = until_available(&work, &WITHOUT_DELAY, || {
            std::future::ready(answers.pop().unwrap())
        })
        .await;
        assert_eq!(done, Err(Refusal::Closed));
    }

    #[test]
    fn the_reason_is_known_until_something_is_committed() {
        let outage = Outage::default();
        outage.note(full().outage());
        outage.note(Refusal::NotInUnit.outage().or(Some("still full")));
        assert_eq!(outage.reason().as_deref(), Some("database or disk is full"));
        outage.note(None);
        assert_eq!(outage.reason(), None);
    }
}
