//! Waiting for the end of an operation.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use super::{Operation, Waiting};
use crate::BoxFuture;
use crate::error::{Error, Result};
use crate::pace::Pace;
use crate::status::Progress;

/// Waits for the end of an operation when it is awaited. What is not said here is as the call said it.
#[must_use = "nothing is waited for before it is awaited"]
#[derive(Debug)]
pub struct Wait<T>(Operation<T>);

impl<T: Send + 'static> Wait<T> {
    pub(crate) fn new(operation: Operation<T>) -> Self {
        Self(operation)
    }

    /// The time limit. It is not overrun: the last look is when it passes.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.0.waiting.limit = Some(limit);
        self
    }

    /// Stops waiting when `stop` ends; the operation goes on.
    pub fn until(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.0.waiting.stop = Some(Box::pin(stop));
        self
    }

    /// The pace of looking.
    pub fn pace(mut self, pace: impl Pace + 'static) -> Self {
        self.0.waiting.pace = Some(Arc::new(pace));
        self
    }

    /// Calls `told` after each look.
    pub fn on_progress(mut self, told: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.0.waiting.told = Some(Box::new(told));
        self
    }
}

impl<T: Send + 'static> IntoFuture for Wait<T> {
    type Output = Result<T>;
    type IntoFuture = BoxFuture<'static, Result<T>>;

    fn into_future(mut self) -> Self::IntoFuture {
        let Some(mut stop) = self.0.waiting.stop.take() else {
            return Box::pin(to_the_end(self.0));
        };
        let canceller = self.0.canceller();
        Box::pin(async move {
            let mut waiting = pin!(to_the_end(self.0));
            poll_fn(|context| match stop.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Err(Error::Stopped {
                    monitor: Some(canceller.monitor()),
                })),
                Poll::Pending => waiting.as_mut().poll(context),
            })
            .await
        })
    }
}

/// Looks until the end is seen or the limit has passed. There is one loop, and the limit is in it.
async fn to_the_end<T>(mut operation: Operation<T>) -> Result<T> {
    let clock = Arc::clone(&operation.core.client.shared().clock);
    let Waiting { limit, told, .. } = operation.waiting.as_mut();
    let (limit, mut told) = (limit.take(), told.take());
    let began = clock.elapsed();
    let deadline = limit.map(|limit| began.saturating_add(limit));
    loop {
        operation.look(deadline).await?;
        let next = (!operation.is_ended()).then(|| operation.poll_interval());
        if let Some(told) = told.as_mut() {
            told(&operation.core.progress(began, next));
        }
        let delay = match (next, operation.outcome.take()) {
            (_, Some(outcome)) => return outcome,
            (next, None) => next.unwrap_or_default(),
        };
        let left = deadline.map(|deadline| deadline.saturating_sub(clock.elapsed()));
        if left == Some(Duration::ZERO) {
            return Err(operation.core.timed_out(began));
        }
        clock
            .sleep(left.map_or(delay, |left| left.min(delay)))
            .await;
    }
}
