//! From where a step acts: inside the request's unit of work, or outside of it.
//!
//! Outside is where the first stage of a request that is not nested stands: what its handlers write
//! there are requests of their own, committed one by one, and stay when the request fails.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::execution_context::{ExecutionContext, Transaction};
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Entity;
use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::watch;
use uuid::Uuid;

use super::Steps;
use crate::activity::{Class, Work};
use crate::identity::IdStream;
use crate::message::session::{Call, deeper};
use crate::message::{self, Session, fault_of};
use crate::metadata::Table;
use crate::organization::Organization;

/// From where a step acts.
pub(crate) enum Reach<'r, 'o> {
    /// Inside the unit of work.
    Inside(&'r mut Session<'o>),
    /// Outside.
    Outside(&'r mut Outside<'o>),
}

/// A request that has no unit of work yet, on a thread where code may run.
pub(crate) struct Outside<'o> {
    /// The organization.
    pub(crate) organization: &'o Organization,
    /// Who asks.
    pub(crate) call: Call,
    /// The steps of the moment at which the request came.
    pub(crate) steps: Arc<Steps>,
    /// Where ids come from.
    pub(crate) ids: IdStream,
    /// Counts the request as work.
    pub(crate) guard: Work,
    /// How long it is wanted.
    pub(crate) wanted: Wanted,
}

/// How long something is wanted: as long as somebody waits for it, and until its time is up.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Closed when nobody waits any more.
    pub(crate) waiting: watch::Receiver<()>,
    /// When its time is up; for what it causes, too.
    pub(crate) deadline: Timestamp,
}

/// In whose name a handler makes a request.
#[derive(Clone, Copy)]
pub(crate) enum By<'c> {
    /// In that of the user it runs as.
    Itself,
    /// In the name that a request of its process came in.
    Request(&'c Call),
}

impl By<'_> {
    /// What is different about the call.
    fn enter(self, call: &mut Call) {
        if let By::Request(by) = self {
            call.caller = by.caller;
            call.delegate = by.delegate;
            call.bypass = by.bypass.clone();
        }
    }
}

impl<'o> Outside<'o> {
    /// The unit of work that follows.
    pub(crate) fn into_session(self) -> Result<Session<'o>, (Fault, Work)> {
        Session::for_code(self)
    }

    /// Runs a request of its own and commits it.
    fn execute(
        &mut self,
        request: OrganizationRequest,
        parent: Arc<ExecutionContext>,
        by: By<'_>,
    ) -> Result<OrganizationResponse, Fault> {
        let organization = self.organization;
        let mut call = deeper(&self.call)?;
        by.enter(&mut call);
        let outside = Outside {
            organization,
            call,
            steps: self.steps.clone(),
            ids: organization.identity().stream(),
            guard: self.guard.follow(Class::Busy),
            wanted: self.wanted.clone(),
        };
        let mut session = outside.into_session().map_err(|(fault, _)| fault)?;
        session.set_parent(Some(parent));
        let response = message::execute(&mut session, request)?;
        let (writes, guard) = session.into_parts();
        let guard = guard.ok_or_else(Fault::unexpected)?;
        Handle::current()
            .block_on(organization.commit(writes, &guard))
            .map_err(|refusal| {
                fault_of(&refusal, organization.metadata(), &organization.rules())
            })?;
        Ok(response)
    }
}

