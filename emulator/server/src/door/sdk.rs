//! The organization service of the SDK: translates each SOAP call into one organization request,
//! and its response back (section 7).

mod caller;
mod faults;
mod labels;
mod options;
mod relationships;

use axum::http::{Method, StatusCode};
use dataverse_model::platform_names::{self, NameKind};
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::soap::{self, Call};
use dataverse_protocol::value::Value;

use labels::Labels;

use super::below;
use super::http_request::HttpRequest;
use super::many_rows;
use super::reply::Reply;
use super::suggestion;
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
    let call = match soap::read(&inbound.body, organization.limits()) {
        Ok(call) => call,
        Err(error) => {
            // A message is looked up before its values are read: what they mean follows from the message.
            let fault = match unknown_message(organization, error.messages()) {
                Some(name) => dataverse_execution::unknown_message(name, &organization.rules()),
                None => faults::refusal(&error),
            };
            let reply =
                refuse(organization, &fault).suggesting(suggested(organization, error.messages()));
            return match error.messages().next() {
                Some(message) => reply.about(message.to_owned()),
                None => reply,
            };
        }
    };
    let names = names(&call.request);
    let answered = execute(organization, inbound, call).await;
    let mut notes = std::mem::take(&mut inbound.notes);
    notes.message = names.first().cloned();
    match answered {
        Ok(envelope) => Reply::soap(StatusCode::OK, envelope).with_notes(notes),
        Err(fault) => {
            notes.did_you_mean = suggested(organization, names.iter().map(String::as_str));
            notes.refusal = Some(fault.message.clone());
            refuse(organization, &fault).with_notes(notes)
        }
    }
}

/// The first message that is not emulated or does not exist.
fn unknown_message<'n>(
    organization: &Organization,
    mut names: impl Iterator<Item = &'n str>,
) -> Option<&'n str> {
    let registry = organization.registry();
    names.find(|name| registry.message(name).is_none())
}

/// What the first message that does not exist could have meant, for the journal.
fn suggested<'n>(
    organization: &Organization,
    names: impl Iterator<Item = &'n str>,
) -> Option<String> {
    if !organization.journal().is_kept() {
        return None;
    }
    let unknown = unknown_message(organization, names)?;
    if platform_names::find(NameKind::Message, unknown).is_some() {
        return None;
    }
    suggestion::of_message(unknown, &organization.registry())
}

/// The message of a request, and of the requests inside it.
fn names(request: &OrganizationRequest) -> Vec<String> {
    let mut names = vec![request.name.clone()];
    for value in request.parameters.values() {
        match value {
            Value::Request(inside) => names.extend(self::names(inside)),
            Value::Requests(inside) => names.extend(inside.iter().flat_map(self::names)),
            _ => {}
        }
    }
    names
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
    let mut without_effect = options::strip(&mut call.request, &registry)?;
    let headers = call.headers.without_effect.iter();
    without_effect.extend(headers.map(|name| format!("the header '{name}'")));
    inbound.without_effect(without_effect, &rules)?;
    relationships::inward(&mut call.request, &metadata)?;
    let has_token = organization.leaves_elastic_row(&call.request);
    let mut response = organization
        .execute(caller, call.request, &inbound.work)
        .await?;
    if has_token {
        let token = organization.session_token();
        response.results.insert(SESSION_TOKEN.into(), token.into());
    }
    let reply = &call.reply.with_enumerations(&|message| {
        let message = registry.message(message);
        message.map_or_else(Vec::new, |message| message.enumerations().collect())
    });
    let labels = Labels {
        metadata: &metadata,
        rules: &rules,
        reply,
    };
    many_rows::write(count_rows(&response), move || {
        labels.complete(&mut response.results);
        soap::write_response(reply, &response)
    })
    .map_err(|error| {
        tracing::error!(%error, "a response has no envelope");
        Fault::unexpected()
    })
}

/// The rows of a response's collections, and the responses in it.
fn count_rows(response: &OrganizationResponse) -> usize {
    let rows = response.results.values().map(|value| match value {
        Value::Collection(found) => found.entities.len(),
        Value::Responses(responses) => responses.len(),
        Value::ResponseItems(items) => items.len(),
        _ => 0,
    });
    rows.sum()
}

/// The response for a fault; its HTTP status is always 500 (SO-007, 7.5).
pub(super) fn refuse(organization: &Organization, fault: &Fault) -> Reply {
    let activity = organization.new_id();
    let now = organization.clock().now();
    let written = dataverse_execution::service_fault(fault, activity, now, &organization.rules());
    Reply::soap(
        StatusCode::INTERNAL_SERVER_ERROR,
        soap::write_fault(&written),
    )
    .refusing(&fault.message)
}
