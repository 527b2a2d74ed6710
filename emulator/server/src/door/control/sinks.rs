//! Sinks: routes to create, read and delete them, and to receive requests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::answer::{ControlAnswer, Outcome, Problem, parse};
use super::routes::OpenCall;
use super::within::{duration, real_time};
use crate::door::body::read;
use crate::host::Listener;
use crate::organization::Organization;
use crate::settings::Control;
use crate::sink::{Body, Put, Received, Sink, SinkAnswer as Told};
use dataverse_outbound::outbound::Held;
use dataverse_runtime::clock::{Kind, in_real_time};

/// The path of sinks, below the listener's URL.
const PATH: &str = "/_emulator/v1/sinks/";
/// The longest name of a sink.
const NAME_LIMIT: usize = 64;
/// The largest number of answers in one request.
const ANSWERS: usize = 1_000;

/// `PUT sinks/{name}`: one answer, or several.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NewSink {
    status: Option<u16>,
    delay: Option<String>,
    answer: Option<Silence>,
    answers: Option<Vec<NewSinkAnswer>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct NewSinkAnswer {
    status: Option<u16>,
    delay: Option<String>,
    answer: Option<Silence>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Silence {
    Nothing,
}

pub(super) fn put(listener: &Listener, name: &str, body: &[u8]) -> Outcome {
    let is_plain = |next: char| next.is_ascii_alphanumeric() || "-_.~".contains(next);
    if name.len() > NAME_LIMIT || !name.chars().all(is_plain) {
        return Err(Problem::invalid(format!(
            "'{name}' is not a name: expected 1 to {NAME_LIMIT} letters, digits and -_.~"
        )));
    }
    let answers = answers(parse(body)?)?;
    let shape = json!({"name": name, "url": format!("{}{PATH}{name}", listener.url())});
    match listener.organization().sinks().put(name, answers) {
        Ok(Put::Made) => Ok(ControlAnswer::Created(shape)),
        Ok(Put::Changed) => Ok(ControlAnswer::Ok(shape)),
        Err(error) => Err(Problem::conflict(error)),
    }
}

fn answers(wanted: NewSink) -> Result<Vec<Told>, Problem> {
    let NewSink {
        status,
        delay,
        answer,
        answers,
    } = wanted;
    let several = match answers {
        None => vec![NewSinkAnswer {
            status,
            delay,
            answer,
        }],
        Some(several) if status.is_none() && delay.is_none() && answer.is_none() => several,
        Some(_) => {
            return Err(Problem::invalid(
                "'answers' cannot be combined with 'status', 'delay' or 'answer': expected those members inside each entry of 'answers'",
            ));
        }
    };
    if several.is_empty() || several.len() > ANSWERS {
        return Err(Problem::invalid(format!(
            "'answers' has 1 to {ANSWERS} of them; the last one is used again"
        )));
    }
    several.into_iter().map(told).collect()
}

fn told(wanted: NewSinkAnswer) -> Result<Told, Problem> {
    match (wanted.answer, wanted.status, wanted.delay) {
        (Some(Silence::Nothing), None, None) => Ok(Told::Nothing),
        (Some(Silence::Nothing), _, _) => Err(Problem::invalid(
            "an answer that is nothing has no 'status' and no 'delay'",
        )),
        (None, status, delay) => {
            let status = status.unwrap_or(200);
            if !(200..=599).contains(&status) {
                return Err(Problem::invalid(format!(
                    "'{status}' is no status of an answer: expected 200 to 599"
                )));
            }
            let delay = delay.map_or(Ok(SignedDuration::ZERO), |text| duration(&text))?;
            Ok(Told::Status { status, delay })
        }
    }
}

pub(super) async fn show(listener: &Listener, name: &str, query: &str) -> Outcome {
    let organization = listener.organization();
    let sink = find(&organization, name)?;
    let (count, within) = expected(query)?;
    let reached = async {
        tokio::select! {
            () = sink.reached(count) => {}
            () = sink.removed() => {}
            () = organization.closing() => {}
        }
    };
    // Whether the count was reached in time follows from `count` below.
    let _ = in_real_time(within, reached).await;
    let seen = sink.seen();
    let requests: Vec<Json> = seen.requests.iter().map(|one| json!(**one)).collect();
    Ok(ControlAnswer::Ok(json!({
        "name": name,
        "count": seen.count,
        "reached": seen.count >= count,
        "requests": requests,
    })))
}

/// `?count=3&within=PT5S`: the number of requests to wait for, and the longest wait in real time.
fn expected(query: &str) -> Result<(u64, Duration), Problem> {
    let (mut count, mut within) = (0, None);
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let wrong = || {
            Problem::invalid(format!(
                "'{parameter}' is not understood: expected count=3 and within=PT5S, or nothing"
            ))
        };
        match parameter.split_once('=').ok_or_else(wrong)? {
            ("count", number) => count = number.parse().map_err(|_| wrong())?,
            ("within", text) => within = Some(text),
            _ => return Err(wrong()),
        }
    }
    Ok((count, real_time(within)?))
}

