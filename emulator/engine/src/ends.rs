//! The ends of operations that requests wait for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use uuid::Uuid;

use dataverse_runtime::activity::{Class, Work};

/// The operations of one organization whose end a request waits for; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Ends {
    awaited: Arc<Mutex<HashMap<Uuid, oneshot::Sender<Work>>>>,
}

/// The end of one operation, which one request waits for. Dropping this ends the wait.
#[derive(Debug)]
pub struct AwaitedEnd {
    ends: Ends,
    operation: Uuid,
    told: oneshot::Receiver<Work>,
}

impl Ends {
    /// Begins to wait for the end of an operation; look after this call whether it has ended already.
    pub fn of(&self, operation: Uuid) -> AwaitedEnd {
        let (tell, told) = oneshot::channel();
        self.lock().insert(operation, tell);
        AwaitedEnd {
            ends: self.clone(),
            operation,
            told,
        }
    }

    /// Tells that an operation has ended, or that its row is gone.
    pub(super) fn tell(&self, operation: Uuid, work: &Work) {
        let awaited = self.lock().remove(&operation);
        if let Some(tell) = awaited {
            // The request may have given up.
            drop(tell.send(work.follow(Class::Busy)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, oneshot::Sender<Work>>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AwaitedEnd {
    /// Waits for the end. The guard counts as work until the waiting request counts again; `None` if the engine has
    /// stopped.
    pub async fn ended(&mut self) -> Option<Work> {
        (&mut self.told).await.ok()
    }
}

impl Drop for AwaitedEnd {
    fn drop(&mut self) {
        self.told.close();
        let mut awaited = self.ends.lock();
        if awaited
            .get(&self.operation)
            .is_some_and(oneshot::Sender::is_closed)
        {
            awaited.remove(&self.operation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dataverse_runtime::activity::Activity;

    const OPERATION: Uuid = Uuid::from_u128(1);

    #[tokio::test]
    async fn who_waits_is_told_and_who_gave_up_is_forgotten() {
        let (ends, activity) = (Ends::default(), Activity::new());
        let work = activity.guard(Class::Busy);
        ends.tell(OPERATION, &work);
        let mut awaited = ends.of(OPERATION);
        ends.tell(OPERATION, &work);
        drop(work);
        let guard = awaited.ended().await.expect("it was told");
        assert_eq!(activity.pending().busy, 1, "the follow-up is counted");
        drop((guard, awaited));
        drop(ends.of(OPERATION));
        assert!(ends.lock().is_empty());
        assert!(activity.is_quiet());
    }
}
