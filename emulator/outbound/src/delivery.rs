//! Sends a step's execution context to a service endpoint: one try, and its result (WH-020 to WH-031).
//!
//! A webhook is called; a message to Azure is only written to the journal. This module decides neither about a second
//! try nor about the request that waits for the first, and does not know the content of a context.

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::job::Retry;
use dataverse_operation::rules::{Rules, WebhookRequestId};
use dataverse_protocol::execution_context::Size;
use dataverse_protocol::value::Entity;
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::SignedDuration;

use super::endpoint::{Azure, Destination, Endpoint, Webhook};
use super::journal::{self, AzureMessage, Ended, Entry, Journal, Sent};
use super::outbound::{Called, End, Outbound, OutboundRequest};
use super::redact::Headers;
use dataverse_runtime::activity::Work;
pub use dataverse_runtime::way_out::{Delivery, Undelivered};
use dataverse_runtime::way_out::{ServiceEndpoint, ServiceEndpoints, Verb};

/// HTTP statuses after which a webhook is called once more (WH-031).
const TRY_AGAIN: [u16; 3] = [502, 503, 504];

const ORGANIZATION: HeaderName = HeaderName::from_static("x-ms-dynamics-organization");
const ENTITY_NAME: HeaderName = HeaderName::from_static("x-ms-dynamics-entity-name");
const REQUEST_NAME: HeaderName = HeaderName::from_static("x-ms-dynamics-request-name");
const CORRELATION: HeaderName = HeaderName::from_static("x-ms-correlation-request-id");
const REQUEST: HeaderName = HeaderName::from_static("x-request-id");
/// The header is documented, its value is not (WH-021).
const SIZE_EXCEEDED: HeaderName = HeaderName::from_static("x-ms-dynamics-msg-size-exceeded");

/// Sends to the service endpoints of one organization and records every try in the journal.
#[derive(Debug, Clone)]
pub struct Deliveries {
    outbound: Outbound,
    journal: Journal,
}

impl Deliveries {
    /// Sends by `outbound`, and records in `journal`.
    pub fn new(outbound: Outbound, journal: Journal) -> Self {
        Self { outbound, journal }
    }

    /// Makes one try. `guard` counts as *network* during a call, and as busy afterwards.
    ///
    /// # Errors
    /// There was no answer, none in time, or one without a 2xx status.
    pub async fn deliver(
        &self,
        endpoint: &Endpoint,
        delivery: &Delivery,
        rules: &Rules,
        guard: &Work,
    ) -> Result<(), Undelivered> {
        match &endpoint.destination {
            Destination::Webhook(webhook) => {
                let headers = headers(webhook, delivery, rules)
                    .map_err(|why| never(post_failed(endpoint, &why)))?;
                let request = OutboundRequest {
                    verb: Verb::Post,
                    url: webhook.url.clone(),
                    headers: headers.clone(),
                    body: delivery.body.clone(),
                    timeout: SignedDuration::try_from(rules.webhook_timeout.get())
                        .unwrap_or(SignedDuration::MAX),
                };
                let called = self.outbound.call(request, guard).await;
                if self.journal.is_kept() {
                    let entry = attempted(endpoint, webhook, delivery, &headers, &called);
                    self.journal.record(entry);
                }
                verdict(endpoint, delivery.attempt, &called.end)
            }
            Destination::Azure(azure) => {
                self.keep(endpoint, azure, delivery);
                Ok(())
            }
        }
    }

    /// Records a message to Azure in the journal, which is all that happens to it.
    fn keep(&self, endpoint: &Endpoint, azure: &Azure, delivery: &Delivery) {
        self.journal.record(Entry::AzureMessage(AzureMessage {
            endpoint: endpoint.id,
            step: delivery.step,
            job: delivery.job,
            contract: endpoint.contract.label(),
            namespace: azure.namespace.clone(),
            path: azure.path.clone(),
            at: self.outbound.now(),
            body: journal::body(&delivery.body),
        }));
    }
}

