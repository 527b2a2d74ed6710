//! Tokens of running handlers: a request with such a token joins the unit of work that its handler is called from.
//!
//! A token is valid for one unit, until the handler has answered or its deadline has passed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dataverse_execution::Bypass;
use dataverse_execution::organization::{Call, Join, UnitHandle, UnitQueue};
use dataverse_limits::Limits;
use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_runtime::secret::{NoRandomness, Secret, is_same_token};

/// The prefix of all handlers' tokens, by which an expired one is recognized.
const PREFIX: &str = "dataverse-emulator-handler.";

/// Whether a token is or was a handler's.
pub(crate) fn is_token(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// The running handlers with their tokens; clones share them. There are few at once, so that every token can be
/// compared in the same time.
#[derive(Debug, Clone)]
pub(crate) struct HandlerSessions {
    /// How many requests of one handler may wait.
    waiting: usize,
    running: Arc<Mutex<Vec<(Secret, Call)>>>,
}

/// A running handler; dropping this invalidates its token.
pub(super) struct HandlerSession {
    joins: HandlerSessions,
    token: Secret,
    queue: UnitQueue,
}

impl HandlerSessions {
    /// No handler; each that comes keeps to the limit `joined_requests`.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            waiting: limits.joined_requests,
            running: Arc::default(),
        }
    }

    /// Makes the token of a handler. Requests with the token run with this provenance.
    ///
    /// # Errors
    /// The operating system has no randomness for the token.
    pub(super) fn open(&self, provenance: Provenance) -> Result<HandlerSession, NoRandomness> {
        let token = Secret::draw(PREFIX)?;
        let (unit, queue) = UnitHandle::new(over(), self.waiting);
        let call = Call {
            provenance,
            bypass: Bypass::default(),
            unit: Some(unit),
        };
        self.lock().push((token.clone(), call));
        Ok(HandlerSession {
            joins: self.clone(),
            token,
            queue,
        })
    }

    /// The call for requests with this token.
    ///
    /// # Errors
    /// The token's handler no longer runs.
    pub(crate) fn find(&self, token: &str) -> Result<Call, Fault> {
        let running = self.lock();
        let found = running
            .iter()
            .find(|(secret, _)| is_same_token(secret.reveal(), token));
        found.map(|(_, call)| call.clone()).ok_or_else(over)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Secret, Call)>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HandlerSession {
    pub(super) fn token(&self) -> &str {
        self.token.reveal()
    }

    /// Waits for the next request with the token, or the next change set.
    pub(super) async fn next(&mut self) -> Option<Join> {
        self.queue.next().await
    }
}

impl Drop for HandlerSession {
    fn drop(&mut self) {
        let own = self.token.reveal();
        self.joins
            .lock()
            .retain(|(secret, _)| secret.reveal() != own);
    }
}

/// The fault for a token whose handler has answered or has passed its deadline.
fn over() -> Fault {
    Fault::routing(
        401,
        "The token belongs to a plug-in's handler that has ended: it has answered, or its time limit has passed. Requests after that need a token of their own.",
    )
}

#[cfg(test)]
mod tests {
    use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
    use dataverse_runtime::activity::{Activity, Class};
    use uuid::Uuid;

    use super::*;

    fn provenance() -> Provenance {
        let user = Uuid::from_u128(1);
        Provenance::of_client(user, None, Uuid::from_u128(3), None, Arc::from("http://h"))
    }

    #[tokio::test]
    async fn a_token_is_good_while_its_handler_works() {
        let joins = HandlerSessions::new(&Limits::DEFAULT);
        let work = Activity::new().guard(Class::Busy);
        let mut working = joins.open(provenance()).unwrap();
        let token = working.token().to_owned();
        assert!(is_token(&token));
        let unit = joins.find(&token).unwrap().unit.unwrap();
        let who_am_i = || OrganizationRequest::new("WhoAmI");
        let asking = unit.execute(provenance(), Bypass::default(), who_am_i(), &work);
        let answering = async {
            let Some(Join::Run(request)) = working.next().await else {
                panic!("a request was sent");
            };
            request.serve(&work, |_, _, request| {
                assert_eq!(request.name, "WhoAmI");
                Ok(OrganizationResponse::default())
            });
        };
        let (answer, ()) = tokio::join!(asking, answering);
        answer.unwrap();
        drop(working);
        let fault = joins.find(&token).unwrap_err();
        assert_eq!(fault.http_status(), 401);
        let late = unit.execute(provenance(), Bypass::default(), who_am_i(), &work);
        assert_eq!(late.await.unwrap_err().http_status(), 401);
        assert_eq!(work.class(), Class::Busy);
    }

    #[tokio::test]
    async fn a_request_more_than_may_wait_is_refused() {
        let joins = HandlerSessions::new(&Limits {
            joined_requests: 1,
            ..Limits::DEFAULT
        });
        let work = Activity::new().guard(Class::Busy);
        let working = joins.open(provenance()).unwrap();
        let unit = joins.find(working.token()).unwrap().unit.unwrap();
        let who_am_i = || OrganizationRequest::new("WhoAmI");
        let asking = || unit.execute(provenance(), Bypass::default(), who_am_i(), &work);
        let (mut first, second) = (Box::pin(asking()), asking());
        assert!(futures::poll!(&mut first).is_pending());
        let refused = second.await.unwrap_err();
        assert_eq!(refused.http_status(), 429);
        assert!(
            refused.message.contains("has 1 requests waiting"),
            "{}",
            refused.message
        );
    }
}
