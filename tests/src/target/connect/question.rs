//! One request to a target before the run, and the part of its answer that may be shown.

use std::time::Duration;

use serde_json::Value;

use super::Unusable;
use crate::exchange::{Headers, Request, Response};
use crate::failure::Failure;
use crate::target::tokens::Keyring;
use crate::target::{Secret, Wire};

/// The limit, in real time, for an answer, including the pauses of a 429.
const PATIENCE: Duration = Duration::from_secs(30);
/// The number of characters of an unexpected answer that a refusal shows.
const SHOWN: usize = 60;
/// The id of a row that does not exist.
pub(super) const NOBODY: &str = "5ca1ab1e-0000-4000-8000-000000000000";

/// A request that probes a target.
#[derive(Debug, Clone)]
pub(super) struct Question {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: &'static str,
}

impl Question {
    pub(super) fn new(method: &'static str, path: String) -> Self {
        Self {
            method,
            path,
            headers: Vec::new(),
            body: "",
        }
    }

    /// Adds a bearer token.
    pub(super) fn signed(self, token: &Secret) -> Self {
        self.with("Authorization", &format!("Bearer {}", token.as_str()))
    }

    /// Adds a header line.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The request as a refusal names it.
    pub(super) fn what(&self) -> String {
        format!("{} {}", self.method, self.path.replace("%20", " "))
    }
}

/// The target of the requests, with its tokens.
#[derive(Debug)]
pub(super) struct Questions<'a> {
    pub(super) wire: &'a Wire,
    pub(super) url: &'a str,
    /// The path of the Web API.
    pub(super) api: String,
    pub(super) keyring: &'a Keyring,
}

impl Questions<'_> {
    /// A request to the Web API.
    pub(super) fn api(&self, method: &'static str, path: &str, token: &Secret) -> Question {
        let path = format!("{}/{}", self.api, path.replace(' ', "%20"));
        Question::new(method, path).signed(token)
    }

    /// A request that needs the privilege to read background operations.
    pub(super) fn reading(&self, token: &Secret) -> Question {
        self.api("GET", "backgroundoperations?$select=name&$top=1", token)
    }

    /// A request that needs the privilege to write background operations. It changes nothing: no row has this id, and
    /// `If-Match` prevents an insert.
    pub(super) fn writing(&self, token: &Secret) -> Question {
        let mut question = self
            .api("PATCH", &format!("backgroundoperations({NOBODY})"), token)
            .with("If-Match", "*")
            .with("Content-Type", "application/json");
        question.body = r#"{"ttlinseconds":60}"#;
        question
    }

    /// Sends the request.
    ///
    /// # Errors
    /// When no answer comes.
    #[expect(
        clippy::disallowed_methods,
        reason = "a peer that does not answer must not keep the suite waiting in real time"
    )]
    pub(super) async fn ask(&self, question: &Question) -> Result<Response, Unusable> {
        let request = Request {
            method: question.method.to_owned(),
            target: format!("{}{}", self.url, question.path),
            headers: Headers(question.headers.clone()),
            body: question.body.as_bytes().to_vec(),
        };
        let url = self.url.to_owned();
        let reason = match tokio::time::timeout(PATIENCE, self.wire.send(request)).await {
            Ok(Ok(exchange)) => return Ok(exchange.response),
            Ok(Err(Failure::NoAnswer { reason, .. })) if reason.contains("certificate") => {
                let reason = cause(&reason).to_owned();
                return Err(Unusable::Certificate { url, reason });
            }
            Ok(Err(Failure::NoAnswer { reason, .. })) => cause(&reason).to_owned(),
            Ok(Err(other)) => other.to_string(),
            Err(_) => format!("no answer within {PATIENCE:?}"),
        };
        Err(Unusable::Unreachable { url, reason })
    }

    /// The JSON of the answer, which must have string members with these names.
    ///
    /// # Errors
    /// When no answer comes, or another one.
    pub(super) async fn known(
        &self,
        question: &Question,
        names: &[&str],
    ) -> Result<Value, Unusable> {
        let answer = self.ask(question).await?;
        let (url, what) = (self.url.to_owned(), question.what());
        match (answer.status, members(&answer, names)) {
            (200, Some(body)) => Ok(body),
            (status @ (401 | 403), _) => Err(Unusable::Refused {
                url,
                what,
                status,
                advice: self.keyring.advice(),
            }),
            _ => Err(Unusable::Foreign {
                url,
                what,
                answer: self.shown(&answer),
            }),
        }
    }

    /// Status, content type, and the beginning of the body, without secrets.
    pub(super) fn shown(&self, answer: &Response) -> String {
        let kind = answer.headers.get("Content-Type").unwrap_or_default();
        let text = self.keyring.hide(&String::from_utf8_lossy(&answer.body));
        let begin: String = text.trim().chars().take(SHOWN).collect();
        format!("{} {kind} {begin:?}", answer.status)
    }
}

/// The body as JSON, if it has string members with these names.
pub(super) fn members(answer: &Response, names: &[&str]) -> Option<Value> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let has = |name: &&str| body.get(*name).is_some_and(Value::is_string);
    (answer.status == 200 && names.iter().all(has)).then_some(body)
}

/// The client's message without the URL, which the line has already.
fn cause(reason: &str) -> &str {
    let inner = reason.split_once("client error (Connect): ");
    inner.map_or(reason, |(_, cause)| cause)
}
