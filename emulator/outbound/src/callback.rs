//! Sends callbacks to clients after their operations have ended (BG-080 to BG-089).
//!
//! A due callback has its own copy of the payload. It stays due until its result is committed, so
//! that a crash sends it again. This module knows neither operations nor the queue of due
//! callbacks.

use dataverse_operation::rules::{CallbackContentType, CallbackRetry, Rules};
use jiff::SignedDuration;
use reqwest::header::{self, HeaderMap, HeaderValue};

use super::journal::{self, Callback, Ended, Entry, Journal, Sent};
use super::outbound::{Called, End, Outbound, OutboundRequest};
use super::redact;
use dataverse_runtime::activity::Work;
use dataverse_runtime::way_out::{self, Callback as Due, Verb, Verdict};
use futures::FutureExt;
use futures::future::BoxFuture;

/// HTTP statuses after which a callback is sent once more, if rule `callback_retry` says so
/// (WH-031).
const TRY_AGAIN: [u16; 3] = [502, 503, 504];

/// Sends the callbacks of one organization and records every try in the journal.
#[derive(Debug, Clone)]
pub struct Callbacks {
    outbound: Outbound,
    journal: Journal,
}

impl Callbacks {
    /// Sends by `outbound`, and records in `journal`.
    pub fn new(outbound: Outbound, journal: Journal) -> Self {
        Self { outbound, journal }
    }

    async fn attempt_once(&self, due: Due<'_>, rules: &Rules, guard: &Work) -> Verdict {
        let headers = headers(due.verb, rules);
        let called = self.call(due, headers.clone(), rules, guard).await;
        let verdict = verdict(&called.end, due.tries, rules);
        if self.journal.is_kept() {
            self.journal.record(entry(due, &headers, &called));
        }
        verdict
    }

    async fn call(&self, due: Due<'_>, headers: HeaderMap, rules: &Rules, guard: &Work) -> Called {
        match due.url.parse() {
            Ok(url) => {
                let request = OutboundRequest {
                    verb: due.verb,
                    url,
                    headers,
                    body: due.payload.to_owned(),
                    timeout: SignedDuration::try_from(rules.callback_timeout.get())
                        .unwrap_or(SignedDuration::MAX),
                };
                self.outbound.call(request, guard).await
            }
            Err(error) => self
                .outbound
                .not_made(format!("the address is not a URL: {error}")),
        }
    }
}

impl way_out::Callbacks for Callbacks {
    fn attempt<'a>(
        &'a self,
        callback: Due<'a>,
        rules: &'a Rules,
        work: &'a Work,
    ) -> BoxFuture<'a, Verdict> {
        self.attempt_once(callback, rules, work).boxed()
    }
}

fn headers(verb: Verb, rules: &Rules) -> HeaderMap {
    if verb == Verb::Get {
        return HeaderMap::new();
    }
    let content_type = match rules.callback_content_type {
        CallbackContentType::Charset => "application/json; charset=utf-8",
        CallbackContentType::Plain => "application/json",
    };
    HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))])
}

fn verdict(end: &End, tries: u32, rules: &Rules) -> Verdict {
    match (rules.callback_retry, end) {
        (CallbackRetry::Webhook, End::Answer(status))
            if tries == 0 && TRY_AGAIN.contains(status) =>
        {
            Verdict::Again
        }
        _ => Verdict::Done,
    }
}

fn entry(due: Due<'_>, headers: &HeaderMap, called: &Called) -> Entry {
    Entry::Callback(Callback {
        operation: due.operation,
        url: redact::address(due.url),
        attempt: due.tries + 1,
        at: called.at,
        request: Sent {
            method: due.verb.as_str(),
            headers: redact::Headers::of(headers),
            body: journal::body(due.payload),
        },
        ended: Ended::of(called),
    })
}
