//! The client that speaks to a target: it sends what it is told to and reads the whole answer.

use std::sync::Arc;

use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};

use super::TargetError;
use crate::exchange::{Exchange, Headers, Request, Response};
use crate::failure::Failure;

/// An HTTP client that sends what it is told to: no redirects, no proxy, no time limit of its own.
#[derive(Debug, Clone)]
pub struct Wire {
    client: reqwest::Client,
}

impl Wire {
    pub(super) fn new() -> Result<Self, TargetError> {
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
