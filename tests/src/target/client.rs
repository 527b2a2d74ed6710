//! The client that speaks to a target: it sends what it is told to and reads the whole answer.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};

use super::pacer::Pacer;
use super::{Pace, TargetError};
use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;

/// The status that asks for a pause.
const TOO_MANY: u16 = 429;
/// How often a request is sent before a target that goes on asking for pauses is called too slow.
const ATTEMPTS: usize = 5;
/// The pause after a 429 that does not say how long it is to be.
const PAUSE: Duration = Duration::from_secs(5);

/// An HTTP client that sends what it is told to: no redirects, no proxy, no time limit of its own.
#[derive(Debug, Clone)]
pub struct Wire {
    client: reqwest::Client,
    gait: Gait,
}

/// When it sends.
#[derive(Debug, Clone)]
enum Gait {
    /// At once; a 429 is an answer like any other.
    Free,
    /// When its turn comes, and again after the pause that a 429 asks for.
    Paced(Arc<Pacer>),
}

impl Wire {
    /// Sends at once.
    pub(super) fn new() -> Result<Self, TargetError> {
        Self::with(Gait::Free)
    }

    /// Sends as fast as `pace` allows, and keeps the pauses that the target asks for.
    pub(super) fn paced(pace: &Pace) -> Result<Self, TargetError> {
        Self::with(Gait::Paced(Arc::new(Pacer::new(pace))))
    }

    fn with(gait: Gait) -> Result<Self, TargetError> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let tls =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_root_certificates(roots)
                .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { client, gait })
    }

    /// Sends `request`, whose target is an absolute URL by now, and reads the whole answer.
    ///
    /// # Errors
    /// When the request cannot be put on the wire or no answer comes back, and when a target that is asked with a
    /// pace goes on answering 429.
    pub async fn send(&self, request: Request) -> Result<Exchange, Failure> {
        let Gait::Paced(pacer) = &self.gait else {
            return self.attempt(request).await;
        };
        let what = format!("{} {}", request.method, request.target);
        for _ in 0..ATTEMPTS {
            pacer.turn().await;
            let exchange = self.attempt(request.clone()).await?;
            if exchange.response.status != TOO_MANY {
                return Ok(exchange);
            }
            let pause = pause(&exchange.response.headers);
            if pause > pacer.longest() {
                let longest = pacer.longest();
                return Err(Failure::Slow(format!(
                    "{what} was answered 429 with a pause of {pause:?}, and at most {longest:?} are waited"
                )));
            }
            pacer.pause(pause);
        }
        Err(Failure::Slow(format!(
            "{what} was answered 429 {ATTEMPTS} times, each after the pause that the one before asked for"
        )))
    }

    async fn attempt(&self, request: Request) -> Result<Exchange, Failure> {
        let silent = |reason: String| Failure::NoAnswer {
            method: request.method.clone(),
            url: request.target.clone(),
            reason,
        };
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|e| silent(e.to_string()))?;
        let mut sending = self.client.request(method, &request.target);
        for (name, value) in &request.headers.0 {
            sending = sending.header(name, value);
        }
        if !request.body.is_empty() {
            sending = sending.body(request.body.clone());
        }
        let answer = sending.send().await.map_err(|e| silent(chain(&e)))?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let body = answer
            .bytes()
            .await
            .map_err(|e| silent(chain(&e)))?
            .to_vec();
        Ok(Exchange {
            request,
            response: Response {
                status,
                headers: Headers(headers),
                body,
            },
        })
    }
}

/// The pause that a 429 asks for: seconds, which is all that Dataverse sends.
fn pause(headers: &Headers) -> Duration {
    let seconds = headers
        .get("Retry-After")
        .and_then(|text| text.trim().parse().ok());
    seconds.map_or(PAUSE, Duration::from_secs)
}

/// An error with its causes, outermost first.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
