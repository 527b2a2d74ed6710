//! What is being tested: an emulator in this process, or one that listens somewhere else.
//!
//! Gives every scenario an organization of its own. Knows the address of the first organization and how to send
//! bytes; it does not know what any of them mean.

use std::sync::Arc;

use dataverse_emulator::{Running, Settings, StartError};
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};

use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;
use crate::organization::Organization;

/// Names the address of an emulator that is already running; without it the suite starts one itself.
pub const URL_VARIABLE: &str = "DATAVERSE_URL";

/// The target of one run, shared by all scenarios.
#[derive(Debug)]
pub struct Target {
    url: String,
    wire: Wire,
    started: Started,
}

#[derive(Debug)]
enum Started {
    Here(Running),
    Elsewhere,
}

/// What stopped a run before its first scenario.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The emulator in this process did not start.
    #[error("the emulator did not start: {0}")]
    Start(#[from] StartError),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built: {0}")]
    Client(#[from] reqwest::Error),
    /// The roots that ship with the suite were refused.
    #[error("the TLS settings were refused: {0}")]
    Tls(#[from] rustls::Error),
}

impl Target {
    /// The target named by [`URL_VARIABLE`], else an emulator in this process.
    ///
    /// # Errors
    /// When the emulator does not start or no client can be built.
    pub async fn from_environment() -> Result<Self, TargetError> {
        match std::env::var(URL_VARIABLE) {
            Ok(url) => Ok(Self {
                url: url.trim_end_matches('/').to_owned(),
                wire: Wire::new()?,
                started: Started::Elsewhere,
            }),
            Err(_) => Self::in_process().await,
        }
    }

    /// Starts an emulator in this process.
    ///
    /// # Errors
    /// When it does not start or no client can be built.
    pub async fn in_process() -> Result<Self, TargetError> {
        let running = dataverse_emulator::start(Settings::default()).await?;
        Ok(Self {
            url: running.url().to_owned(),
            wire: Wire::new()?,
            started: Started::Here(running),
        })
    }

    /// Address of the first organization, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The client every scenario sends with.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Makes an organization as `wish` describes it (`name`, `clock`, `seed`, `samples`, `rules`).
    ///
    /// # Errors
    /// When the control door refuses, or its answer names no address.
    pub async fn organization(self: &Arc<Self>, wish: &Value) -> Result<Organization, Failure> {
        let url = format!("{}/_emulator/v1/organizations", self.url);
        let exchange = self.wire.control("POST", &url, Some(wish)).await?;
        let made = crate::exchange::json(&exchange.response.body)?;
        let member = |name: &str| {
            made.get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| {
                    Failure::step(format!(
                        "the control door made an organization without {name}: {made}"
                    ))
                })
        };
        Ok(Organization::new(
            Arc::clone(self),
            member("name")?,
            &member("url")?,
        ))
    }

    /// Stops what this run has started.
    pub async fn close(self) {
        match self.started {
            Started::Here(running) => running.shutdown().await,
            Started::Elsewhere => {}
        }
    }
}

/// An HTTP client that sends what it is told to: no redirects, no proxy, no time limit of its own.
#[derive(Debug, Clone)]
pub struct Wire {
    client: reqwest::Client,
}

impl Wire {
    fn new() -> Result<Self, TargetError> {
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
        Ok(Self { client })
    }

    /// Sends `request`, whose target is an absolute URL by now, and reads the whole answer.
    ///
    /// # Errors
    /// When the request cannot be put on the wire or no answer comes back.
    pub async fn send(&self, request: Request) -> Result<Exchange, Failure> {
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

    /// Sends a request to the control door.
    ///
    /// # Errors
    /// When it answers with anything but success.
    pub async fn control(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
    ) -> Result<Exchange, Failure> {
        let content = ("Content-Type".to_owned(), "application/json".to_owned());
        let request = Request {
            method: method.to_owned(),
            target: url.to_owned(),
            headers: Headers(body.is_some().then_some(content).into_iter().collect()),
            body: body
                .map(|body| body.to_string().into_bytes())
                .unwrap_or_default(),
        };
        let exchange = self.send(request).await?;
        match exchange.response.status {
            200..=299 => Ok(exchange),
            status => Err(Failure::Control {
                request: format!("{method} {url} {}", body.unwrap_or(&json!(""))),
                status,
                body: String::from_utf8_lossy(&exchange.response.body).into_owned(),
            }),
        }
    }
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
