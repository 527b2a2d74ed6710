//! The head of a request: method, URL and headers. Also reads the body, up to a limit.

use std::borrow::Cow;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use dataverse_operation::fault::{Fault, code};

/// The head of a request, or of a part of a batch.
pub(crate) struct Head {
    pub(crate) method: Method,
    /// The path as sent, percent-encoded.
    pub(crate) path: String,
    /// The query string as sent, without its `?`; empty if there is none.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// Scheme and authority of the URL that the client used.
    pub(crate) origin: Arc<str>,
}

/// The longest URL, in bytes (CA-042).
const ADDRESS_LIMIT: usize = 32_768;

impl Head {
    /// Makes the head of a request; `own` is the URL of the listener.
    pub(crate) fn new(parts: Parts, own: &Arc<str>) -> Box<Self> {
        Box::new(Self {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            origin: origin(&parts.uri, &parts.headers, own),
            headers: parts.headers,
        })
    }

    /// Reads a body of at most `limit` bytes.
    pub(crate) async fn read(&self, body: Body, limit: usize) -> Result<Bytes, Fault> {
        if self.path.len() + self.query.len() > ADDRESS_LIMIT {
            return Err(Fault::routing(
                414,
                format!("The request's address is longer than {ADDRESS_LIMIT} characters."),
            ));
        }
        axum::body::to_bytes(body, limit).await.map_err(|_| {
            Fault::new(
                code::REQUEST_LENGTH_TOO_LARGE,
                format!("Request message length is too large: at most {limit} bytes are accepted."),
            )
            .with_http_status(413)
        })
    }

    /// The absolute URL that the client used.
    pub(crate) fn address(&self) -> String {
        format!("{}{}", self.origin, self.target())
    }

    /// Path and query.
    pub(super) fn target(&self) -> Cow<'_, str> {
        match self.query.as_str() {
            "" => Cow::Borrowed(&self.path),
            query => Cow::Owned(format!("{}?{query}", self.path)),
        }
    }
}

/// Scheme and authority for URLs in responses (BG-025): from the request's absolute URL, otherwise from the `Host`
/// header. A proxy that terminates TLS sets `X-Forwarded-Proto`.
pub(super) fn origin(uri: &Uri, headers: &HeaderMap, own: &Arc<str>) -> Arc<str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = match text("x-forwarded-proto") {
        Some("https") => "https",
        _ => uri.scheme_str().unwrap_or("http"),
    };
    let authority = uri
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| text(header::HOST.as_str()))
        .unwrap_or("localhost");
    match own.split_once("://") {
        Some(usual) if usual == (scheme, authority) => own.clone(),
        _ => format!("{scheme}://{authority}").into(),
    }
}
