//! Prepares a system job, which runs an asynchronous step after the request's transaction is committed, or does a request.
//! The step is read as it is registered now; the context is the one that was stored when the job was created.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::codec;
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_protocol::request::OrganizationRequest;
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
    /// Do this request of the platform's.
    Request(Box<OrganizationRequest>),
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
    let unreadable = |error| {
        tracing::error!(job = %job.job, %error, "a stored context cannot be read");
        Fault::unexpected()
    };
    let Some(id) = job.step else {
        let request = codec::read::<OrganizationRequest>(&job.context).map_err(unreadable)?;
        return Ok(Prepared::Request(Box::new(request)));
    };
    let step = registry.steps.get(id).ok_or_else(|| {
        Fault::invalid_argument(format!("The step {id} does not exist any more."))
    })?;
    let execution = codec::read::<ExecutionContext>(&job.context).map_err(unreadable)?;
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
