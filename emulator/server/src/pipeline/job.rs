//! A system job is done: an asynchronous step, after the request that caused it is committed.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::job::Again;
use dataverse_protocol::execution_context::ExecutionContext;
use jiff::Timestamp;

use super::bypass::Bypass;
use super::handle::{delivery, no_code, run_plugin};
use super::reach::{Outside, Reach};
use super::step::{Handler, Step};
use crate::activity::Work;
use crate::engine::jobs::{JobCall, JobFailure};
use crate::message::session::Call;
use crate::organization::Organization;
use crate::plugin::{Context, Plugin};
use crate::store::Write;

/// Does a job once; its code has until the deadline. What it writes is handed back: it is committed with the end of the job.
pub(crate) async fn perform(
    organization: Organization,
    job: JobCall,
    deadline: Timestamp,
    guard: Work,
) -> (Result<Vec<Write>, JobFailure>, Work) {
    let (step, execution) = match prepared(&organization, &job) {
        Ok(prepared) => prepared,
        Err(fault) => return (Err(never(fault)), guard),
    };
    match &step.handler {
        Handler::Unusable(fault) => (Err(never(fault.clone())), guard),
        Handler::Endpoint(endpoint) => {
            let rules = organization.rules();
            let delivery = match delivery(&job.origin, &execution, Some(job.job), job.tries + 1) {
                Ok(delivery) => delivery,
                Err(fault) => return (Err(never(fault)), guard),
            };
            let delivered = organization
                .deliveries()
                .deliver(endpoint, &delivery, &rules, &guard)
                .await;
            let result = delivered.map(|()| Vec::new()).map_err(|failed| JobFailure {
                fault: detailed(failed.fault),
                again: failed.again,
            });
            (result, guard)
        }
        Handler::Plugin(type_id) => match organization.plugin(*type_id) {
            None => (Err(never(no_code(*type_id))), guard),
            Some(plugin) => {
                let working = (guard, deadline);
                let (result, guard) =
                    code(organization, plugin, step.clone(), execution, job, working).await;
                (result.map_err(never), guard)
            }
        },
    }
}

/// The step as it is registered now, and the context as it was when the job came to be.
fn prepared(
    organization: &Organization,
    job: &JobCall,
) -> Result<(Arc<Step>, ExecutionContext), Fault> {
    let steps = organization.steps();
    let step = steps.get(job.step).ok_or_else(|| {
        Fault::invalid_argument(format!("The step {} does not exist any more.", job.step))
    })?;
    let execution = ExecutionContext::restore(&job.context).map_err(|error| {
        tracing::error!(job = %job.job, %error, "a stored context cannot be read");
        Fault::unexpected()
    })?;
    Ok((step.clone(), execution))
}

/// Runs a plug-in in a unit of work of its own.
async fn code(
    organization: Organization,
    plugin: Arc<dyn Plugin>,
    step: Arc<Step>,
    execution: ExecutionContext,
    job: JobCall,
    working: (Work, Timestamp),
) -> (Result<Vec<Write>, Fault>, Work) {
    let call = Call {
        caller: execution.user.id,
        delegate: job.delegate,
        initiating: execution.initiating_user.id,
        depth: job.depth,
        correlation: job.correlation,
        request: execution.request,
        origin: Arc::from(job.origin.as_str()),
        chain: job.chain,
        joined: None,
        bypass: Bypass::default(),
    };
    let ids = organization
        .identity()
        .attempt_stream(job.job, job.tries + 1);
    let work = move |outside: Outside<'_>| {
        let mut session = match outside.into_session() {
            Ok(session) => session,
            Err((fault, guard)) => return (Err(fault), Some(guard)),
        };
        let reach = Reach::Inside(&mut session);
        let mut context = Context::new(reach, execution, step.configuration.clone());
        let result = run_plugin(plugin.as_ref(), &mut context);
        drop(context);
        let (writes, guard) = session.into_parts();
        (result.map(|()| writes), guard)
    };
    organization.run_code(call, ids, working, work).await
}

/// A job's row has no trace: what the receiver did stands in its message (WH-027).
fn detailed(mut fault: Fault) -> Fault {
    if let Some(trace) = fault.trace.take() {
        fault.message = format!("{}\n{trace}", fault.message);
    }
    fault
}

const fn never(fault: Fault) -> JobFailure {
    JobFailure {
        fault,
        again: Again::Never,
    }
}