/// An endpoint, with the sender for it.
#[derive(Debug)]
struct Reached {
    endpoint: Endpoint,
    deliveries: Deliveries,
}

impl ServiceEndpoint for Reached {
    fn lane(&self) -> String {
        self.endpoint.lane()
    }

    fn deliver<'a>(
        &'a self,
        delivery: &'a Delivery,
        rules: &'a Rules,
        work: &'a Work,
    ) -> BoxFuture<'a, Result<(), Undelivered>> {
        self.deliveries
            .deliver(&self.endpoint, delivery, rules, work)
            .boxed()
    }
}

impl ServiceEndpoints for Deliveries {
    fn read(&self, row: &Entity) -> Result<Arc<dyn ServiceEndpoint>, Fault> {
        Ok(Arc::new(Reached {
            endpoint: Endpoint::of_row(row)?,
            deliveries: self.clone(),
        }))
    }
}

/// The configured headers, and those that every webhook receives (WH-020 to WH-022).
fn headers(webhook: &Webhook, delivery: &Delivery, rules: &Rules) -> Result<HeaderMap, String> {
    let mut headers = webhook.headers.clone();
    let content_type = HeaderValue::from_static("application/json; charset=utf-8");
    headers.append(header::CONTENT_TYPE, content_type);
    let mut add = |name: HeaderName, text: &str| match HeaderValue::from_str(text) {
        Ok(value) => {
            headers.append(name, value);
            Ok(())
        }
        Err(_) => Err(format!("'{text}' cannot be the value of the header {name}")),
    };
    add(ORGANIZATION, &delivery.organization)?;
    add(ENTITY_NAME, &delivery.table)?;
    add(REQUEST_NAME, &delivery.message)?;
    add(CORRELATION, &delivery.correlation.to_string())?;
    if rules.webhook_request_id == WebhookRequestId::Send {
        let request = delivery.request.unwrap_or(delivery.correlation);
        add(REQUEST, &request.to_string())?;
    }
    if delivery.size == Size::Exceeded {
        add(SIZE_EXCEEDED, "true")?;
    }
    Ok(headers)
}

fn verdict(endpoint: &Endpoint, attempt: u32, end: &End) -> Result<(), Undelivered> {
    let name = &endpoint.name;
    let traced =
        |fault: Fault| fault.with_trace(format!("The service endpoint '{name}' gave {end}."));
    match end {
        End::Answer(200..=299) => Ok(()),
        End::Answer(status) if attempt == 1 && TRY_AGAIN.contains(status) => Err(Undelivered {
            fault: traced(Fault::webhook_refused()),
            again: Retry::Transient,
        }),
        End::Answer(_) => Err(never(traced(Fault::webhook_refused()))),
        End::Deadline | End::SafetyLimit(_) => Err(never(traced(Fault::webhook_timed_out()))),
        End::Connection(why) => Err(never(post_failed(endpoint, why))),
    }
}

/// The fault for a call without an answer; the platform's text is unknown.
fn post_failed(endpoint: &Endpoint, why: &str) -> Fault {
    Fault::new(
        code::WEBHOOKS_POST_FAILED,
        format!(
            "The webhook call to the service endpoint '{}' failed during the http post: {why}",
            endpoint.name
        ),
    )
}

const fn never(fault: Fault) -> Undelivered {
    Undelivered {
        fault,
        again: Retry::Permanent,
    }
}

fn attempted(
    endpoint: &Endpoint,
    webhook: &Webhook,
    delivery: &Delivery,
    headers: &HeaderMap,
    called: &Called,
) -> Entry {
    let is_configured = |name: &HeaderName| webhook.headers.contains_key(name);
    Entry::Webhook(journal::WebhookEntry {
        endpoint: endpoint.id,
        step: delivery.step,
        job: delivery.job,
        url: webhook.readable.clone(),
        attempt: delivery.attempt,
        at: called.at,
        request: Sent {
            method: "POST",
            headers: Headers::hiding(headers, is_configured),
            body: journal::body(&delivery.body),
        },
        ended: Ended::of(called),
    })
}

#[cfg(test)]
mod tests;
