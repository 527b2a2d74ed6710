//! The main operation of a custom API: runs its plug-in; without one, returns the defaults of its response (CA-023).

use dataverse_model::message::Message;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Attributes;

use super::handle::run_plugin;
use super::run::main_context;
use crate::error::Error;
use crate::session::Session;
use crate::step::Configuration;

/// Runs the main operation of a custom API.
///
/// # Errors
/// The fault of its plug-in.
pub(crate) fn main(
    session: &mut Session<'_>,
    message: &Message,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Error> {
    let api = message.custom_api.as_ref().ok_or_else(Fault::unexpected)?;
    let plugin = api
        .plugin_type
        .and_then(|id| session.core().plugin(session.registry(), id));
    let Some(plugin) = plugin else {
        let results = message.completed(Attributes::default(), session.rules());
        return Ok(OrganizationResponse { results });
    };
    let execution = main_context(session, request, api.plugin_type);
    // The main operation of a custom API has no configuration (CA-025).
    let configuration = Configuration::default();
    let (result, execution) = run_plugin(session, plugin.as_ref(), execution, &configuration);
    result?;
    let results = message.completed(execution.outputs, session.rules());
    Ok(OrganizationResponse { results })
}
