//! An operation as a stream of what each look at it saw.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use super::Operation;
use crate::BoxFuture;
use crate::error::Result;
use crate::status::Progress;

/// What each look saw, the end last. An error of looking is the last item, too; the operation can be watched again.
#[must_use = "nothing is looked at before the stream is polled"]
pub struct Watch<'a, T> {
    began: Duration,
    state: State<'a, T>,
}

enum State<'a, T> {
    /// Nothing is under way. The delay is what remains to be waited before the next look.
    Idle(&'a mut Operation<T>, Duration),
    /// A look, and the waiting before it.
    Looking(BoxFuture<'a, (&'a mut Operation<T>, Result<Progress>)>),
    /// The last item was given.
    Over,
}

impl<'a, T: Send + 'static> Watch<'a, T> {
    pub(crate) fn new(operation: &'a mut Operation<T>) -> Self {
        Self {
            began: operation.core.client.shared().clock.elapsed(),
            state: State::Idle(operation, Duration::ZERO),
        }
    }
}

impl<T> std::fmt::Debug for Watch<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

impl<T: Send + 'static> Stream for Watch<'_, T> {
    type Item = Result<Progress>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut looking = match std::mem::replace(&mut self.state, State::Over) {
            State::Over => return Poll::Ready(None),
            State::Looking(looking) => looking,
            State::Idle(operation, delay) => Box::pin(look(operation, self.began, delay)),
        };
        match looking.as_mut().poll(context) {
            Poll::Pending => {
                self.state = State::Looking(looking);
                Poll::Pending
            }
            Poll::Ready((operation, seen)) => {
                if let Ok(Progress {
                    next: Some(next), ..
                }) = &seen
                {
                    self.state = State::Idle(operation, *next);
                }
                Poll::Ready(Some(seen))
            }
        }
    }
}

/// Waits for `delay`, looks, and says what it saw.
async fn look<T>(
    operation: &mut Operation<T>,
    began: Duration,
    delay: Duration,
) -> (&mut Operation<T>, Result<Progress>) {
    if delay > Duration::ZERO {
        let clock = Arc::clone(&operation.core.client.shared().clock);
        clock.sleep(delay).await;
    }
    let seen = operation.look(None).await.map(|status| {
        let next = (!status.is_ended()).then(|| operation.poll_interval());
        operation.core.progress(began, next)
    });
    (operation, seen)
}
