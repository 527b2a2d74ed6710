//! Submits the system jobs that do requests of the platform's own.

use dataverse_operation::fault::Fault;
use dataverse_protocol::codec;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_store::{JobSubmission, JobWork, KeepJob, Write};
use jiff::Timestamp;
use uuid::Uuid;

use crate::error::Error;
use crate::session::Session;

/// A system job that a message submits.
pub(super) struct SystemJob<'m> {
    pub(super) id: Uuid,
    pub(super) work: JobWork,
    /// The instant before which it does not run; `None` for a job that is ready.
    pub(super) starts: Option<Timestamp>,
    /// The name of the message.
    pub(super) message: &'m str,
    /// What it does.
    pub(super) request: OrganizationRequest,
}

/// Submits a job, whose row stays.
///
/// # Errors
/// The request cannot be kept.
pub(super) fn submit(session: &mut Session<'_>, job: SystemJob<'_>) -> Result<(), Error> {
    let context = codec::write(&job.request).map_err(|error| {
        tracing::error!(%error, "the request of a system job cannot be kept");
        Fault::unexpected()
    })?;
    let submission = JobSubmission {
        id: job.id,
        work: job.work,
        starts: job.starts,
        message: job.message.to_owned(),
        regarding: None,
        lane: String::new(),
        context,
        provenance: session.provenance().clone(),
        keep: KeepJob::Always,
    };
    session.write(Write::Job(Box::new(submission)))
}
