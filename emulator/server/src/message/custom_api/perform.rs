//! What a custom API does, once: its steps and its plug-in in a unit of work, or nothing but its
//! defaults (CA-023).

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::Attributes;
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::definition::CustomApi;
use crate::activity::Work;
use crate::engine::behavior::Answer;
use crate::identity::IdStream;
use crate::message::Session;
use crate::message::session::Call;
use crate::organization::Organization;
use crate::payload::read_outputs;
use crate::pipeline::{self, Configuration, Outside, Reach};
use crate::plugin::{Context, Plugin};
use crate::store::Write;

/// What a call came to.
#[derive(Debug)]
pub(crate) struct Done {
    /// The row changes to make.
    pub(crate) writes: Vec<Write>,
    /// Every response property with its value.
    pub(crate) outputs: Attributes,
}

/// One call.
pub(crate) struct OneCall {
    /// Who asks.
    pub(crate) call: Call,
    /// Where ids come from.
    pub(crate) ids: IdStream,
    /// What is called.
    pub(crate) api: Arc<CustomApi>,
    /// With which parameters.
    pub(crate) inputs: Attributes,
    /// What the main operation answers.
    pub(crate) answer: Answer,
    /// When its time is up.
    pub(crate) deadline: Timestamp,
}

/// Does the work of one call. Its writes are handed back, not committed: whoever asked commits
/// them together with what the result means.
///
/// Code runs on a blocking thread of its own. It cannot be aborted: when this future is dropped
/// the code goes on to its end, and what it wrote is dropped.
pub(crate) async fn perform(
    organization: Organization,
    work: OneCall,
    guard: Work,
) -> (Result<Done, Fault>, Work) {
    let OneCall {
        call,
        ids,
        api,
        inputs,
        answer,
        deadline,
    } = work;
    let request = OrganizationRequest {
        name: api.unique_name.clone(),
        parameters: inputs,
    };
    let (table, _) = pipeline::subject(&request);
    let is_followed = organization.steps().has_any(&request.name, table);
    let is_code = matches!(answer, Answer::Own) && plugin_of(&organization, &api).is_some();
    if !is_followed && !is_code {
        let outputs = without_code(&organization, &api, &answer);
        let done = outputs.map(|outputs| Done {
            writes: Vec::new(),
            outputs,
        });
        return (done, guard);
    }
    let main = move |session: &mut Session<'_>, request| match answer {
        Answer::Own => inside(session, &api, request),
        Answer::Prescribed(_) => {
            let results = without_code(session.organization(), &api, &answer)?;
            Ok(OrganizationResponse { results })
        }
    };
    let work = move |outside: Outside<'_>| pipeline::through(outside, request, main);
    let (done, guard) = organization
        .run_code(call, ids, (guard, deadline), work)
        .await;
    let done = done.map(|(response, writes)| Done {
        writes,
        outputs: response.results,
    });
    (done, guard)
}

/// What a call answers that runs no code of its own.
fn without_code(
    organization: &Organization,
    api: &CustomApi,
    answer: &Answer,
) -> Result<Attributes, Fault> {
    let rules = organization.rules();
    let set = match answer {
        Answer::Own => Attributes::new(),
        Answer::Prescribed(members) => prescribed(organization, api, members)?,
    };
    Ok(api.completed(set, &rules))
}

fn prescribed(
    organization: &Organization,
    api: &CustomApi,
    members: &Map<String, Json>,
) -> Result<Attributes, Fault> {
    read_outputs(api, members, organization.metadata(), &organization.rules())
}

/// The main operation of a custom API, in a session that is there already.
pub(crate) fn inside(
    session: &mut Session<'_>,
    api: &CustomApi,
    request: OrganizationRequest,
) -> Result<OrganizationResponse, Fault> {
    let organization = session.organization();
    let rules = organization.rules();
    let Some(plugin) = plugin_of(organization, api) else {
        let results = api.completed(Attributes::new(), &rules);
        return Ok(OrganizationResponse { results });
    };
    let execution = pipeline::main_context(session, &request, api.plugin_type)?;
    // The main operation of a custom API has no configuration (CA-025).
    let configuration = Configuration::default();
    let mut context = Context::new(Reach::Inside(session), execution, configuration);
    pipeline::run_plugin(plugin.as_ref(), &mut context)?;
    let results = api.completed(context.into_execution().outputs, &rules);
    Ok(OrganizationResponse { results })
}

fn plugin_of(organization: &Organization, api: &CustomApi) -> Option<Arc<dyn Plugin>> {
    organization.plugin(api.plugin_type?)
}
