//! A unit of work for several requests from outside: they run in it one after the other, and it is committed when
//! all of them have succeeded. What they are, and in which order, is their door's business.

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::Organization;
use crate::activity::{Class, Work};
use crate::handler::{Ask, line};
use crate::message::session::Call;
use crate::message::{self, fault_of};
use crate::metadata::{Table, TableKind};
use crate::pipeline::{Outside, Reach};
use crate::store::Write;

/// A change set that is open; whoever drops it takes everything back.
pub(crate) struct ChangeSet {
    organization: Organization,
    /// What its requests are called as: they join it.
    call: Call,
    work: JoinHandle<Done>,
}

/// What was done; nothing when the time was up before that.
type Done = Option<(Result<Vec<Write>, Fault>, Work)>;

impl Organization {
    /// Opens a change set for requests that are called like this, but join it.
    pub(crate) fn change_set(&self, call: Call, guard: &Work) -> ChangeSet {
        let (joined, asks) = line();
        let organization = self.clone();
        let deadline = self.at(self.rules().execution_limit.get());
        let working = guard.follow(Class::Busy);
        let ids = self.identity().stream();
        let own = call.clone();
        let work = async move {
            let work = move |outside: Outside<'_>| serve(outside, asks);
            let work = organization.run_code(own, ids, (working, deadline), work);
            organization.until(deadline, work).await
        };
        ChangeSet {
            organization: self.clone(),
            call: Call {
                joined: Some(joined),
                ..call
            },
            work: tokio::spawn(work),
        }
    }
}

impl ChangeSet {
    /// What its requests are called as.
    pub(crate) const fn call(&self) -> &Call {
        &self.call
    }

    /// Commits what its requests have written.
    ///
    /// # Errors
    /// Its time was up, or the rows of others have changed meanwhile.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        self.end(|_| true).await
    }

    /// Takes back what its requests have written, as far as it can be: rows of elastic tables stay (BG-0DD).
    ///
    /// # Errors
    /// Those rows cannot be committed.
    pub(crate) async fn roll_back(self) -> Result<(), Fault> {
        let is_elastic = |table: &Table| table.kind == TableKind::Elastic;
        self.end(|write| write.touches(&is_elastic) || Bug::ChangeSetsInPieces.is_on())
            .await
    }

    async fn end(self, stays: impl Fn(&Write) -> bool) -> Result<(), Fault> {
        let Self {
            organization,
            call,
            work,
        } = self;
        let rules = organization.rules();
        let over = || rules.time_out_code.fault("ExecuteTransaction");
        // Nobody asks any more, which is what the work waits for.
        drop(call);
        let done = work.await.map_err(|_| Fault::unexpected())?;
        let (writes, guard) = done.ok_or_else(over)?;
        let mut writes = writes?;
        writes.retain(stays);
        let committed = organization.commit(writes, &guard).await;
        committed
            .map(drop)
            .map_err(|refusal| fault_of(&refusal, organization.metadata(), &rules))
    }
}

/// Does what is asked, until nobody asks any more or it is wanted no longer.
fn serve(
    outside: Outside<'_>,
    mut asks: mpsc::Receiver<Ask>,
) -> (Result<Vec<Write>, Fault>, Option<Work>) {
    let mut session = match outside.into_session() {
        Ok(session) => session,
        Err((fault, guard)) => return (Err(fault), Some(guard)),
    };
    let runtime = Handle::current();
    Reach::Inside(&mut session).counts_as(Class::Time);
    while let Some(ask) = runtime.block_on(next(&mut session, &mut asks)) {
        Reach::Inside(&mut session).counts_as(Class::Busy);
        ask.serve(|call, request| {
            // It is here already: what follows from it does not come by the door again.
            let inside = Call {
                joined: None,
                ..call
            };
            let own = std::mem::replace(session.call_mut(), inside);
            let result = message::execute(&mut session, request);
            *session.call_mut() = own;
            (result, Reach::Inside(&mut session).counting(Class::Busy))
        });
        Reach::Inside(&mut session).counts_as(Class::Time);
    }
    Reach::Inside(&mut session).counts_as(Class::Busy);
    let (writes, guard) = session.into_parts();
    (Ok(writes), guard)
}

async fn next(session: &mut message::Session<'_>, asks: &mut mpsc::Receiver<Ask>) -> Option<Ask> {
    let reach = Reach::Inside(session);
    tokio::select! {
        biased;
        () = reach.unwanted() => None,
        ask = asks.recv() => ask,
    }
}
