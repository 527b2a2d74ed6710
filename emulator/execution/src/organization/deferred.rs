//! Deferred requests (OData 11.6): accepted as background operations, and answered later by the door that took them.
//!
//! This module knows no HTTP: the request and its response are texts of the door's own.

use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::clock::Kind;
use dataverse_store::{StoredPhase, Submission, Submitted, Task, Write};
use futures::future::BoxFuture;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Call, Organization};
use crate::address::accepts;
use crate::error::{fault_of, store_fault};

/// The most characters of an operation's names; its columns hold twice as many.
const NAME_LIMIT: usize = 256;

/// Answers a stored request: the door does, which the organization does not know.
pub trait Replay: std::fmt::Debug + Send + Sync {
    /// Answers the request as if it had just come. Its organization requests join the unit of work of `call`, and `work`
    /// counts until the response.
    ///
    /// # Errors
    /// The fault that is the response. A response that refuses only a part of the request is none.
    fn replay(
        &self,
        organization: Organization,
        exact: String,
        call: Call,
        work: Work,
    ) -> BoxFuture<'static, Result<String, Fault>>;
}

/// A request to defer.
#[derive(Debug)]
pub struct Deferral {
    /// The first segment of its path, or the function or action that it calls: names its script.
    pub subject: String,
    /// The request for people: method and path.
    pub display_name: String,
    /// The request as the door reads it again.
    pub exact: String,
    /// The URL to call when the response is there.
    pub callback: Option<String>,
    /// Who asks, and from where.
    pub provenance: Provenance,
}

/// What came first: the end of an operation, or the end of the wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// The operation has ended.
    Ended,
    /// It has not.
    TimeIsUp,
}

impl Organization {
    /// Accepts a request as an operation of its own: it is answered later.
    ///
    /// # Errors
    /// The URL of the callback is invalid; too many operations wait already; the database cannot commit.
    pub async fn defer(&self, deferral: Deferral, work: &Work) -> Result<Uuid, Fault> {
        let rules = self.rules();
        let Deferral {
            subject,
            display_name,
            exact,
            callback,
            provenance,
        } = deferral;
        if let Some(url) = &callback {
            accepts(url, rules.callback_uri)
                .map_err(|error| Fault::invalid_argument(error.to_string()))?;
        }
        let id = self.new_id();
        let submission = Submission {
            id,
            name: beginning(subject),
            display_name: beginning(display_name),
            task: Task::Exchange { exact },
            input_memo: None,
            callback,
            provenance: provenance.told_by_itself(),
        };
        let writes = vec![Write::Submit(Box::new(submission))];
        match self.core().commit(writes, &rules, work).await {
            Ok(_) => Ok(id),
            Err(refusal) => Err(fault_of(&refusal, &self.metadata(), &rules)),
        }
    }

    /// Waits until an operation has ended, but not beyond the instant `at`. `work` counts as waiting meanwhile.
    ///
    /// # Errors
    /// The store fails.
    pub async fn until_ended(
        &self,
        operation: Uuid,
        at: Timestamp,
        work: &Work,
    ) -> Result<Waited, Fault> {
        let mut awaited = self.parts.ends.of(operation);
        let stored = self.operation(operation)?;
        if stored.is_none_or(|stored| !stored.phase.is_open()) {
            return Ok(Waited::Ended);
        }
        let time = self.clock().wait_until(at, Kind::Work);
        let waits = work.during(Class::Time);
        let (waited, busy) = tokio::select! {
            biased;
            busy = awaited.ended() => (Waited::Ended, busy),
            busy = time => (Waited::TimeIsUp, Some(busy)),
        };
        drop(waits);
        drop(busy);
        Ok(waited)
    }

    /// The phase of an operation, with the protocol that it was accepted under; `None` for a row that a client created.
    ///
    /// # Errors
    /// The store fails.
    pub fn operation(&self, operation: Uuid) -> Result<Option<StoredPhase>, Fault> {
        let view = self.store().view().map_err(store_fault)?;
        view.phase(operation).map_err(store_fault)
    }

    /// What an operation was accepted to do; `None` for a row that a client created.
    ///
    /// # Errors
    /// The store fails.
    pub fn submitted(&self, operation: Uuid) -> Result<Option<Submitted>, Fault> {
        let view = self.store().view().map_err(store_fault)?;
        view.submitted(operation).map_err(store_fault)
    }

    /// The status code of an operation that has ended, even if its row is gone.
    ///
    /// # Errors
    /// The store fails.
    pub fn ended(&self, operation: Uuid) -> Result<Option<i32>, Fault> {
        let view = self.store().view().map_err(store_fault)?;
        view.ended(operation).map_err(store_fault)
    }
}

/// The beginning of a text, as long as the row's names are at most.
fn beginning(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(NAME_LIMIT) {
        text.truncate(end);
    }
    text
}
