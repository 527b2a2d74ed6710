//! Prepares a system job, which runs an asynchronous step after the request's transaction is committed, or deletes rows in
//! bulk. The step is
//! read as it is registered now; the context is the one that was stored when the job was created.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::codec;
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_runtime::way_out::{Delivery, ServiceEndpoint};
use dataverse_store::JobCall;

use super::handle::delivery;
use crate::registry::Registry;
use crate::step::{Handler, Step};

/// The work of a system job.
pub(crate) enum Prepared {
    /// Send this body to a service endpoint.
    Deliver(Arc<dyn ServiceEndpoint>, Delivery),
    /// Run the plug-in of this step with this context.
    Run(Arc<Step>, Box<ExecutionContext>),
    /// Delete rows in bulk, as this stored task says.
    Delete(String),
}

/// Reads the work of a job.
///
/// # Errors
/// The step no longer exists or has no usable handler; the stored context cannot be read, or is too large to be sent.
pub(crate) fn prepare(
    registry: &Registry,
    rules: &Rules,
    job: &JobCall,
) -> Result<Prepared, Fault> {
    let Some(id) = job.step else {
        return Ok(Prepared::Delete(job.context.clone()));
    };
    let step = registry.steps.get(id).ok_or_else(|| {
        Fault::invalid_argument(format!("The step {id} does not exist any more."))
    })?;
    let execution = codec::read::<ExecutionContext>(&job.context).map_err(|error| {
        tracing::error!(job = %job.job, %error, "a stored context cannot be read");
        Fault::unexpected()
    })?;
    match &step.handler {
        Handler::Unusable(fault) => Err(fault.clone()),
        Handler::Plugin(_) => Ok(Prepared::Run(step.clone(), Box::new(execution))),
        Handler::Endpoint(endpoint) => {
            let origin = &job.provenance.origin;
            let delivery = delivery(origin, &execution, Some(job.job), job.tries + 1, rules)?;
            Ok(Prepared::Deliver(endpoint.clone(), delivery))
        }
    }
}