pub(super) async fn remove(listener: &Listener, name: &str) -> Outcome {
    if listener.organization().sinks().remove(name).await {
        Ok(ControlAnswer::Done)
    } else {
        Err(unknown(name))
    }
}

/// Receives a request. It needs no access to the control door, since callbacks carry no token for
/// it. The response is the sink's answer, or an error as soon as the sink is removed.
pub(super) async fn receive(call: OpenCall) -> Outcome {
    let OpenCall {
        listener,
        argument: name,
        origin,
        parts,
        body,
    } = call;
    if *listener.control() == Control::Off {
        return Err(Problem::off());
    }
    let organization = listener.organization();
    let sink = find(&organization, &name)?;
    let path = below(&parts.uri.to_string(), &name).to_owned();
    let address = format!("{origin}{}", parts.uri);
    let headers = readable(&parts.headers);
    let body = read(body, &listener).await?;
    let now = organization.clock().now();
    let told = sink.receive(Received {
        at: now,
        method: parts.method.as_str().to_owned(),
        path,
        headers,
        body: Body::of(&body),
    });
    let _waiting = sink.wait();
    let Told::Status { status, delay } = told else {
        let held = hold(&organization, &address);
        let problem = no_more(&organization, &sink, &name).await;
        go_on(held).await;
        return Err(problem);
    };
    if delay.is_positive() {
        let at = now.saturating_add(delay).unwrap_or(Timestamp::MAX);
        // Counts as waiting for time, and from then on as busy until the caller counts as busy
        // again.
        let due = organization.clock().wait_until(at, Kind::Work);
        let held = hold(&organization, &address);
        tokio::select! {
            biased;
            problem = no_more(&organization, &sink, &name) => {
                go_on(held).await;
                return Err(problem);
            }
            _busy = due => go_on(held).await,
        }
    }
    let status = StatusCode::from_u16(status);
    Ok(ControlAnswer::Told(
        status.expect("a sink is told statuses from 200 to 599 alone"),
    ))
}

/// If the request is the organization's own call, makes that call count as waiting for time.
fn hold(organization: &Organization, address: &str) -> Option<Held> {
    let address = address.parse().ok()?;
    organization.calls().hold(&address)
}

async fn go_on(held: Option<Held>) {
    if let Some(held) = held {
        held.release().await;
    }
}

/// Waits until the organization closes or the sink is removed; returns the error for that.
async fn no_more(organization: &Organization, sink: &Sink, name: &str) -> Problem {
    tokio::select! {
        biased;
        () = organization.closing() => Problem::gone("the organization was closed"),
        () = sink.removed() => Problem::gone(format!("the sink '{name}' was removed")),
    }
}

fn find(organization: &Organization, name: &str) -> Result<Arc<Sink>, Problem> {
    organization.sinks().find(name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> Problem {
    Problem::unknown(format!(
        "there is no sink named '{name}'; PUT {PATH}{name} makes it"
    ))
}

/// The part of the URL after the sink's own, unchanged; all of it if the URL is spelled in another
/// way.
fn below<'a>(address: &'a str, name: &str) -> &'a str {
    let rest = address.strip_prefix(PATH);
    rest.and_then(|rest| rest.strip_prefix(name))
        .unwrap_or(address)
}

/// Headers by name; the values of a repeated header are joined.
fn readable(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut readable: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        readable
            .entry(name.as_str().to_owned())
            .and_modify(|all| *all = format!("{all}, {value}"))
            .or_insert_with(|| value.into_owned());
    }
    readable
}
