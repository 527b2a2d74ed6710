//! The waits of the dispatcher: barriers, timers and answers, polled in the order in which they were
//! woken. An operation has at most one wait that can be canceled.

use std::collections::HashMap;
use std::future::Future;

use futures::StreamExt;
use futures::future::{AbortHandle, Abortable, BoxFuture};
use futures::stream::FuturesUnordered;
use uuid::Uuid;

use super::dispatch::Event;

#[derive(Default)]
pub(super) struct Waits {
    futures: FuturesUnordered<Abortable<BoxFuture<'static, Event>>>,
    by_operation: HashMap<Uuid, AbortHandle>,
    sweep: Option<AbortHandle>,
}

impl Waits {
    /// Waits for an operation; cancels its earlier wait.
    pub(super) fn wait(
        &mut self,
        operation: Uuid,
        future: impl Future<Output = Event> + Send + 'static,
    ) {
        self.give_up(operation);
        let handle = self.push(future);
        self.by_operation.insert(operation, handle);
    }

    /// Cancels the wait of an operation.
    pub(super) fn give_up(&mut self, operation: Uuid) {
        if let Some(handle) = self.by_operation.remove(&operation) {
            handle.abort();
        }
    }

    /// Waits for the next sweep; cancels an earlier wait for a sweep.
    pub(super) fn sweep(&mut self, future: impl Future<Output = Event> + Send + 'static) {
        if let Some(earlier) = self.sweep.take() {
            earlier.abort();
        }
        self.sweep = Some(self.push(future));
    }

    /// Adds a wait. Only the returned handle cancels it.
    pub(super) fn push(
        &mut self,
        future: impl Future<Output = Event> + Send + 'static,
    ) -> AbortHandle {
        let (handle, registration) = AbortHandle::new_pair();
        self.futures
            .push(Abortable::new(Box::pin(future), registration));
        handle
    }

    /// The next event; `None` if there is no wait.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            // Canceled waits are dropped here, with their timer or hold.
            if let Ok(event) = self.futures.next().await? {
                return Some(event);
            }
        }
    }
}
