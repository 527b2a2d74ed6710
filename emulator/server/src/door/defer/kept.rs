//! The stored forms of a deferred request and of its response: nothing of what came is lost but secrets, headers of the
//! connection, and the preferences that are honoured already.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dataverse_execution::organization::Call;
use dataverse_operation::fault::Fault;
use dataverse_outbound::journal::Notes;
use dataverse_protocol::prefer::Preferences;
use dataverse_runtime::activity::Work;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PREFER;
use crate::door::head::Head;
use crate::door::http_request::{BatchPosition, HttpRequest};
use crate::door::reply::Reply;
use crate::door::sign_in::SignedIn;
use crate::organization::Organization;

/// The preferences that deferring a request honours; the others apply to its response.
const HONOURED: [&str; 3] = ["respond-async", "wait", "callback"];
/// Headers that are not kept: secrets, and those of the connection. `Prefer` is written anew.
const DROPPED: [HeaderName; 7] = [
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::COOKIE,
    PREFER,
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::EXPECT,
];

/// A request as it is kept until it is answered.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::door) struct KeptRequest {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: KeptBody,
    /// The user of its token.
    user: Uuid,
}

/// A body, byte for byte.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptBody {
    Text(String),
    Base64(String),
}

/// A response as it is kept until it is asked for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptAnswer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Writes a response as it is kept.
///
/// # Errors
/// It cannot be written.
pub(super) fn keep_answer(reply: Reply) -> Result<String, Fault> {
    let (status, headers, body) = reply.into_parts();
    let headers = headers.iter().map(|(name, value)| kept_header(name, value));
    write(&KeptAnswer {
        status: status.as_u16(),
        headers: headers.collect(),
        body,
    })
}

/// Reads a kept response.
///
/// # Errors
/// The text is no kept response.
pub(in crate::door) fn read_answer(exact: &str) -> Result<Reply, Fault> {
    let KeptAnswer {
        status,
        headers,
        body,
    } = serde_json::from_str(exact).map_err(|error| unreadable(&error))?;
    let status = StatusCode::from_u16(status).map_err(|error| unreadable(&error))?;
    let headers = headers.iter().map(|(name, value)| read_header(name, value));
    Ok(Reply::of_parts(
        status,
        headers.collect::<Result<_, _>>()?,
        body,
    ))
}

impl KeptRequest {
    pub(super) fn of(inbound: &HttpRequest, preferences: Preferences) -> Self {
        let head = &inbound.head;
        let mut headers: Vec<_> = head
            .headers
            .iter()
            .filter(|(name, _)| !DROPPED.contains(name))
            .map(|(name, value)| kept_header(name, value))
            .collect();
        let rest = preferences.without(&HONOURED).to_string();
        if !rest.is_empty() {
            headers.push((PREFER.as_str().to_owned(), rest));
        }
        Self {
            method: head.method.as_str().to_owned(),
            path: head.path.clone(),
            query: head.query.clone(),
            headers,
            body: match std::str::from_utf8(&inbound.body) {
                Ok(text) => KeptBody::Text(text.to_owned()),
                Err(_) => KeptBody::Base64(BASE64_STANDARD.encode(&inbound.body)),
            },
            user: inbound.signed.user,
        }
    }

    pub(super) fn write(&self) -> Result<String, Fault> {
        write(self)
    }

    /// Reads a kept request.
    ///
    /// # Errors
    /// The text is no kept request.
    pub(in crate::door) fn read(exact: &str) -> Result<Self, Fault> {
        serde_json::from_str(exact).map_err(|error| unreadable(&error))
    }

    /// The preferences that apply to its response.
    pub(in crate::door) fn preferences(&self) -> Preferences {
        let lines = self.headers.iter().filter(|(name, _)| name == "prefer");
        Preferences::parse(lines.map(|(_, value)| value))
    }

    /// The request in the unit of work of a call. URLs in its response have the organization's own address, since others
    /// may read it, too.
    pub(super) fn into_request(
        self,
        organization: &Organization,
        call: Call,
        work: Work,
    ) -> Result<HttpRequest, Fault> {
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            let (name, value) = read_header(name, value)?;
            headers.append(name, value);
        }
        let head = Box::new(Head {
            method: Method::try_from(self.method.as_str()).map_err(|error| unreadable(&error))?,
            path: self.path,
            query: self.query,
            headers,
            origin: organization.origin(),
        });
        let body = match self.body {
            KeptBody::Text(text) => text.into_bytes(),
            KeptBody::Base64(text) => {
                let decoded = BASE64_STANDARD.decode(text);
                decoded.map_err(|error| unreadable(&error))?
            }
        };
        let signed = SignedIn {
            user: self.user,
            joined: Some(Box::new(call)),
        };
        Ok(HttpRequest {
            head,
            body: Bytes::from(body),
            signed,
            work,
            place: BatchPosition::Alone,
            notes: Notes::default(),
        })
    }
}

/// A header as it is kept; bytes that are no ASCII become the characters of the same number.
fn kept_header(name: &HeaderName, value: &HeaderValue) -> (String, String) {
    let value = value.as_bytes().iter().map(|byte| char::from(*byte));
    (name.as_str().to_owned(), value.collect())
}

fn read_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Fault> {
    let name = HeaderName::try_from(name).map_err(|error| unreadable(&error))?;
    let bytes: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
    let bytes = bytes.map_err(|error| unreadable(&error))?;
    let value = HeaderValue::from_bytes(&bytes).map_err(|error| unreadable(&error))?;
    Ok((name, value))
}

fn write(kept: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(kept).map_err(|error| unreadable(&error))
}

fn unreadable(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%error, "a deferred request or its response cannot be kept or read");
    Fault::unexpected()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_kept_byte_for_byte() {
        let name = HeaderName::from_static("x-any");
        let value = HeaderValue::from_bytes(b"caf\xc3\xa9 \xff").unwrap();
        let (kept_name, kept_value) = kept_header(&name, &value);
        assert_eq!(read_header(&kept_name, &kept_value).unwrap(), (name, value));
    }
}
