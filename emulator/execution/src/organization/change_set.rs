//! A unit of work for several requests from outside: they run in it one after the other, and it is committed when all of
//! them have succeeded. What they are, and in which order, is their door's business.

use dataverse_bug::Bug;
use dataverse_model::metadata::{Table, TableKind};
use dataverse_operation::fault::Fault;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use dataverse_store::Write;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::placement::Done;
use super::unit::{Join, UnitHandle, UnitQueue};
use super::{Call, Organization};
use crate::error::Error;
use crate::session::{Session, Start};

/// What the SDK calls a change set.
const MESSAGE: &str = "ExecuteTransaction";

/// A change set that is open. One that is not finished keeps nothing.
#[derive(Debug)]
pub struct ChangeSet {
    organization: Organization,
    /// What its requests are called as: they join it.
    call: Call,
    work: Work,
    /// `None` when the time was up before all was done.
    done: JoinHandle<Option<Done<()>>>,
}

/// How a change set ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// What its requests have written is committed.
    Commit,
    /// It is taken back, as far as it can be: rows of elastic tables stay (BG-0DD).
    RollBack,
}

impl Organization {
    /// Opens a change set for requests that are called like this, but join it.
    pub fn change_set(&self, call: Call, work: &Work) -> ChangeSet {
        let rules = self.rules();
        let over = rules.time_out_code.fault(MESSAGE);
        let (unit, requests) = UnitHandle::new(over.clone());
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
    /// What its requests are called as.
    pub const fn call(&self) -> &Call {
        &self.call
    }

    /// Ends it.
    ///
    /// # Errors
    /// Its time was up, or the rows of others have changed meanwhile: nothing is kept.
    pub async fn finish(self, ending: Ending) -> Result<(), Fault> {
        let Self {
            organization,
            call,
            work,
            done,
        } = self;
        let rules = organization.rules();
        if let Some(unit) = &call.unit {
            // A unit whose time is up says so by what it has done.
            let _ = unit.finish().await;
        }
        let done = done.await.map_err(|_| Fault::unexpected())?;
        let over = || Err(rules.time_out_code.fault(MESSAGE).into());
        let told = |error: Error| error.into_fault(&organization.metadata(), &rules);
        let ((), mut writes) = done.unwrap_or_else(over).map_err(told)?;
        work.switch(Class::Busy);
        if ending == Ending::RollBack {
            let is_elastic = |table: &Table| table.kind == TableKind::Elastic;
            let stays =
                |write: &Write| write.touches(&is_elastic) || Bug::ChangeSetsInPieces.is_on();
            writes.retain(stays);
        }
        let committed = organization.core().commit(writes, &rules, &work).await;
        committed.map(drop).map_err(|refusal| told(refusal.into()))
    }
}

/// Runs what comes, until the unit is finished.
///
/// # Errors
/// Its time is up, or nothing is left that could finish it.
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
