//! Tokens of handlers that work: a request that carries one joins the unit of work that its handler is called in.
//!
//! A token opens exactly one unit for exactly as long as its handler works.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dataverse_execution::Bypass;
use dataverse_execution::organization::{Call, Join, UnitHandle, UnitQueue, UnitRequest};
use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use uuid::Uuid;

/// What the token of every handler begins with, so that one that is over is known as such.
const PREFIX: &str = "dataverse-emulator-handler.";

/// Whether a token is, or was, a handler's.
pub(crate) fn is_token(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// The handlers that work at the moment, by their tokens; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct HandlerSessions {
    by_token: Arc<Mutex<HashMap<String, Call>>>,
}

/// A handler at work; its token is dead when this is dropped.
pub(super) struct HandlerSession {
    joins: HandlerSessions,
    token: String,
    queue: UnitQueue,
}

impl HandlerSessions {
    /// Gives a handler its token; what carries it is called with this provenance.
    pub(super) fn open(&self, id: Uuid, provenance: Provenance) -> HandlerSession {
        let token = format!("{PREFIX}{}", id.simple());
        let (unit, queue) = UnitHandle::new(over());
        let call = Call {
            provenance,
            bypass: Bypass::default(),
            unit: Some(unit),
        };
        self.lock().insert(token.clone(), call);
        HandlerSession {
            joins: self.clone(),
            token,
            queue,
        }
    }

    /// What a request that carries this token is called as.
    ///
    /// # Errors
    /// The handler that it belonged to works no more.
    pub(crate) fn find(&self, token: &str) -> Result<Call, Fault> {
        self.lock().get(token).cloned().ok_or_else(over)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Call>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HandlerSession {
    /// The token.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The next request; waits for one. The unit is its owner's to finish, not the handler's.
    pub(super) async fn next(&mut self) -> Option<Box<UnitRequest>> {
        match self.queue.next().await? {
            Join::Run(request) => Some(request),
            Join::Finish => None,
        }
    }
}

impl Drop for HandlerSession {
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

#[cfg(test)]
mod tests {
    use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
    use dataverse_runtime::activity::{Activity, Class};

    use super::*;

    fn provenance() -> Provenance {
        let user = Uuid::from_u128(1);
        Provenance::of_client(user, None, Uuid::from_u128(3), None, Arc::from("http://h"))
    }

    #[tokio::test]
    async fn a_token_is_good_while_its_handler_works() {
        let joins = HandlerSessions::default();
        let work = Activity::new().guard(Class::Busy);
        let mut working = joins.open(Uuid::nil(), provenance());
        let token = working.token().to_owned();
        assert!(is_token(&token));
        let unit = joins.find(&token).unwrap().unit.unwrap();
        let who_am_i = || OrganizationRequest::new("WhoAmI");
        let asking = unit.execute(provenance(), Bypass::default(), who_am_i(), &work);
        let answering = async {
            let request = working.next().await.unwrap();
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
}
