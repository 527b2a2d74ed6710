//! A change set: several requests from a client that share one transaction, run in order, and are committed when all
//! have succeeded. The door that opens the change set chooses the requests.
//!
//! By itself, a change set has a unit of work of its own. If another request creates or deletes a row that an upsert of it
//! has looked for, all of its requests run again. In a unit that its requests join anyway, a handler's or a
//! deferred request's, it is a part of that one, and its writes are committed with it.

use std::ops::ControlFlow;

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use dataverse_store::MOST_RUNS;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::placement::Done;
use super::unit::{Ended, UnitHandle, UnitOwner, UnitQueue};
use super::{Call, Organization};
use crate::bypass::Bypass;
use crate::error::Error;
use crate::plugin::Ending;
use crate::session::{CHANGE_SET, Session, Start, is_elastic};
use crate::tries::Contests;
use dataverse_model::Provenance;

/// An open change set. Dropping it without `end` rolls it back.
#[derive(Debug)]
pub struct ChangeSet {
    organization: Organization,
    /// The call for its requests, with the handle of its unit of work.
    call: Call,
    unit: Unit,
    /// How often its requests may still run again.
    left: usize,
}

/// The unit of work of a change set.
#[derive(Debug)]
enum Unit {
    /// Its own; its thread answers `None` if the deadline passed before the change set ended.
    Own(JoinHandle<Option<Done<Contests>>>, Work),
    /// A part of another one.
    Joined(oneshot::Receiver<Ended>),
}

/// A session that runs the requests of a change set; a request that fails ends the change set.
pub(super) struct Requests<'s, 'c> {
    pub(super) session: &'s mut Session<'c>,
    pub(super) contests: &'s mut Contests,
}

impl Organization {
    /// Opens a change set for requests with this provenance and these bypassed steps, in the unit of work of the call
    /// if it has one.
    ///
    /// # Errors
    /// The unit of work of the call has ended, or too many requests wait for it.
    pub fn change_set(&self, call: Call, work: &Work) -> Result<ChangeSet, Fault> {
        let (handle, unit) = match &call.unit {
            Some(unit) => {
                let (handle, ended) = unit.change_set()?;
                (handle, Unit::Joined(ended))
            }
            None => self.own_unit(&call, work),
        };
        Ok(ChangeSet {
            organization: self.clone(),
            call: Call {
                unit: Some(handle),
                ..call
            },
            unit,
            left: MOST_RUNS - 1,
        })
    }

    fn own_unit(&self, call: &Call, work: &Work) -> (UnitHandle, Unit) {
        let rules = self.rules();
        let over = rules.time_out_code.fault(CHANGE_SET);
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
        (unit, Unit::Own(tokio::spawn(done), code_work))
    }
}

impl ChangeSet {
    /// The call with which a request joins the change set.
    pub fn call(&self) -> Call {
        self.call.clone()
    }

    /// Ends the change set with what its requests have come to: commits what they wrote, or rolls it back if they failed.
    /// Goes on with another change set, in which the requests run again from the first, if another request has created or
    /// deleted a row that one of them looked for. The caller counts as busy meanwhile.
    ///
    /// Breaks with the error of the requests; or the deadline has passed, or another request has changed the same rows.
    pub async fn end<T, E: From<Fault>>(
        self,
        done: Result<T, E>,
    ) -> ControlFlow<Result<T, E>, Self> {
        let ending = match done {
            Ok(_) => Ending::Commit,
            Err(_) => Ending::RollBack,
        };
        match (self.finish(ending).await, done) {
            (Ok(Some(again)), _) => ControlFlow::Continue(again),
            (Err(fault), Ok(_)) => ControlFlow::Break(Err(fault.into())),
            (_, done) => ControlFlow::Break(done),
        }
    }

    /// Ends the change set; `Some` is the one in which its requests run again.
    async fn finish(self, ending: Ending) -> Result<Option<Self>, Fault> {
        let Self {
            organization,
            call,
            unit,
            left,
        } = self;
        if let Some(unit) = &call.unit {
            // A unit past its deadline refuses this; what comes of the unit has the fault.
            let _ = unit.finish(ending).await;
        }
        match unit {
            Unit::Joined(ended) => match ended.await {
                Ok((result, _work)) => result.map(|()| None),
                Err(_) => Err(organization.over()),
            },
            Unit::Own(done, work) => {
                let rules = organization.rules();
                let done = done.await.map_err(|_| Fault::unexpected())?;
                let over = || Err(organization.over().into());
                let told = |error: Error| error.into_fault(&organization.metadata(), &rules);
                let (contests, mut writes) = done.unwrap_or_else(over).map_err(told)?;
                work.switch(Class::Busy);
                let again = |left| Ok(Some(organization.open_again(call, left, &work)));
                let left = left.checked_sub(1);
                if ending == Ending::RollBack {
                    if let (true, Some(left)) = (contests.has_raced(), left) {
                        return again(left);
                    }
                    writes.retain(is_elastic);
                }
                let committed = organization.core().commit(writes, &rules, &work).await;
                match (committed, left) {
                    (Ok(_), _) => Ok(None),
                    (Err(refusal), Some(left)) if contests.is_race(&refusal) => again(left),
                    (Err(refusal), _) => Err(told(refusal.into())),
                }
            }
        }
    }
}

impl Organization {
    /// Opens a change set once more that has a unit of work of its own.
    fn open_again(&self, call: Call, left: usize, work: &Work) -> ChangeSet {
        let (handle, unit) = self.own_unit(&call, work);
        ChangeSet {
            organization: self.clone(),
            call: Call {
                unit: Some(handle),
                ..call
            },
            unit,
            left,
        }
    }

    /// The fault for a change set whose time is up.
    fn over(&self) -> Fault {
        self.rules().time_out_code.fault(CHANGE_SET)
    }
}

/// Runs requests until the change set ends.
///
/// # Errors
/// The deadline has passed, or all handles of the unit are gone.
fn serve(session: &mut Session<'_>, queue: UnitQueue, over: Fault) -> Result<Contests, Error> {
    session.begin_unit()?;
    let code = session.code().ok_or_else(Fault::unexpected)?;
    let (work, deadline) = (code.work.clone(), code.deadline.clone());
    let mut contests = Contests::default();
    let mut requests = Requests {
        session,
        contests: &mut contests,
    };
    match queue.serve(&mut requests, &deadline, &work) {
        Some(_) => Ok(contests),
        None => Err(over.into()),
    }
}

impl UnitOwner for Requests<'_, '_> {
    fn execute_for(
        &mut self,
        provenance: Provenance,
        bypass: Bypass,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let Self { session, contests } = self;
        let result = session.execute_for(provenance, bypass, |session| {
            session.execute_in_set(request, contests)
        });
        result.map_err(|error| error.into_fault(session.metadata(), session.rules()))
    }

    fn change_set(
        &mut self,
        run: &mut dyn FnMut(&mut dyn UnitOwner) -> Ending,
    ) -> Result<(), Fault> {
        let Self { session, contests } = self;
        let result = session.change_set(&mut |session| run(&mut Requests { session, contests }));
        result.map_err(|error| error.into_fault(session.metadata(), session.rules()))
    }
}
