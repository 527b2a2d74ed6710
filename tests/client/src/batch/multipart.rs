//! Batches as `multipart/mixed`: written with CRLF, read with CRLF or LF.

use bytes::Bytes;
use uuid::Uuid;

use super::build::{Entry, Item};
use crate::client::Client;

/// The namespace of boundaries: an arbitrary constant.
const BOUNDARIES: Uuid = Uuid::from_u128(0x5f2c_11e6_8d0a_4f6b_9f3e_7a5c_0b1d_2e48);

/// The media type and the body of a batch. A boundary is a hash of what it separates, so that the same batch is the
/// same bytes, also when it is sent again.
///
/// # Errors
/// Which request cannot be sent, and why.
pub(super) fn written(items: &[Item], client: &Client) -> Result<(String, Bytes), String> {
    let mut parts = Vec::new();
    for item in items {
        parts.push(match item {
            Item::One(entry) => part(entry, client)?,
            Item::Set(entries) => {
                let inner: Result<Vec<_>, _> =
                    entries.iter().map(|entry| part(entry, client)).collect();
                let (boundary, body) = joined("changeset", &inner?);
                let mut part = media_type(&boundary).into_bytes();
                part.splice(..0, *b"Content-Type: ");
                part.extend_from_slice(b"\r\n\r\n");
                part.extend_from_slice(&body);
                part
            }
        });
    }
    let (boundary, body) = joined("batch", &parts);
    Ok((media_type(&boundary), body.into()))
}

fn media_type(boundary: &str) -> String {
    format!("multipart/mixed; boundary={boundary}")
}

/// The parts with their boundary between them.
fn joined(kind: &str, parts: &[Vec<u8>]) -> (String, Vec<u8>) {
    let hash = Uuid::new_v5(&BOUNDARIES, &parts.concat()).simple();
    let boundary = format!("{kind}_{hash}");
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        body.extend_from_slice(part);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (boundary, body)
}

/// One request: the headers of its part, then itself.
fn part(entry: &Entry, client: &Client) -> Result<Vec<u8>, String> {
    let request = &entry.request;
    let mut part = format!(
        "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {}\r\n\r\n\
         {} {} HTTP/1.1\r\n",
        entry.id,
        request.method,
        target(entry, client)?
    )
    .into_bytes();
    for (name, value) in &request.headers {
        part.extend_from_slice(name.as_str().as_bytes());
        part.extend_from_slice(b": ");
        part.extend_from_slice(value.as_bytes());
        part.extend_from_slice(b"\r\n");
    }
    part.extend_from_slice(b"\r\n");
    part.extend_from_slice(&request.body);
    Ok(part)
}

/// The address of a request: whole, or a path that begins with a reference.
///
/// # Errors
/// That it is neither, or not the service's.
pub(super) fn target(entry: &Entry, client: &Client) -> Result<String, String> {
    let path = &entry.request.path;
    let numbered = |error: String| format!("request {}: {error}", entry.id);
    if !path.starts_with('$') {
        return client.address(path).map(String::from).map_err(numbered);
    }
    match path.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(path.clone()),
        false => Err(numbered(format!(
            "{path:?} has characters that a path cannot have"
        ))),
    }
}

/// The bytes between the boundaries, in their order. What stands before the first and after the last is ignored, and
/// the last may be missing.
///
/// # Errors
/// That no boundary is found.
pub(super) fn split(body: &Bytes, boundary: &str) -> Result<Vec<Bytes>, String> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut part_start = None;
    let mut at = 0;
    while at < body.len() {
        let line_end = body[at..].iter().position(|byte| *byte == b'\n');
        let next = line_end.map_or(body.len(), |length| at + length + 1);
        let rest = body[at..next].strip_prefix(delimiter.as_bytes());
        let is_last = match rest.map(<[u8]>::trim_ascii) {
            Some(b"") => false,
            Some(b"--") => true,
            _ => {
                at = next;
                continue;
            }
        };
        if let Some(start) = part_start {
            parts.push(body.slice(start..before(body, start, at)));
        }
        part_start = (!is_last).then_some(next);
        if is_last {
            return Ok(parts);
        }
        at = next;
    }
    match part_start {
        Some(start) => parts.push(body.slice(start..)),
        None => {
            return Err(format!(
                "no line of the answer is its boundary {delimiter:?}"
            ));
        }
    }
    Ok(parts)
}

/// Where a part ends that is followed by a boundary: the line's end before it belongs to the boundary.
fn before(body: &[u8], start: usize, at: usize) -> usize {
    let part = &body[start..at];
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    start + part.strip_suffix(b"\r").unwrap_or(part).len()
}

/// The boundary that a `Content-Type` names.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    for parameter in content_type.split(';').skip(1) {
        let (name, value) = parameter.split_once('=')?;
        if name.trim().eq_ignore_ascii_case("boundary") {
            let value = value.trim().trim_matches('"');
            return (!value.is_empty()).then(|| value.to_owned());
        }
    }
    None
}
