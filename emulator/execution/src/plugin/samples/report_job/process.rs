//! The asynchronous step on Update of a job: makes the report when the status has become Processing.
//!
//! An asynchronous step runs outside of a transaction, so that its progress is seen while it works. An error ends the job
//! with status 4 and is kept in its row; the system job succeeds then.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde::Deserialize;

use super::job::{self, Job, Status};
use super::{format, gather, metrics};
use crate::plugin::prelude::{
    Context, Entity, EntityReference, Fault, OrganizationRequest, Plugin, Uuid,
};

/// The configuration of the step; an empty text is one without members.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    /// What each stage of the work takes, as an ISO 8601 duration.
    #[serde(default)]
    stage: SignedDuration,
}

pub(in super::super) struct Process;

impl Plugin for Process {
    fn type_name(&self) -> &'static str {
        "Contoso.CustomApis.ProcessReportGenerationPlugin"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        // The end of a job is an update of its status, too.
        if Status::of(context.target_row()?) != Some(Status::Processing) {
            return Ok(());
        }
        let id = context.target()?.id;
        context.trace("ProcessReportGenerationPlugin: Starting");
        match make(context, id) {
            Ok(()) => {
                context.trace("Report generation completed successfully");
                Ok(())
            }
            Err(fault) => {
                context.trace(format!("Error: {}", fault.message));
                job::fail(context, id, &fault.message)
            }
        }
    }
}

fn make(context: &mut Context<'_>, id: Uuid) -> Result<(), Fault> {
    let stage = stage(context.configuration())?;
    let job = Job::read(context, id)?;
    // After a crash the step runs again, and the job may have ended before.
    if job.status.is_end() {
        return Ok(());
    }
    let account = job.account.as_ref().ok_or_else(|| {
        Fault::invalid_plugin_execution("The account of the report does not exist any more.")
    })?;
    context.trace(format!("Processing report for account: {}", account.id));
    let period = gather::Period::of(job.include_historical);
    let name = gather::account_name(context, account)?;
    let opportunities = gather::opportunities(context, account.id, period)?;
    progress(context, id, 25, stage)?;
    let cases = gather::cases(context, account.id, period)?;
    progress(context, id, 50, stage)?;
    let contacts = gather::contacts(context, account.id)?;
    progress(context, id, 75, stage)?;
    let gathered = metrics::Gathered {
        account: account.id,
        account_name: name,
        generated_on: context.now(),
        include_historical: job.include_historical,
        opportunities,
        cases,
        contacts,
    };
    let report = metrics::report(gathered);
    progress(context, id, 90, stage)?;
    store(context, &job, account, &report)?;
    job::complete(context, id)
}

fn stage(configuration: &str) -> Result<Duration, Fault> {
    let refuse = |why: &dyn std::fmt::Display| {
        Fault::invalid_plugin_execution(format!(
            "The configuration of the step is not of the form {{\"stage\":\"PT2S\"}}: {why}"
        ))
    };
    if configuration.is_empty() {
        return Ok(Duration::ZERO);
    }
    let configuration: Configuration =
        serde_json::from_str(configuration).map_err(|error| refuse(&error))?;
    Duration::try_from(configuration.stage).map_err(|error| refuse(&error))
}

/// Says how much is done, and lets the next stage take its time.
fn progress(
    context: &mut Context<'_>,
    id: Uuid,
    percent: i32,
    stage: Duration,
) -> Result<(), Fault> {
    job::set_progress(context, id, percent)?;
    if stage.is_zero() {
        return Ok(());
    }
    context.wait(stage)
}

/// Keeps the report as a note of the job. The note has the job's id, so that a step which runs again replaces it.
fn store(
    context: &mut Context<'_>,
    job: &Job,
    account: &EntityReference,
    report: &metrics::Report,
) -> Result<(), Fault> {
    let text = format::write(job.format, &report.to_json());
    let note = Entity {
        id: Some(job.id),
        ..Entity::new("annotation")
    }
    .with("objectid", EntityReference::new(job::TABLE, job.id))
    .with("objecttypecode", job::TABLE)
    .with("subject", "Generated Report")
    .with("notetext", report.summary())
    .with(
        "filename",
        format!("report_{}.{}", job.id, job.format.extension()),
    )
    .with("mimetype", job.format.mime_type())
    .with("documentbody", STANDARD.encode(text));
    context.trace(format!("Storing the report of account {}", account.id));
    context.execute(OrganizationRequest::new("Upsert").with("Target", note))?;
    context.trace("Report stored as annotation");
    Ok(())
}
