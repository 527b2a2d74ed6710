//! What the dispatcher waits for: gates, timers and answers, polled in the order in which they
//! were woken. An operation has at most one wait that can be given up.

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
    /// Waits on behalf of an operation, instead of what it waited for before.
    pub(super) fn wait(
        &mut self,
        operation: Uuid,
        future: impl Future<Output = Event> + Send + 'static,
    ) {
        self.give_up(operation);
        let handle = self.push(future);
        self.by_operation.insert(operation, handle);
    }

    /// Gives up what an operation waits for.
    pub(super) fn give_up(&mut self, operation: Uuid) {
        if let Some(handle) = self.by_operation.remove(&operation) {
            handle.abort();
        }
    }

    /// Waits for the next sweep, instead of for another one.
    pub(super) fn sweep(&mut self, future: impl Future<Output = Event> + Send + 'static) {
        if let Some(earlier) = self.sweep.take() {
            earlier.abort();
        }
        self.sweep = Some(self.push(future));
    }

    /// Waits for something that is not given up.
    pub(super) fn push(
        &mut self,
        future: impl Future<Output = Event> + Send + 'static,
    ) -> AbortHandle {
        let (handle, registration) = AbortHandle::new_pair();
        self.futures
            .push(Abortable::new(Box::pin(future), registration));
        handle
    }

    /// The next thing that happened; none while nothing is waited for.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            // What was given up drops out here, together with its timer or hold.
            if let Ok(event) = self.futures.next().await? {
                return Some(event);
            }
        }
    }
}
