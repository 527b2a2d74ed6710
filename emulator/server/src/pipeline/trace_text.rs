//! The trace that a plug-in's fault carries to the caller: what it traced, below who it is (PL-124).

use dataverse_protocol::query::Columns;
use dataverse_protocol::value::Value;
use uuid::Uuid;

use super::step::Handler;
use super::trace_log::step_of;
use crate::organization::Organization;
use crate::plugin::Context;

const TYPES: &str = "plugintype";

/// The text for a plug-in of this type and the lines that it traced. A custom API's own work belongs
/// to no step, so that none is named.
pub(super) fn trace_text(context: &Context<'_, '_>, type_name: &str, lines: &str) -> String {
    let organization = context.organization();
    let execution = context.execution();
    let step = step_of(execution).and_then(|id| organization.steps().get(id).cloned());
    let type_id = match step.as_deref().map(|step| &step.handler) {
        Some(Handler::Plugin(type_id)) => Some(*type_id),
        Some(Handler::Endpoint(_) | Handler::Unusable(_)) => None,
        None => Some(execution.owning_extension.id),
    };
    let assembly = type_id.and_then(|id| assembly_of(organization, id));
    let assembly = assembly.unwrap_or_default();
    let step = step.map(|step| format!("[{}: {}]\r\n", step.id, step.name));
    let step = step.unwrap_or_default();
    format!("\r\n[{assembly}: {type_name}]\r\n{step}\r\n{lines}")
}

/// The name of the assembly that a plug-in type is in.
fn assembly_of(organization: &Organization, type_id: Uuid) -> Option<String> {
    const NAME: &str = "assemblyname";
    let types = organization.metadata().table(TYPES)?;
    let columns = Columns::Named(vec![NAME.to_owned()]);
    let row = organization.retrieve(types, type_id, &columns).ok()??;
    row.get(NAME).and_then(Value::as_str).map(str::to_owned)
}
