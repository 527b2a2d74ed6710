//! Dataverse's status monitor: `/api/backgroundoperation/{id}`, GET to poll an operation and DELETE to
//! cancel it (BG-060..BG-06D, BG-072, BG-075).
//!
//! It is not part of the Web API: no OData headers, no error wrapper, `200` in every state.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use dataverse_operation::fault::Fault;
use dataverse_operation::outcome::Outcome;
use dataverse_operation::phase::Phase;
use dataverse_operation::record;
use dataverse_operation::rules::{AsyncProtocol, ErrorBody, MonitorODataHeaders, Rules};
use dataverse_operation::status::Status;
use dataverse_protocol::codec;
use dataverse_protocol::monitor::{Failure, PATH, Report, StatusDocument, body};
use dataverse_protocol::odata::literal;
use dataverse_protocol::value::Attributes;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::{permitted, phase_of};
use crate::door::below;
use crate::door::http_request::HttpRequest;
use crate::door::reply::{Reply, status_of};
use crate::organization::Organization;
use dataverse_execution::{fault_of, not_found};
use dataverse_model::payload::{PayloadWriter, write_value};
use dataverse_store::Refusal;

/// Answers a request to the status monitor; the path's last segment is the operation's id.
pub(crate) async fn answer(organization: &Organization, inbound: &HttpRequest) -> Reply {
    let rules = organization.rules();
    let is_known = [Method::GET, Method::DELETE].contains(&inbound.head.method);
    if !is_known {
        let message = format!(
            "The status monitor supports only GET and DELETE, not {}.",
            inbound.head.method
        );
        return refusal(StatusCode::METHOD_NOT_ALLOWED, &message)
            .with_value(header::ALLOW, HeaderValue::from_static("GET, DELETE"));
    }
    let id = below(&inbound.head.path, PATH).unwrap_or_default();
    let Some(operation) = literal::guid(id) else {
        let message =
            format!("'{id}' is not the id of a background operation: a GUID was expected.");
        return refusal(StatusCode::BAD_REQUEST, &message);
    };
    let operations = organization.operations_table();
    let reply = match permitted(organization, inbound, operation) {
        // By rule `hidden_row`, the operation of another user is unknown (PV-045).
        Err(fault) if fault == not_found(operations, operation) => {
            unknown(organization, operation, &rules)
        }
        Err(fault) => return denied(&fault),
        Ok(()) if inbound.head.method == Method::DELETE => {
            cancel(organization, inbound, operation, &rules).await
        }
        Ok(()) => look(organization, inbound, operation, &rules),
    };
    let reply = match rules.monitor_odata_headers {
        MonitorODataHeaders::Off => reply,
        MonitorODataHeaders::On => reply.into_odata(),
    };
    reply.with_large_numbers(inbound.large_numbers(&rules))
}

fn look(
    organization: &Organization,
    inbound: &HttpRequest,
    operation: Uuid,
    rules: &Rules,
) -> Reply {
    match phase_of(organization, operation, AsyncProtocol::Dataverse) {
        Err(fault) => Reply::fault(&fault),
        Ok(None) => unknown(organization, operation, rules),
        Ok(Some(phase)) => {
            let reply = document(organization, inbound, &phase, rules);
            organization.polled(operation);
            reply
        }
    }
}

/// The documented response: 200, with the state in the body.
fn document(
    organization: &Organization,
    inbound: &HttpRequest,
    phase: &Phase,
    rules: &Rules,
) -> Reply {
    let (state, status) = record::status(phase, rules).pair();
    let outputs = outputs_of(organization, inbound, phase, rules);
    let report = match (outcome(phase), &outputs) {
        (Some(Outcome::Failed(fault)), _) => Report::Failure(Failure {
            code: fault.code,
            message: &fault.message,
        }),
        (_, Some(outputs)) => Report::Outputs(outputs),
        (_, None) => Report::Nothing,
    };
    let document = StatusDocument {
        state,
        status,
        report,
    };
    Reply::json(StatusCode::OK, body(&document))
}

/// The outcome of an operation; `None` before its end.
fn outcome(phase: &Phase) -> Option<&Outcome> {
    match phase {
        Phase::Done(done) => Some(&done.outcome),
        Phase::Waiting(_) | Phase::Running(_) | Phase::Canceling(_) => None,
    }
}

/// The results of an operation, written as the response to a synchronous call (BG-06A).
fn outputs_of(
    organization: &Organization,
    inbound: &HttpRequest,
    phase: &Phase,
    rules: &Rules,
) -> Option<Map<String, Json>> {
    let Some(Outcome::Succeeded(outputs)) = outcome(phase) else {
        return None;
    };
    let written: Attributes = codec::read(&outputs.exact).unwrap_or_else(|error| {
        tracing::error!(%error, "stored outputs cannot be read");
        Attributes::default()
    });
    let metadata = organization.metadata();
    let writer =
        PayloadWriter::new(&metadata, rules).with_large_numbers(inbound.large_numbers(rules));
    let written = written
        .iter()
        .map(|(name, value)| (name.to_string(), write_value(value, writer)));
    Some(written.collect())
}

async fn cancel(
    organization: &Organization,
    inbound: &HttpRequest,
    operation: Uuid,
    rules: &Arc<Rules>,
) -> Reply {
    match phase_of(organization, operation, AsyncProtocol::Dataverse) {
        Err(fault) => return Reply::fault(&fault),
        Ok(None) => return unknown(organization, operation, rules),
        Ok(Some(_)) => {}
    }
    match organization.cancel(operation, rules, &inbound.work).await {
        Ok(()) => {
            let (state, status) = Status::Canceling.pair();
            let document = StatusDocument {
                state,
                status,
                report: Report::Nothing,
            };
            Reply::json(StatusCode::OK, body(&document))
        }
        Err(Refusal::CancelRefused(refused)) => late_cancel(&refused.to_string(), rules),
        Err(Refusal::NotFound { .. }) => unknown(organization, operation, rules),
        Err(refusal) => Reply::fault(&fault_of(&refusal, &organization.metadata(), rules)),
    }
}

/// The response to a cancellation that comes too late (BG-075, C-07).
fn late_cancel(message: &str, rules: &Rules) -> Reply {
    match rules.late_cancel_body {
        ErrorBody::Bare => refusal(StatusCode::CONFLICT, message),
        ErrorBody::Error => {
            let fault = Fault::invalid_plugin_execution(message);
            Reply::fault(&fault.with_http_status(409))
        }
    }
}

/// The response for an unknown id (BG-068).
fn unknown(organization: &Organization, operation: Uuid, rules: &Rules) -> Reply {
    match rules.monitor_not_found {
        ErrorBody::Error => {
            let fault = not_found(organization.operations_table(), operation);
            let status = status_of(&fault);
            let body = json!({"error": {"code": fault.hex(), "message": fault.message}});
            Reply::json(status, body.to_string())
        }
        ErrorBody::Bare => refusal(
            StatusCode::NOT_FOUND,
            &format!("Could not find item '{operation}'."),
        ),
    }
}

/// The response to a caller without the privilege (BG-043).
fn denied(fault: &Fault) -> Reply {
    let body = json!({"error": {"code": fault.hex(), "message": fault.message}});
    Reply::json(status_of(fault), body.to_string())
}

fn refusal(status: StatusCode, message: &str) -> Reply {
    Reply::json(status, json!({"message": message}).to_string())
}

/// The response header with the operation's id (BG-020).
pub(crate) const OPERATION_ID: HeaderName =
    HeaderName::from_static("x-ms-dyn-backgroundoperationid");
