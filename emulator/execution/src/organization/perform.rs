//! The engine's calls to an organization: run the request of a background operation, run a system job, raise the
//! completion event.

use dataverse_engine::attempt::{Call as Attempt, Perform, Performed};
use dataverse_engine::jobs::{JobEnd, JobFailure, PerformJobs, Retry};
use dataverse_model::message::JobCommits;
use dataverse_operation::fault::Fault;
use dataverse_operation::outcome::Outputs;
use dataverse_operation::rules::Rules;
use dataverse_protocol::codec;
use dataverse_protocol::request::{OrganizationResponse, Task as StoredMessage};
use dataverse_runtime::activity::Work;
use dataverse_runtime::deadline::Deadline;
use dataverse_runtime::way_out::Undelivered;
use dataverse_store::{EventDue, JobCall, Refusal, Task, Write};
use futures::FutureExt;
use futures::future::BoxFuture;
use uuid::Uuid;

use super::placement::Placement;
use super::scripted::answer_of;
use super::{Organization, Own};
use crate::bypass::Bypass;
use crate::error::{Error, fault_of};
use crate::execute::{RunOptions, execute_on};
use crate::memo;
use crate::message::{perform_of, unknown};
use crate::pipeline::{Prepared, perform_step, prepare};
use crate::security::may_run_later;
use crate::session::{Session, Start};
use crate::tries::contested;

impl Organization {
    /// Runs the request of an operation once.
    async fn attempt(&self, attempt: Attempt, work: Work) -> Result<Performed, Fault> {
        let (registry, rules) = (self.registry(), self.rules());
        let operation = attempt.operation;
        let submitted = &attempt.submitted;
        let exact = match &submitted.task {
            Task::Message { exact } => exact,
            Task::Exchange { exact } => {
                let exact = exact.clone();
                return self.exchange(attempt, &exact, &work).boxed().await;
            }
        };
        let StoredMessage::Message(request) = codec::read(exact).map_err(|error| {
            tracing::error!(%operation, %error, "a stored task cannot be read");
            Fault::unexpected()
        })?;
        let found = registry.message(&request.name);
        let message = found.ok_or_else(|| unknown(&request.name, &rules))?;
        let answer = answer_of(attempt.answer, &message, &registry, &rules)?;
        let number = u32::from(attempt.attempt.number());
        let start = Start {
            registry: registry.clone(),
            rules: rules.clone(),
            provenance: submitted.provenance.of_operation(),
            bypass: Bypass::default(),
            ids: self.core().identity.attempt_stream(operation, number),
        };
        let place = self.placement(&registry, &message, &request);
        let contested = contested(&message, &request).collect();
        let run = move |session: &mut Session<'_>| {
            let trust = may_run_later(session)?;
            execute_on(session, request, RunOptions { answer, trust })
        };
        let done = match place {
            Placement::CallerThread => self.here(start, run),
            Placement::Query => self.query(start, run).await,
            Placement::Code => self.code(start, attempt.deadline, work, run).await,
        };
        let (response, writes) =
            done.map_err(|error| error.into_fault(&registry.metadata, &rules))?;
        let outputs = outputs(operation, &response, &rules)?;
        Ok(Performed {
            writes,
            outputs,
            contested,
        })
    }

    /// Runs a system job once. Its plug-in runs on committed rows, so that each of its requests is a transaction of its
    /// own (PL-130): nothing is left to be committed with the job's end. A job that does a request commits as the
    /// description of its message says.
    async fn job(
        &self,
        job: JobCall,
        deadline: Deadline,
        work: Work,
    ) -> Result<JobEnd, JobFailure> {
        let (registry, rules) = (self.registry(), self.rules());
        let nothing = || JobEnd::succeeded(Vec::new());
        let never = |fault| JobFailure {
            fault,
            again: Retry::Permanent,
        };
        let prepared = prepare(&registry, &rules, &job).map_err(never)?;
        let id = job.job;
        let start = Start {
            registry: registry.clone(),
            rules: rules.clone(),
            provenance: job.provenance,
            bypass: Bypass::default(),
            ids: self.core().identity.attempt_stream(job.job, job.tries + 1),
        };
        let failed = |error: Error| never(error.into_fault(&registry.metadata, &rules));
        match prepared {
            Prepared::Deliver(endpoint, delivery) => {
                let delivered = endpoint.deliver(&delivery, &rules, &work).await;
                delivered.map(|()| nothing()).map_err(failure)
            }
            Prepared::Run(step, execution) => {
                let run = move |session: &mut Session<'_>| {
                    let (result, _) = perform_step(session, &step, *execution);
                    Ok(result?)
                };
                let done = self.code(start, deadline, work, run).await;
                done.map(|((), _)| nothing()).map_err(failed)
            }
            Prepared::Request(request) => {
                let found = registry.message(&request.name);
                let message = found.ok_or_else(|| never(unknown(&request.name, &rules)))?;
                match message.job_commits {
                    JobCommits::RowByRow => {
                        let perform = perform_of(&message);
                        let perform = perform.ok_or_else(|| never(Fault::unexpected()))?;
                        let run = move |session: &mut Session<'_>| perform(session, id, *request);
                        let done = self.code(start, deadline, work, run).await;
                        done.map(|((), _)| nothing()).map_err(failed)
                    }
                    JobCommits::WithItsEnd => {
                        let run = move |session: &mut Session<'_>| {
                            session.keep_beside();
                            let result = execute_on(session, *request, RunOptions::ORDINARY);
                            Ok((result, session.take_beside()))
                        };
                        let done = self.query(start, run).await;
                        let ((result, beside), mut writes) = done.map_err(failed)?;
                        Ok(match result {
                            Ok(_) => {
                                writes.extend(beside);
                                JobEnd::succeeded(writes)
                            }
                            Err(error) => JobEnd {
                                writes: beside,
                                result: Err(failed(error)),
                            },
                        })
                    }
                }
            }
        }
    }
}

