//! The organization service of the SDK: translates each SOAP call into one organization request,
//! and its response back (section 7).

mod caller;
mod faults;
mod labels;
mod options;
mod relationships;

use axum::http::{Method, StatusCode};
use dataverse_operation::fault::Fault;
use dataverse_protocol::soap::{self, Call};

use labels::Labels;

use super::below;
use super::http_request::HttpRequest;
use super::reply::Reply;
use crate::organization::Organization;

/// The path of the service (SO-001).
const SERVICE: &str = "/XRMServices/2011/Organization.svc";
/// The result with the consistency token of a write to an elastic table (SO-035).
const SESSION_TOKEN: &str = "x-ms-session-token";
/// Accepted suffixes of the path: `/web` for clients with bearer tokens, or none.
const FORMS: [&str; 2] = ["/web", ""];

pub(super) fn is_service(path: &str) -> bool {
    below(path, SERVICE).is_some_and(|rest| {
        FORMS
            .iter()
            .any(|form| rest.trim_end_matches('/').eq_ignore_ascii_case(form))
    })
}

pub(super) async fn answer(organization: &Organization, inbound: &mut HttpRequest) -> Reply {
    if inbound.head.method != Method::POST {
        return Reply::not_emulated("The description of the organization service");
    }
    let call = match soap::read(&inbound.body) {
        Ok(call) => call,
        Err(error) => {
            let reply = refuse(organization, &faults::refusal(&error));
            return match error.message() {
                Some(message) => reply.about(message.to_owned()),
                None => reply,
            };
        }
    };
    let name = call.request.name.clone();
    let reply = match execute(organization, inbound, call).await {
        Ok(envelope) => Reply::soap(StatusCode::OK, envelope),
        Err(fault) => refuse(organization, &fault),
    };
    reply.about(name)
}

async fn execute(
    organization: &Organization,
    inbound: &mut HttpRequest,
    mut call: Call,
) -> Result<String, Fault> {
    let rules = organization.rules();
    let mut caller = caller::of(organization, inbound, &call.headers)?;
    let registry = organization.registry();
    let metadata = organization.metadata();
    caller.bypass = options::bypass(&call.request, &registry)?;
    options::strip(&mut call.request, &registry)?;
    relationships::inward(&mut call.request, &metadata)?;
    let has_token = organization.leaves_elastic_row(&call.request);
    let mut response = organization
        .execute(caller, call.request, &inbound.work)
        .await?;
    if has_token {
        let token = organization.session_token();
        response
            .results
            .insert(SESSION_TOKEN.to_owned(), token.into());
    }
    let labels = Labels {
        metadata: &metadata,
        rules: &rules,
        reply: &call.reply,
    };
    for value in response.results.values_mut() {
        labels.complete(value);
    }
    soap::write_response(&call.reply, &response).map_err(|error| {
        tracing::error!(%error, "a response has no envelope");
        Fault::unexpected()
    })
}

/// The response for a fault; its HTTP status is always 500 (SO-007, 7.5).
pub(super) fn refuse(organization: &Organization, fault: &Fault) -> Reply {
    let activity = organization.new_id();
    let now = organization.clock().now();
    let written = faults::service_fault(fault, activity, now, &organization.rules());
    Reply::soap(
        StatusCode::INTERNAL_SERVER_ERROR,
        soap::write_fault(&written),
    )
    .refusing(&fault.message)
}
