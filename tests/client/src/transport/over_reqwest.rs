//! HTTP and TLS by `reqwest`, with Mozilla's certificate roots.

use std::error::Error as StdError;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};

use super::{RequestLimit, Stage, Transport, TransportError};
use crate::BoxFuture;
use crate::error::Cause;

/// A transport over HTTP/1.1. It needs tokio's runtime.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A transport with connections of its own.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, Cause> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .build()?;
        Ok(Self { client })
    }

    /// A transport over a client of the caller's own. Its redirects must be switched off.
    pub fn over(client: reqwest::Client) -> Self {
        Self { client }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a connection that hangs is broken in real time, whatever the client's clock says"
    )]
    async fn exchange(self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let limit = request.extensions().get().copied().unwrap_or_default();
        let RequestLimit { time, answer } = limit;
        let (head, body) = request.into_parts();
        let sending = self
            .client
            .request(head.method, head.uri.to_string())
            .headers(head.headers)
            .body(body)
            .timeout(time);
        let mut response = sending.send().await.map_err(failed)?;
        let mut read = Response::new(Bytes::new());
        *read.status_mut() = response.status();
        *read.headers_mut() = response.headers().clone();
        let mut whole = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if whole.len() + chunk.len() > answer {
                let why = format!("the answer is longer than {answer} bytes");
                return Err(TransportError::new(Stage::MaybeSent, why));
            }
            whole.extend_from_slice(&chunk);
        }
        *read.body_mut() = whole.freeze();
        Ok(read)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(self.clone().exchange(request))
    }
}

/// The error with its causes, outermost first, and without the URL, which errors of the client name themselves.
fn failed(error: reqwest::Error) -> TransportError {
    let stage = match error.is_connect() || error.is_builder() {
        true => Stage::BeforeSending,
        false => Stage::MaybeSent,
    };
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause: Option<&dyn StdError> = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    TransportError::new(stage, text)
}