/// The stored form of an operation's results.
fn outputs(
    operation: Uuid,
    response: &OrganizationResponse,
    rules: &Rules,
) -> Result<Outputs, Fault> {
    let exact = codec::write(&response.results).map_err(|error| {
        tracing::error!(%operation, %error, "outputs cannot be stored");
        Fault::isv_unexpected(error.to_string())
    })?;
    let memo = memo::write(&response.results, rules);
    Ok(Outputs { exact, memo })
}

/// Appends the trace to the message: the row of a system job has no column for it, and the trace holds the receiver's
/// answer (WH-027).
fn failure(undelivered: Undelivered) -> JobFailure {
    let Undelivered { mut fault, again } = undelivered;
    if let Some(trace) = fault.trace.take() {
        fault.message = format!("{}\n{trace}", fault.message);
    }
    JobFailure { fault, again }
}

impl Perform for Own {
    fn perform(&self, call: Attempt, work: Work) -> BoxFuture<'static, Result<Performed, Fault>> {
        let organization = self.organization();
        async move {
            let organization = organization.ok_or_else(Fault::unexpected)?;
            organization.attempt(call, work).await
        }
        .boxed()
    }

    fn plug_in(&self, name: &str) -> String {
        let Some(organization) = self.organization() else {
            return name.to_owned();
        };
        let registry = organization.registry();
        let message = registry.message(name);
        message.map_or_else(
            || name.to_owned(),
            |message| organization.plug_in(&registry, &message),
        )
    }

    fn refused(&self, refusal: Refusal) -> Fault {
        match self.organization() {
            Some(organization) => {
                fault_of(&refusal, &organization.metadata(), &organization.rules())
            }
            None => Fault::unexpected(),
        }
    }
}

impl PerformJobs for Own {
    fn perform(&self, job: JobCall, deadline: Deadline, work: Work) -> BoxFuture<'static, JobEnd> {
        let organization = self.organization();
        async move {
            let done = match organization {
                Some(organization) => organization.job(job, deadline, work).await,
                None => Err(JobFailure {
                    fault: Fault::unexpected(),
                    again: Retry::Permanent,
                }),
            };
            done.unwrap_or_else(JobEnd::from)
        }
        .boxed()
    }

    fn refused(&self, refusal: Refusal) -> JobFailure {
        JobFailure {
            fault: Perform::refused(self, refusal),
            again: Retry::Permanent,
        }
    }

    fn raise(&self, event: EventDue) -> BoxFuture<'static, Result<Vec<Write>, Fault>> {
        let organization = self.organization();
        async move { organization.ok_or_else(Fault::unexpected)?.raise(event) }.boxed()
    }
}
