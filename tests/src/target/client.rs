//! The HTTP client of a target: sends requests as given and reads whole answers.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};

use super::pacer::Pacer;
use super::{Pace, TargetError};
use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;

/// The limit for an emulator's answer: long work there waits for a clock that the suite moves.
const AT_ONCE: Duration = Duration::from_secs(90);
/// The limit for any other target's answer: Dataverse ends a request after two minutes.
const IN_TIME: Duration = Duration::from_secs(150);
/// The status of the service protection limits.
const TOO_MANY: u16 = 429;
/// How often a request is sent before a target that keeps answering 429 is called too slow.
const ATTEMPTS: usize = 5;
/// The pause after a 429 without `Retry-After`.
const PAUSE: Duration = Duration::from_secs(5);

/// An HTTP client that sends requests as given: no redirects, no proxy.
#[derive(Debug, Clone)]
pub struct Wire {
    client: reqwest::Client,
    gait: Gait,
    limit: Duration,
}

/// When the client sends.
#[derive(Debug, Clone)]
enum Gait {
    /// At once; a 429 is an answer like others.
    Free,
    /// At the pace of the target file, and again after the pause of a 429.
    Paced(Arc<Pacer>),
}

impl Wire {
    /// A client that sends at once.
    pub(super) fn new() -> Result<Self, TargetError> {
        Self::with(Gait::Free, AT_ONCE)
    }

    /// A client that sends at `pace` and waits for the pause of a 429.
    pub(super) fn paced(pace: &Pace) -> Result<Self, TargetError> {
        Self::with(Gait::Paced(Arc::new(Pacer::new(pace))), IN_TIME)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a scenario that waits in vain must end in real time"
    )]
    fn with(gait: Gait, limit: Duration) -> Result<Self, TargetError> {
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
            .timeout(limit)
            .build()?;
        Ok(Self {
            client,
            gait,
            limit,
        })
    }

    /// Sends `request`, whose target must be an absolute URL, and reads the whole answer.
    ///
    /// # Errors
    /// When the request cannot be sent or no answer comes in time, and when a paced target keeps answering 429.
    pub async fn send(&self, request: Request) -> Result<Exchange, Failure> {
        self.turn().await;
        self.send_in_turn(request).await
    }

    /// Waits until the pace allows a request.
    pub async fn turn(&self) {
        if let Gait::Paced(pacer) = &self.gait {
            pacer.turn().await;
        }
    }

    /// Sends like [`Wire::send`], without waiting for the pace first.
    ///
    /// # Errors
    /// As [`Wire::send`].
    pub async fn send_in_turn(&self, request: Request) -> Result<Exchange, Failure> {
        let Gait::Paced(pacer) = &self.gait else {
            return self.attempt(request).await;
        };
        let what = format!("{} {}", request.method, request.target);
        for attempt in 1..=ATTEMPTS {
            if attempt > 1 {
                pacer.turn().await;
            }
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
        let broken = |error: reqwest::Error| match error.is_timeout() {
            true => silent(format!("it did not come within {:?}", self.limit)),
            false => silent(chain(&error)),
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
        let answer = sending.send().await.map_err(broken)?;
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
        let body = answer.bytes().await.map_err(broken)?.to_vec();
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

/// The pause of a 429: seconds, the only form that Dataverse sends.
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use axum::Router;
    use axum::http::StatusCode;

    use super::{ATTEMPTS, Gait, IN_TIME, Pacer, Wire};
    use crate::exchange::{Exchange, Headers, Request};
    use crate::failure::{Failure, Kind};
    use crate::sink::{Sink, SinkBehavior};
    use crate::target::Pace;

    /// Sends to a server that answers 429 with these header lines `refusals` times. Returns the number of requests.
    async fn sent(
        wire: &Wire,
        refusals: usize,
        lines: &'static [(&'static str, &'static str)],
    ) -> (Result<Exchange, Failure>, usize) {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let router = Router::new().fallback(move |body: String| async move {
            let status = match counted.fetch_add(1, Ordering::SeqCst) < refusals {
                true => StatusCode::TOO_MANY_REQUESTS,
                false => StatusCode::OK,
            };
            let mut answer = axum::http::Response::new(body);
            *answer.status_mut() = status;
            for (name, value) in lines {
                answer.headers_mut().append(*name, value.parse().unwrap());
            }
            answer
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let target = format!("http://{}/x", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        let request = Request {
            method: "POST".to_owned(),
            target,
            headers: Headers::default(),
            body: b"{}".to_vec(),
        };
        let outcome = wire.send(request).await;
        serving.abort();
        (outcome, count.load(Ordering::SeqCst))
    }

    fn paced() -> Wire {
        Wire::paced(&Pace {
            requests_per_second: 1000.try_into().unwrap(),
            ..Pace::default()
        })
        .unwrap()
    }

    #[tokio::test]
    async fn no_answer_is_waited_for_without_end() {
        let silent = Sink::open(vec![SinkBehavior::Silence]).await.unwrap();
        let wire = Wire::with(Gait::Free, Duration::from_millis(50)).unwrap();
        let request = Request {
            method: "GET".to_owned(),
            target: silent.url().to_owned(),
            headers: Headers::default(),
            body: Vec::new(),
        };
        let failure = wire.send(request).await.unwrap_err().to_string();
        assert_eq!(Kind::of(&failure), Kind::Unknown);
        assert!(failure.contains("it did not come within 50ms"), "{failure}");
    }

    #[tokio::test]
    async fn a_pause_is_kept_and_the_request_sent_again() {
        let (outcome, count) = sent(&paced(), 2, &[("retry-after", "0")]).await;
        let response = outcome.unwrap().response;
        assert_eq!((response.status, response.body), (200, b"{}".to_vec()));
        assert_eq!(count, 3);
    }

    #[tokio::test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the pause is held against an instant, not waited for"
    )]
    async fn a_pause_is_that_of_the_answer() {
        let pacer = Arc::new(Pacer::new(&Pace::default()));
        let wire = Wire::with(Gait::Paced(Arc::clone(&pacer)), IN_TIME).unwrap();
        let sending =
            tokio::spawn(async move { sent(&wire, 1, &[("retry-after", "200")]).await.1 });
        let now = Instant::now();
        while pacer.reserve(now) < now + Duration::from_secs(200) {
            tokio::task::yield_now().await;
        }
        sending.abort();
    }

    #[tokio::test]
    async fn whoever_goes_on_asking_for_pauses_is_too_slow() {
        let (outcome, count) = sent(&paced(), 99, &[("retry-after", "0")]).await;
        let failure = outcome.unwrap_err().to_string();
        assert_eq!(Kind::of(&failure), Kind::Unknown);
        assert!(failure.contains("was answered 429 5 times"), "{failure}");
        assert_eq!(count, ATTEMPTS);
    }

    #[tokio::test]
    async fn a_pause_beyond_the_budget_is_not_waited_for() {
        let (outcome, count) = sent(&paced(), 1, &[("retry-after", "301")]).await;
        let failure = outcome.unwrap_err().to_string();
        assert_eq!(Kind::of(&failure), Kind::Unknown);
        assert!(
            failure.contains("a pause of 301s, and at most 300s are waited"),
            "{failure}"
        );
        assert_eq!(count, 1);
    }

    #[tokio::test]
    async fn where_scenarios_are_on_their_own_a_429_is_an_answer() {
        let (outcome, count) = sent(&Wire::new().unwrap(), 1, &[]).await;
        assert_eq!((outcome.unwrap().response.status, count), (429, 1));
    }
}
