//! Requests that join a unit of work: they carry a running handler's token, and are run by the
//! thread that owns the unit, one after the other.
//!
//! A token opens exactly one queue for exactly as long as its handler works. Who reads the queue,
//! and what a request does, is not known here.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::activity::{Class, Work};
use crate::message::session::Call;

/// What the token of every handler begins with, so that one that is over is known as such.
const PREFIX: &str = "dataverse-emulator-handler.";

/// How many requests of one handler may wait for their turn.
const WAITING: usize = 64;

/// Whether a token is, or was, a handler's.
pub(crate) fn is_token(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// The handlers that work at the moment, by their tokens; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Joins {
    by_token: Arc<Mutex<HashMap<String, Open>>>,
}

/// What a token opens.
#[derive(Debug, Clone)]
struct Open {
    call: Call,
    joined: Joined,
}

/// The way into a unit of work that a request has found by its token.
#[derive(Clone)]
pub(crate) struct Joined {
    asks: mpsc::Sender<Ask>,
}

/// A request that waits for its turn.
pub(crate) struct Ask {
    /// In whose name: the step's user's, unless the request says otherwise.
    call: Box<Call>,
    /// What is asked.
    request: OrganizationRequest,
    /// Counts it as work until whoever runs it counts.
    guard: Work,
    /// Where the answer goes, with what counts until the request itself does again.
    answer: oneshot::Sender<Answered>,
}

type Answered = (Result<OrganizationResponse, Fault>, Work);

/// A handler at work; its token is dead when this is dropped.
pub(super) struct Working {
    joins: Joins,
    token: String,
    asks: mpsc::Receiver<Ask>,
}

/// A way into a unit of work, and what comes by it.
pub(crate) fn line() -> (Joined, mpsc::Receiver<Ask>) {
    let (send, asks) = mpsc::channel(WAITING);
    (Joined { asks: send }, asks)
}

impl Joins {
    /// Gives a handler its token; what carries it is called as this.
    pub(super) fn open(&self, id: Uuid, call: Call) -> Working {
        let token = format!("{PREFIX}{}", id.simple());
        let (joined, asks) = line();
        let open = Open { call, joined };
        self.lock().insert(token.clone(), open);
        Working {
            joins: self.clone(),
            token,
            asks,
        }
    }

    /// The call of a request that carries this token.
    ///
    /// # Errors
    /// The handler that it belonged to works no more.
    pub(crate) fn find(&self, token: &str) -> Result<Call, Fault> {
        let Open { call, joined } = self.lock().get(token).cloned().ok_or_else(over)?;
        Ok(Call {
            joined: Some(joined),
            ..call
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Joined {
    /// Has a request run inside the unit of work, when it is its turn. The guard counts as waiting
    /// meanwhile; the work counts by itself.
    ///
    /// # Errors
    /// The request's own; or the handler is over, or too many of its requests wait.
    pub(crate) async fn execute(
        &self,
        call: Call,
        request: OrganizationRequest,
        guard: &Work,
    ) -> Result<OrganizationResponse, Fault> {
        let (answer, answered) = oneshot::channel();
        let ask = Ask {
            call: Box::new(call),
            request,
            guard: guard.follow(Class::Busy),
            answer,
        };
        self.asks.try_send(ask).map_err(|error| match error {
            TrySendError::Full(_) => too_many(),
            TrySendError::Closed(_) => over(),
        })?;
        guard.switch(Class::Time);
        let answered = answered.await;
        guard.switch(Class::Busy);
        // The guard of the answer counted until this one did.
        answered.map_or_else(|_| Err(over()), |(result, _guard)| result)
    }
}

impl Ask {
    /// Has it done by whoever owns the unit of work, and who counts as work by now: alone, since that waits where the
    /// code does which is run, and clocks move on meanwhile.
    pub(crate) fn serve(self, run: impl FnOnce(Call, OrganizationRequest) -> Answered) {
        drop(self.guard);
        // Whoever asked may have gone; the unit is as it is.
        drop(self.answer.send(run(*self.call, self.request)));
    }
}

impl fmt::Debug for Joined {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Joined")
    }
}

impl Working {
    /// The token.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The next request; waits for one.
    pub(super) async fn next(&mut self) -> Option<Ask> {
        self.asks.recv().await
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.joins.lock().remove(&self.token);
    }
}

/// The refusal of a token whose handler has answered or was given up.
fn over() -> Fault {
    Fault::routing(
        401,
        "The token belongs to a plug-in's handler that works no more: it has answered, or its time was up. A handler's token is good until then; what is to happen later needs a token of its own.",
    )
}

fn too_many() -> Fault {
    Fault::routing(
        429,
        format!(
            "The plug-in's handler has {WAITING} requests waiting already. They join one unit of work and run one after the other: wait for their answers."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::pipeline::Bypass;

    fn call() -> Call {
        Call {
            caller: Uuid::from_u128(1),
            delegate: None,
            initiating: Uuid::from_u128(2),
            depth: 2,
            correlation: Uuid::from_u128(3),
            request: None,
            origin: Arc::from("http://h"),
            chain: 0,
            joined: None,
            bypass: Bypass::default(),
        }
    }

    #[tokio::test]
    async fn a_token_is_good_while_its_handler_works() {
        let joins = Joins::default();
        let guard = Activity::new().guard(Class::Busy);
        let mut working = joins.open(Uuid::nil(), call());
        let token = working.token().to_owned();
        assert!(is_token(&token));
        let joined = joins.find(&token).unwrap().joined.unwrap();
        let asking = joined.execute(call(), OrganizationRequest::new("WhoAmI"), &guard);
        let answering = async {
            let ask = working.next().await.unwrap();
            assert_eq!(ask.request.name, "WhoAmI");
            let answered = (Ok(OrganizationResponse::default()), ask.guard);
            ask.answer.send(answered).unwrap();
        };
        let (answer, ()) = tokio::join!(asking, answering);
        answer.unwrap();
        drop(working);
        let fault = joins.find(&token).unwrap_err();
        assert_eq!(fault.http_status(), 401);
        let late = joined.execute(call(), OrganizationRequest::new("WhoAmI"), &guard);
        assert_eq!(late.await.unwrap_err().http_status(), 401);
        assert_eq!(guard.class(), Class::Busy);
    }

    #[tokio::test]
    async fn only_so_many_requests_wait() {
        let joins = Joins::default();
        let activity = Activity::new();
        let working = joins.open(Uuid::nil(), call());
        let joined = joins.find(working.token()).unwrap().joined.unwrap();
        let mut waiting = Vec::new();
        for _ in 0..WAITING {
            let joined = joined.clone();
            let guard = activity.guard(Class::Busy);
            let mut asking = Box::pin(async move {
                joined
                    .execute(call(), OrganizationRequest::new("WhoAmI"), &guard)
                    .await
            });
            assert!(futures::poll!(&mut asking).is_pending());
            waiting.push(asking);
        }
        let guard = activity.guard(Class::Busy);
        let refused = joined.execute(call(), OrganizationRequest::new("WhoAmI"), &guard);
        assert_eq!(refused.await.unwrap_err().http_status(), 429);
        drop(working);
        for asking in waiting {
            assert_eq!(asking.await.unwrap_err().http_status(), 401);
        }
    }
}
