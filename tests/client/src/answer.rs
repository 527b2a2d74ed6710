//! A whole HTTP answer, and what is read of its headers everywhere.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, Response, StatusCode};

/// The longest text of a body that an error carries, in bytes.
const SHOWN: usize = 16 << 10;

/// A whole answer as it came: for results whose status or headers matter, such as `OData-EntityId`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The value of `Location`, if it is text.
    pub(crate) fn location(&self) -> Option<&str> {
        text(&self.headers, &LOCATION)
    }

    /// The media type in lower case, without parameters; empty without `Content-Type`.
    pub(crate) fn media_type(&self) -> String {
        let value = text(&self.headers, &CONTENT_TYPE).unwrap_or_default();
        let media = value.split(';').next().unwrap_or_default();
        media.trim().to_ascii_lowercase()
    }

    /// The body as text, cut where it would fill an error.
    pub(crate) fn shown(&self) -> String {
        shown(&self.body)
    }
}

impl From<Response<Bytes>> for Answer {
    fn from(response: Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        Self {
            status: head.status,
            headers: head.headers,
            body,
        }
    }
}

/// The text of a body, cut where it would fill an error.
pub(crate) fn shown(body: &[u8]) -> String {
    let cut = &body[..body.len().min(SHOWN)];
    let mut text = String::from_utf8_lossy(cut).into_owned();
    if cut.len() < body.len() {
        text.push('…');
    }
    text
}

/// The value of a header, if it is there and text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &http::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
