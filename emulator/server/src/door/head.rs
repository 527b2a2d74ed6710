//! The head of a request: method, URL and headers.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use dataverse_operation::fault::Fault;

/// The head of a request, or of a part of a batch.
pub(crate) struct Head {
    pub(crate) method: Method,
    /// The path as sent, percent-encoded.
    pub(crate) path: String,
    /// The query string as sent, without its `?`; empty if there is none.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// Scheme and authority of the URL that the client used; the listener's own where the client named no host that is
    /// served.
    pub(crate) origin: Arc<str>,
}

/// The longest URL, in bytes (CA-042).
const ADDRESS_LIMIT: usize = 32_768;

impl Head {
    /// Makes the head of a request.
    pub(crate) fn new(parts: Parts, origin: Arc<str>) -> Box<Self> {
        Box::new(Self {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            origin,
            headers: parts.headers,
        })
    }

    /// Refuses an address that is too long.
    pub(crate) fn check_length(&self) -> Result<(), Fault> {
        if self.path.len() + self.query.len() > ADDRESS_LIMIT {
            return Err(Fault::routing(
                414,
                format!("The request's address is longer than {ADDRESS_LIMIT} characters."),
            ));
        }
        Ok(())
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
