//! `contoso_GetReport`: the whole report of a completed job.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::job::{Job, Status};
use crate::plugin::prelude::{Context, EntityReference, Fault, Plugin, Value};

pub(in super::super) struct Fetch;

impl Plugin for Fetch {
    fn type_name(&self) -> &'static str {
        "Contoso.CustomApis.GetReportApi"
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        fetch(context).map_err(|fault| {
            context.trace(format!("Error: {}", fault.message));
            Fault::invalid_plugin_execution(format!("Failed to get report: {}", fault.message))
        })
    }
}

fn fetch(context: &mut Context<'_>) -> Result<(), Fault> {
    let job = Job::asked_for(context)?;
    if job.status != Status::Completed {
        return Err(Fault::invalid_plugin_execution(format!(
            "The report of job {} is not there: its status is {} ({:?}), and 3 (Completed) was expected.",
            job.id, job.status as i32, job.status
        )));
    }
    // The note has the id of its job.
    let note = EntityReference::new("annotation", job.id);
    let note = context.retrieve(&note, ["filename", "mimetype", "documentbody"])?;
    let text = |column: &str| note.get(column).and_then(Value::as_str).unwrap_or_default();
    let content = STANDARD.decode(text("documentbody")).ok();
    let content = content.and_then(|bytes| String::from_utf8(bytes).ok());
    let content = content.ok_or_else(|| {
        Fault::invalid_plugin_execution(format!("The note of job {} holds no text.", job.id))
    })?;
    context.set_output("FileName", text("filename"));
    context.set_output("MimeType", text("mimetype"));
    context.set_output("Content", content);
    Ok(())
}