impl<'o> Reach<'_, 'o> {
    /// The same reach for somebody else to use meanwhile.
    pub(crate) fn lend(&mut self) -> Reach<'_, 'o> {
        match self {
            Self::Inside(session) => Reach::Inside(session),
            Self::Outside(outside) => Reach::Outside(outside),
        }
    }

    /// The organization.
    pub(crate) fn organization(&self) -> &'o Organization {
        match self {
            Self::Inside(session) => session.organization(),
            Self::Outside(outside) => outside.organization,
        }
    }

    /// Who asks.
    pub(crate) fn call(&self) -> &Call {
        match self {
            Self::Inside(session) => session.call(),
            Self::Outside(outside) => &outside.call,
        }
    }

    /// The rules in force.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.organization().rules()
    }

    /// Whether what is written here goes with the request.
    pub(crate) fn transaction(&self) -> Transaction {
        match self {
            Self::Inside(_) => Transaction::Inside,
            Self::Outside(_) if Bug::FirstStageSaysInside.is_on() => Transaction::Inside,
            Self::Outside(_) => Transaction::Outside,
        }
    }

    /// What the request was caused by.
    pub(crate) fn parent(&self) -> Option<&Arc<ExecutionContext>> {
        match self {
            Self::Inside(session) => session.parent(),
            Self::Outside(_) => None,
        }
    }

    /// A fresh id.
    pub(crate) fn new_id(&mut self) -> Uuid {
        match self {
            Self::Inside(session) => session.new_id(),
            Self::Outside(outside) => outside.ids.next(),
        }
    }

    /// One row by its key.
    pub(crate) fn retrieve(
        &self,
        table: &Arc<Table>,
        id: Uuid,
        columns: &Columns,
    ) -> Result<Option<Entity>, Fault> {
        match self {
            Self::Inside(session) => session.retrieve(table, id, columns),
            Self::Outside(outside) => outside.organization.retrieve(table, id, columns),
        }
    }

    /// Runs a request that a handler makes, one level deeper.
    pub(crate) fn execute(
        &mut self,
        request: OrganizationRequest,
        parent: Arc<ExecutionContext>,
        by: By<'_>,
    ) -> Result<OrganizationResponse, Fault> {
        match self {
            Self::Inside(session) => session.nested(|session| {
                by.enter(session.call_mut());
                let before = session.set_parent(Some(parent));
                let result = message::execute(session, request);
                session.set_parent(before);
                result
            }),
            Self::Outside(outside) => outside.execute(request, parent, by),
        }
    }

    /// Runs something as another user, if one is named.
    pub(crate) fn as_user<T>(&mut self, user: Option<Uuid>, run: impl FnOnce(&mut Self) -> T) -> T {
        let Some(user) = user else {
            return run(self);
        };
        let before = std::mem::replace(self.caller(), user);
        let result = run(self);
        *self.caller() = before;
        result
    }

    /// Counts the request as work; a session on committed ground has none.
    pub(crate) fn guard(&mut self) -> Option<&Work> {
        match self {
            Self::Inside(session) => session.guard(),
            Self::Outside(outside) => Some(&mut outside.guard),
        }
    }

    /// Has the request count as this from now on.
    pub(crate) fn counts_as(&mut self, class: Class) {
        if let Some(guard) = self.guard() {
            guard.switch(class);
        }
    }

    /// A guard for something that the request does beside.
    pub(crate) fn counting(&mut self, class: Class) -> Work {
        let activity = self.organization().activity();
        match self.guard() {
            Some(guard) => guard.follow(class),
            None => activity.guard(class),
        }
    }

    fn wanted(&self) -> Option<&Wanted> {
        match self {
            Self::Inside(session) => session.wanted(),
            Self::Outside(outside) => Some(&outside.wanted),
        }
    }

    /// When the time of the request is up; none for one whose time is nobody's business.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.wanted().map(|wanted| wanted.deadline)
    }

    /// Ends when nobody waits for the request any more: its time is up, or the organization closes.
    pub(crate) async fn unwanted(&self) {
        let waiting = self.wanted().map(|wanted| wanted.waiting.clone());
        let given_up = async {
            match waiting {
                // Nothing is ever sent: the sender is dropped.
                Some(mut waiting) => drop(waiting.changed().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = given_up => {}
            () = self.organization().closing() => {}
        }
    }

    fn caller(&mut self) -> &mut Uuid {
        match self {
            Self::Inside(session) => &mut session.call_mut().caller,
            Self::Outside(outside) => &mut outside.call.caller,
        }
    }
}
