//! What a custom API does, once: its plug-in in a unit of work, or nothing but its defaults
//! (CA-023).

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::Attributes;

use super::definition::CustomApi;
use crate::engine::behavior::Answer;
use crate::identity::IdStream;
use crate::message::Session;
use crate::message::session::Call;
use crate::organization::Organization;
use crate::payload::read_outputs;
use crate::plugin::Context;
use crate::store::Write;

/// What a call came to.
#[derive(Debug)]
pub(crate) struct Done {
    /// The row changes to make.
    pub(crate) writes: Vec<Write>,
    /// Every response property with its value.
    pub(crate) outputs: Attributes,
}

/// Does the work of one call. Its writes are handed back, not committed: whoever asked commits
/// them together with what the result means.
///
/// Code runs on a blocking thread of its own. It cannot be aborted: when this future is dropped
/// the code goes on to its end, and what it wrote is dropped.
pub(crate) async fn perform(
    organization: Organization,
    call: Call,
    ids: IdStream,
    api: Arc<CustomApi>,
    inputs: Attributes,
    answer: Answer,
) -> Result<Done, Fault> {
    let rules = organization.rules();
    if let Answer::Prescribed(members) = answer {
        let set = read_outputs(&api, &members, organization.metadata(), &rules)?;
        return Ok(Done {
            writes: Vec::new(),
            outputs: api.completed(set, &rules),
        });
    }
    if plugin_of(&organization, &api).is_none() {
        return Ok(Done {
            writes: Vec::new(),
            outputs: api.completed(Attributes::new(), &rules),
        });
    }
    let turn = organization.code_turn().await;
    let work = move || {
        let _turn = turn;
        let mut session = Session::in_unit(&organization, call, ids)?;
        let outputs = inside(&mut session, &api, &inputs)?;
        Ok(Done {
            writes: session.into_writes(),
            outputs,
        })
    };
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|failure| {
            tracing::error!(%failure, "a plug-in panicked");
            Err(Fault::isv_unexpected(
                "An unexpected error occurred from ISV code.",
            ))
        })
}

/// Runs the plug-in of a custom API in a session that is there already.
pub(super) fn inside(
    session: &mut Session<'_>,
    api: &CustomApi,
    inputs: &Attributes,
) -> Result<Attributes, Fault> {
    let organization = session.organization();
    let rules = organization.rules();
    let Some(plugin) = plugin_of(organization, api) else {
        return Ok(api.completed(Attributes::new(), &rules));
    };
    let mut context = Context::new(session, &api.unique_name, inputs);
    let result = plugin.execute(&mut context);
    let (outputs, trace) = context.finish();
    match result {
        Ok(()) => Ok(api.completed(outputs, &rules)),
        Err(fault) if trace.is_empty() || fault.trace.is_some() => Err(fault.from_plug_in()),
        Err(fault) => Err(fault.from_plug_in().with_trace(trace)),
    }
}

fn plugin_of(
    organization: &Organization,
    api: &CustomApi,
) -> Option<Arc<dyn crate::plugin::Plugin>> {
    organization.plugins().find(api.plugin_type?)
}
