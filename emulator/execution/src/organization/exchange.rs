//! The attempt of a deferred request: has the door answer the stored request into a unit of work, as if it had just come.
//!
//! The requests that the door makes join the unit, as those of a change set do, and the writes are committed with the
//! end of the operation.

use dataverse_engine::attempt::{Call as Attempt, Performed};
use dataverse_engine::script::Answer;
use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_operation::outcome::Outputs;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Attributes;
use dataverse_runtime::activity::{Class, Work};
use dataverse_store::MOST_RUNS;
use futures::future::join;

use super::change_set::Requests;
use super::scripted::answer_of;
use super::unit::{UnitHandle, UnitOwner, UnitQueue};
use super::{Call, Organization};
use crate::bypass::Bypass;
use crate::error::Error;
use crate::execute::{MainOperation, RunOptions, execute_on};
use crate::memo;
use crate::message::unknown;
use crate::plugin::Ending;
use crate::security::may_run_later;
use crate::session::{Session, Start};
use crate::tries::Contests;

impl Organization {
    /// Runs an attempt of a deferred request; again, if a row was created or deleted meanwhile that an upsert of it looked
    /// for.
    pub(super) async fn exchange(
        &self,
        attempt: Attempt,
        exact: &str,
        work: &Work,
    ) -> Result<Performed, Fault> {
        let mut left = MOST_RUNS - 1;
        loop {
            let (performed, contests) = self.exchange_once(&attempt, exact, work).await?;
            if left > 0 && contests.has_raced() {
                left -= 1;
                continue;
            }
            let contested = contests.into_rows();
            return performed.map(|performed| Performed {
                contested,
                ..performed
            });
        }
    }

    /// Runs the request once: what it comes to, and what it may have lost.
    ///
    /// # Errors
    /// The deadline has passed, or the user is disabled.
    async fn exchange_once(
        &self,
        attempt: &Attempt,
        exact: &str,
        work: &Work,
    ) -> Result<(Result<Performed, Fault>, Contests), Fault> {
        let (registry, rules) = (self.registry(), self.rules());
        let submitted = &attempt.submitted;
        let given = match attempt.answer.clone() {
            Answer::Own => None,
            prescribed @ Answer::Prescribed(_) => {
                let found = registry.message(&submitted.name);
                let message = found.ok_or_else(|| unknown(&submitted.name, &rules))?;
                Some(answer_of(prescribed, &message, &registry, &rules)?)
            }
        };
        let number = u32::from(attempt.attempt.number());
        let start = Start {
            registry: registry.clone(),
            rules: rules.clone(),
            provenance: submitted.provenance.of_operation(),
            bypass: Bypass::default(),
            ids: self
                .core()
                .identity
                .attempt_stream(attempt.operation, number),
        };
        let over = rules.time_out_code.fault(&submitted.name);
        let (unit, queue) = UnitHandle::new(over.clone(), self.limits().joined_requests);
        let call = Call {
            provenance: start.provenance.clone(),
            bypass: Bypass::default(),
            unit: Some(unit.clone()),
        };
        let request_work = work.follow(Class::Busy);
        let answering = async {
            let replay = &self.parts.replay;
            let answer = replay.replay(self.clone(), exact.to_owned(), call, request_work.clone());
            let answer = answer.await;
            // Counts until the unit's thread does again.
            request_work.switch(Class::Busy);
            // A unit past its deadline refuses this; its own end has the fault.
            let _ = unit.finish(Ending::Commit).await;
            answer
        };
        let subject = submitted.name.clone();
        let run = move |session: &mut Session<'_>| serve(session, queue, subject, given, over);
        let running = self.code(start, attempt.deadline.clone(), work.clone(), run);
        let (done, answer) = join(running, answering).await;
        let told = |error: Error| error.into_fault(&registry.metadata, &rules);
        let (contests, writes) = done.map_err(told)?;
        let performed = answer.map(|exact| Performed {
            writes,
            outputs: Outputs {
                exact,
                // The row's column is for the response properties of custom APIs.
                memo: memo::write(&Attributes::default(), &rules),
            },
            contested: Vec::new(),
        });
        Ok((performed, contests))
    }
}

/// Runs the organization requests of a deferred request until the door has its response.
///
/// # Errors
/// The user is disabled; the deadline has passed.
fn serve(
    session: &mut Session<'_>,
    queue: UnitQueue,
    subject: String,
    given: Option<MainOperation>,
    over: Fault,
) -> Result<Contests, Error> {
    session.begin_unit()?;
    may_run_later(session)?;
    let code = session.code().ok_or_else(Fault::unexpected)?;
    let (work, deadline) = (code.work.clone(), code.deadline.clone());
    let mut owner = DeferredRequests {
        session,
        subject,
        given,
        contests: Contests::default(),
    };
    match queue.serve(&mut owner, &deadline, &work) {
        Some(_) => Ok(owner.contests),
        None => Err(over.into()),
    }
}

/// A session that runs the organization requests of a deferred request. Each is all or nothing, as if it had a
/// transaction of its own.
struct DeferredRequests<'s, 'c> {
    session: &'s mut Session<'c>,
    /// The custom API that a script gives results of, if it does.
    subject: String,
    given: Option<MainOperation>,
    contests: Contests,
}

impl UnitOwner for DeferredRequests<'_, '_> {
    fn execute_for(
        &mut self,
        provenance: Provenance,
        bypass: Bypass,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        let given = match request.name == self.subject {
            true => self.given.take(),
            false => None,
        };
        let message = self.session.registry().message(&request.name);
        self.contests.begin(message.as_deref(), &request);
        let terms = RunOptions {
            answer: given.unwrap_or(MainOperation::Own),
            ..RunOptions::ORDINARY
        };
        let result = self.session.execute_for(provenance, bypass, |session| {
            session.all_or_nothing(|session| execute_on(session, request, terms))
        });
        if let Err(error) = &result {
            self.contests.failed(error);
        }
        let session = &self.session;
        result.map_err(|error| error.into_fault(session.metadata(), session.rules()))
    }

    fn change_set(
        &mut self,
        run: &mut dyn FnMut(&mut dyn UnitOwner) -> Ending,
    ) -> Result<(), Fault> {
        let mut requests = Requests {
            session: self.session,
            contests: &mut self.contests,
        };
        requests.change_set(run)
    }
}
