//! One request to the service, with its token, and sent again where that does no harm.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use tracing::warn;
use url::Url;

use super::Client;
use crate::answer::Answer;
use crate::error::Error;
use crate::monitor::Monitor;
use crate::retry::{LONGEST, Repeat, retry_after};
use crate::token::{TokenError, Wanted};
use crate::transport::{Stage, TransportError};

const MAX_VERSION: HeaderName = HeaderName::from_static("odata-maxversion");

/// A request as it is sent, each time the same.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An answer, and what came before it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) answer: Answer,
    /// The pause that the answer asks for.
    pub(crate) retry_after: Option<Duration>,
    /// Whether an earlier try may have arrived, too.
    pub(crate) tried_before: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The last try failed.
    Transport(TransportError),
    /// There is no token.
    Token(TokenError),
    /// The deadline passed between two tries.
    Late,
}

/// What came of one try.
enum Tried {
    Answered(Answer, Option<Duration>),
    Silent(TransportError),
}

impl Outgoing {
    /// A request without a body to a monitor.
    pub(crate) fn to_monitor(method: Method, monitor: &Monitor) -> Self {
        let mut headers = HeaderMap::new();
        let accept = HeaderValue::from_static("application/json, application/http;q=0.5");
        headers.insert(ACCEPT, accept);
        Self {
            method,
            url: monitor.url().clone(),
            headers,
            body: Bytes::new(),
        }
    }

    /// The request's first line, for messages.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.url)
    }
}

impl Fault {
    /// The error of a request without a deadline, or of one whose deadline its caller knows.
    pub(crate) fn into_error(self, request: String, monitor: Option<Monitor>) -> Error {
        match self {
            Self::Transport(source) => Error::Transport {
                request,
                monitor,
                source,
            },
            Self::Token(source) => Error::Token { source, monitor },
            Self::Late => Error::Request(format!("{request}: no answer before the deadline")),
        }
    }
}

impl Client {
    /// Sends `outgoing`, whose address is the service's own, until it is answered for good. A 401 is answered once by
    /// a fresh token: what was not authenticated was not taken up.
    ///
    /// # Errors
    /// When no answer comes in as many tries as the policy allows, there is no token, or `deadline` passes in between.
    pub(crate) async fn exchange(
        &self,
        outgoing: &Outgoing,
        repeat: Repeat,
        deadline: Option<Duration>,
    ) -> Result<Sent, Fault> {
        let shared = self.shared();
        let mut pauses = shared.retry.pauses();
        let mut wanted = Wanted::Any;
        let mut refreshed = false;
        let mut tried_before = false;
        loop {
            let tried = self.attempt(outgoing, wanted).await?;
            refreshed |= wanted == Wanted::Fresh;
            wanted = Wanted::Any;
            let pause = match &tried {
                Tried::Answered(answer, _) if !refreshed && self.is_stale(answer) => {
                    warn!(
                        request = outgoing.line(),
                        "refused the token: asking for a fresh one"
                    );
                    wanted = Wanted::Fresh;
                    continue;
                }
                Tried::Answered(answer, asked) if repeat.after_answer(answer.status, *asked) => {
                    pauses.next().map(|pause| asked.unwrap_or(pause))
                }
                Tried::Silent(error) if repeat.after_silence(error.stage) => pauses.next(),
                _ => None,
            };
            let Some(pause) = pause.map(|pause| pause.min(LONGEST)) else {
                return match tried {
                    Tried::Answered(answer, retry_after) => Ok(Sent {
                        answer,
                        retry_after,
                        tried_before,
                    }),
                    Tried::Silent(error) => Err(Fault::Transport(error)),
                };
            };
            tried_before |=
                !matches!(&tried, Tried::Silent(error) if error.stage == Stage::BeforeSending);
            warn!(
                request = outgoing.line(),
                fault = tried.described(),
                ?pause,
                "sending again"
            );
            let left = deadline.map(|deadline| deadline.saturating_sub(shared.clock.elapsed()));
            if left == Some(Duration::ZERO) {
                return Err(Fault::Late);
            }
            let pause = left.map_or(pause, |left| left.min(pause));
            shared.clock.sleep(pause).await;
        }
    }

    /// Whether an answer refuses the token that was sent.
    fn is_stale(&self, answer: &Answer) -> bool {
        answer.status.as_u16() == 401 && self.shared().token.is_some()
    }

    /// Sends the request once.
    async fn attempt(&self, outgoing: &Outgoing, wanted: Wanted) -> Result<Tried, Fault> {
        let shared = self.shared();
        let mut request = Request::new(outgoing.body.clone());
        *request.method_mut() = outgoing.method.clone();
        *request.uri_mut() = match outgoing.url.as_str().parse() {
            Ok(uri) => uri,
            Err(error) => {
                let error = TransportError::new(Stage::BeforeSending, error);
                return Err(Fault::Transport(error));
            }
        };
        let headers = request.headers_mut();
        headers.insert(MAX_VERSION, HeaderValue::from_static("4.01"));
        headers.extend(shared.headers.clone());
        headers.extend(outgoing.headers.clone());
        if let Some(provider) = &shared.token {
            let token = provider.token(&shared.root, wanted).await;
            let header = token
                .and_then(|token| token.header())
                .map_err(Fault::Token)?;
            headers.insert(AUTHORIZATION, header);
        }
        request.extensions_mut().insert(shared.limit);
        match shared.transport.send(request).await {
            Ok(response) => {
                let answer = Answer::from(response);
                let pause = retry_after(&answer.headers, shared.clock.wall());
                Ok(Tried::Answered(answer, pause))
            }
            Err(error) => Ok(Tried::Silent(error)),
        }
    }
}

impl Tried {
    fn described(&self) -> String {
        match self {
            Self::Answered(answer, _) => answer.status.to_string(),
            Self::Silent(error) => error.to_string(),
        }
    }
}
