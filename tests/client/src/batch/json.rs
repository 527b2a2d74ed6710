//! Batches as JSON.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::build::{Entry, Item};
use super::multipart::target;
use crate::answer::{Answer, text};
use crate::client::Client;
use crate::error::Cause;

/// The media type and the body of a batch.
///
/// # Errors
/// Which request cannot be sent, and why.
pub(super) fn written(items: &[Item], client: &Client) -> Result<(String, Bytes), String> {
    let mut requests: Vec<Value> = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let (entries, group) = match item {
            Item::One(entry) => (std::slice::from_ref(entry), None),
            Item::Set(entries) => (&entries[..], Some(format!("g{number}"))),
        };
        for entry in entries {
            let mut request = request(entry, client)?;
            if let Some(group) = &group {
                request.insert("atomicityGroup".into(), json!(group));
            }
            let earlier = requests.iter().filter_map(|earlier| earlier["id"].as_str());
            let needed: Vec<&str> = earlier.filter(|id| refers(entry, id)).collect();
            if !needed.is_empty() {
                request.insert("dependsOn".into(), json!(needed));
            }
            requests.push(request.into());
        }
    }
    let body = json!({"requests": requests}).to_string();
    Ok(("application/json".into(), body.into()))
}

fn request(entry: &Entry, client: &Client) -> Result<Map<String, Value>, String> {
    let request = &entry.request;
    let url = target(entry, client)?;
    let below = url.strip_prefix(client.service_root().as_str());
    let mut written = Map::new();
    written.insert("id".into(), json!(entry.id));
    written.insert(
        "method".into(),
        json!(request.method.as_str().to_lowercase()),
    );
    written.insert("url".into(), json!(below.unwrap_or(&url)));
    let mut headers = Map::new();
    for (name, value) in &request.headers {
        let value = value.to_str();
        let value = value.map_err(|_| format!("request {}: {name} is not text", entry.id))?;
        headers.insert(name.to_string(), json!(value));
    }
    if !headers.is_empty() {
        written.insert("headers".into(), headers.into());
    }
    if !request.body.is_empty() {
        let is_json = is_json(&request.headers);
        let body = match is_json {
            true => serde_json::from_slice(&request.body).unwrap_or_default(),
            false => json!(URL_SAFE_NO_PAD.encode(&request.body)),
        };
        written.insert("body".into(), body);
    }
    Ok(written)
}

/// Whether a request uses what the request with this id makes.
fn refers(entry: &Entry, id: &str) -> bool {
    let first = entry.request.path.split(['/', '?']).next();
    let body = String::from_utf8_lossy(&entry.request.body);
    first == Some(&format!("${id}")) || body.contains(&format!("\"${id}\""))
}

/// One answer of a batch.
pub(super) struct Answered {
    pub(super) id: String,
    pub(super) answer: Answer,
}

/// The body of an answer to a batch.
#[derive(Deserialize)]
struct Body {
    responses: Vec<Response>,
    #[serde(rename = "@nextLink", alias = "@odata.nextLink")]
    next: Option<String>,
}

#[derive(Deserialize)]
struct Response {
    id: Value,
    status: u16,
    #[serde(default)]
    headers: Map<String, Value>,
    body: Option<Value>,
}

/// The answers, and where the rest of them is.
///
/// # Errors
/// When the body is not an answer to a batch.
pub(super) fn read(body: &[u8]) -> Result<(Vec<Answered>, Option<String>), Cause> {
    let body: Body = serde_json::from_slice(body)?;
    let all: Result<Vec<Answered>, Cause> = body.responses.into_iter().map(answered).collect();
    Ok((all?, body.next))
}

fn answered(response: Response) -> Result<Answered, Cause> {
    let id = match response.id {
        Value::String(id) => id,
        other => other.to_string(),
    };
    let mut headers = HeaderMap::new();
    for (name, value) in &response.headers {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let name: HeaderName = name.parse()?;
        headers.append(name, HeaderValue::from_str(&value)?);
    }
    let body = match response.body {
        None | Some(Value::Null) => Bytes::new(),
        Some(Value::String(text)) if !is_json(&headers) => binary(&headers, text),
        Some(body) => body.to_string().into(),
    };
    let status = StatusCode::from_u16(response.status)?;
    let answer = Answer {
        status,
        headers,
        body,
    };
    Ok(Answered { id, answer })
}

/// A body that is a string: text as it is, anything else in base64url, with or without padding.
fn binary(headers: &HeaderMap, body: String) -> Bytes {
    let is_text = text(headers, &CONTENT_TYPE).is_some_and(|media| media.starts_with("text/"));
    let decoded = match is_text {
        true => None,
        false => URL_SAFE_NO_PAD
            .decode(&body)
            .or_else(|_| URL_SAFE.decode(&body))
            .ok(),
    };
    decoded.map_or_else(|| body.into(), Bytes::from)
}

/// Whether a body is JSON: also where nothing is said of it.
fn is_json(headers: &HeaderMap) -> bool {
    text(headers, &CONTENT_TYPE).is_none_or(|media| media.contains("json"))
}
