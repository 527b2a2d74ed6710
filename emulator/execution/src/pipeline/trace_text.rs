//! The trace that a plug-in's fault carries to the caller: assembly, type and step of the plug-in, then its lines
//! (PL-124).

use dataverse_protocol::execution_context::ExecutionContext;

use super::trace_log::step_of;
use crate::session::Session;
use crate::step::Handler;

/// Makes the trace text of a plug-in. The main operation of a custom API has no step, so its text names none.
pub(super) fn trace_text(
    session: &Session<'_>,
    execution: &ExecutionContext,
    type_name: &str,
    lines: &str,
) -> String {
    let registry = session.registry();
    let step = step_of(execution).and_then(|id| registry.steps.get(id));
    let type_id = match step.map(|step| &step.handler) {
        Some(Handler::Plugin(type_id)) => Some(*type_id),
        Some(Handler::Endpoint(_) | Handler::Unusable(_)) => None,
        None => Some(execution.owning_extension.id),
    };
    let plugin_type = type_id.and_then(|id| registry.plugin_types.get(id));
    let assembly = plugin_type.map_or("", |plugin_type| &plugin_type.assembly);
    let step = step.map(|step| format!("[{}: {}]\r\n", step.id, step.name));
    let step = step.unwrap_or_default();
    format!("\r\n[{assembly}: {type_name}]\r\n{step}\r\n{lines}")
}
