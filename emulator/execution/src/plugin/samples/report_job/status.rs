//! `contoso_GetReportStatus`: how far the report of a job is.

use super::job::{self, Job};
use crate::plugin::prelude::{Context, Fault, Plugin};

pub(in super::super) struct Status;

impl Plugin for Status {
    fn type_name(&self) -> &'static str {
        "Contoso.CustomApis.GetReportStatusApi"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let job = Job::asked_for(context).map_err(|fault| {
            context.trace(format!("Error: {}", fault.message));
            Fault::invalid_plugin_execution(format!(
                "Failed to get report status: {}",
                fault.message
            ))
        })?;
        context.set_output("Status", job.status as i32);
        context.set_output("Progress", job.progress);
        context.set_output("IsComplete", job.status.is_end());
        context.set_output("ErrorMessage", job.error.unwrap_or_default());
        if let (job::Status::Completed, Some(at)) = (job.status, job.completed_on) {
            context.set_output("CompletedOn", at);
            let address = format!("/api/data/v9.2/contoso_GetReport(JobId={})", job.id);
            context.set_output("ReportUrl", address);
        }
        Ok(())
    }
}
