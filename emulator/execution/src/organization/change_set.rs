//! A change set: several requests from a client that share one transaction, run in order, and are committed when all
//! have succeeded. The door that opens the change set chooses the requests.

use dataverse_model::metadata::{Table, TableKind};
use dataverse_operation::fault::Fault;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::placement::Done;
use super::unit::{Join, UnitHandle, UnitQueue};
use super::{Call, Organization};
use crate::error::Error;
use crate::session::{Session, Start};

/// The SDK's message for a change set, which the time-out fault names.
const MESSAGE: &str = "ExecuteTransaction";

/// An open change set. Dropping it without `finish` rolls it back.
#[derive(Debug)]
pub struct ChangeSet {
    organization: Organization,
    /// The call for its requests, with the handle of its unit of work.
    call: Call,
    work: Work,
    /// `None` if the deadline passed before the change set ended.
    done: JoinHandle<Option<Done<()>>>,
}

/// The end of a change set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Commits the writes of its requests.
    Commit,
    /// Rolls back, except for rows of elastic tables (BG-0DD).
    RollBack,
}

impl Organization {
    /// Opens a change set for requests with this provenance and these bypassed steps.
    pub fn change_set(&self, call: Call, work: &Work) -> ChangeSet {
        let rules = self.rules();
        let over = rules.time_out_code.fault(MESSAGE);
        let (unit, requests) = UnitHandle::new(over.clone(), self.limits().joined_requests);
        let at = self.core().at(rules.execution_limit.get());
        let start = Start {
            registry: self.registry(),
            rules,
            provenance: call.provenance.clone(),
            bypass: call.bypass.clone(),
            ids: self.core().identity.stream(),
        };
        let code_work = work.follow(Class::Busy);
        let organization = self.clone();
        let own = code_work.clone();
        let done = async move {
            let (deadline, waiting) = Deadline::new(at);
            let serve = move |session: &mut Session<'_>| serve(session, requests, over);
            let code = organization.code(start, deadline, own, serve);
            organization.until(at, waiting, code).await
        };
        ChangeSet {
            organization: self.clone(),
            call: Call {
                unit: Some(unit),
                ..call
            },
            work: code_work,
            done: tokio::spawn(done),
        }
    }
}

impl ChangeSet {
    /// The call with which a request joins the change set.
    pub const fn call(&self) -> &Call {
        &self.call
    }

    /// Ends the change set.
    ///
    /// # Errors
    /// The deadline has passed, or another request has changed the same rows: nothing is committed.
    pub async fn finish(self, ending: Ending) -> Result<(), Fault> {
        let Self {
            organization,
            call,
            work,
            done,
        } = self;
        let rules = organization.rules();
        if let Some(unit) = &call.unit {
            // A unit past its deadline refuses this; `done` below has the fault.
            let _ = unit.finish().await;
        }
        let done = done.await.map_err(|_| Fault::unexpected())?;
        let over = || Err(rules.time_out_code.fault(MESSAGE).into());
        let told = |error: Error| error.into_fault(&organization.metadata(), &rules);
        let ((), mut writes) = done.unwrap_or_else(over).map_err(told)?;
        work.switch(Class::Busy);
        if ending == Ending::RollBack {
            let is_elastic = |table: &Table| table.kind == TableKind::Elastic;
            writes.retain(|write| write.touches(&is_elastic));
        }
        let committed = organization.core().commit(writes, &rules, &work).await;
        committed.map(drop).map_err(|refusal| told(refusal.into()))
    }
}

/// Runs requests until the change set ends.
///
/// # Errors
/// The deadline has passed, or all handles of the unit are gone.
fn serve(session: &mut Session<'_>, mut queue: UnitQueue, over: Fault) -> Result<(), Error> {
    session.begin_unit()?;
    let code = session.code().ok_or_else(Fault::unexpected)?;
    let (work, deadline) = (code.work.clone(), code.deadline.clone());
    let runtime = Handle::current();
    loop {
        work.switch(Class::Time);
        let join = runtime.block_on(next(&deadline, &mut queue));
        work.switch(Class::Busy);
        match join {
            None => return Err(over.into()),
            Some(Join::Finish) => return Ok(()),
            Some(Join::Run(request)) => request.serve(&work, |provenance, bypass, request| {
                let result = session.execute_for(provenance, bypass, request);
                result.map_err(|error| error.into_fault(session.metadata(), session.rules()))
            }),
        }
    }
}

async fn next(deadline: &Deadline, queue: &mut UnitQueue) -> Option<Join> {
    tokio::select! {
        biased;
        () = deadline.over() => None,
        join = queue.next() => join,
    }
}
