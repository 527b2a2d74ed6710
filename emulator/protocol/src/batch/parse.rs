//! Reads the body of a `$batch` request: parts between separator lines, each with header lines of its own.

use std::collections::HashSet;

use super::{
    BatchError, ChangeSet, Dependencies, Item, Lines, MAX_REQUESTS, PartBody, PartRequest, in_body,
    in_target,
};

const MULTIPART: &str = "multipart/mixed";
const HTTP: &str = "application/http";
const CONTENT_ID: &str = "Content-ID";
/// HTTP methods that only read.
pub(super) const READING: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// The boundary of a `multipart/mixed` content type; `None` for any other content type or without a boundary.
pub fn boundary(content_type: &str) -> Option<String> {
    let mut pieces = content_type.split(';').map(str::trim);
    if !pieces.next()?.eq_ignore_ascii_case(MULTIPART) {
        return None;
    }
    let named = pieces.find_map(|piece| {
        let (name, value) = piece.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then_some(value)
    })?;
    (!named.is_empty()).then(|| named.to_owned())
}

/// Reads the body of a `$batch` request whose parts `boundary` separates.
///
/// # Errors
/// [`BatchError`] with the number of the wrong part and what was expected there.
pub fn parse(body: &[u8], boundary: &str) -> Result<Vec<Item>, BatchError> {
    let mut requests = 0;
    let mut items = Vec::new();
    let multipart = Multipart::read(body, boundary)?;
    for (at, part) in multipart.parts.into_iter().enumerate() {
        let part = Part::read(at + 1, part)?;
        let item = match part.boundary() {
            Some(inner) => Item::ChangeSet(ChangeSet {
                group: None,
                requests: change_set(&part, &inner)?,
            }),
            None => Item::Request(part.request(false)?),
        };
        requests += match &item {
            Item::Request(_) => 1,
            Item::ChangeSet(set) => set.requests.len(),
        };
        if requests > MAX_REQUESTS {
            return Err(BatchError::TooMany);
        }
        items.push(item);
    }
    if multipart.after < 2
        && let Some(Item::Request(last)) = items.last_mut()
    {
        cut_off(last, body);
    }
    Ok(items)
}

fn change_set(part: &Part<'_>, boundary: &str) -> Result<Vec<PartRequest>, BatchError> {
    let mut requests: Vec<PartRequest> = Vec::new();
    let mut ids: HashSet<String> = HashSet::new();
    for inner in Multipart::read(part.content.bytes, boundary)?.parts {
        let request = Part::read(part.number, inner)?.request(true)?;
        if READING.contains(&request.method.as_str()) {
            let method = request.method;
            return Err(BatchError::Reads { method });
        }
        let Some(id) = request.content_id.clone() else {
            return Err(BatchError::NoContentId);
        };
        if ids.contains(&id) {
            return Err(BatchError::TwoOfOneId { id });
        }
        let earlier = |id: &str| ids.contains(id).then(String::new);
        in_target(&request.target, earlier)?;
        if let PartBody::Bytes(body) = &request.body {
            in_body(body, earlier, usize::MAX)?;
        }
        if requests.len() == MAX_REQUESTS {
            return Err(BatchError::TooMany);
        }
        ids.insert(id);
        requests.push(request);
    }
    Ok(requests)
}

/// The bytes between two separator lines.
#[derive(Debug, Clone, Copy)]
struct BodyPart<'a> {
    /// Without the line break before the next separator, which belongs to that separator.
    bytes: &'a [u8],
}

/// What the separator lines of a multipart document separate.
struct Multipart<'a> {
    /// The contents between the separator lines. The text before the first and after the last is ignored.
    parts: Vec<BodyPart<'a>>,
    /// The number of bytes that follow the closing delimiter, `--boundary--`.
    after: usize,
}

impl<'a> Multipart<'a> {
    fn read(body: &'a [u8], boundary: &str) -> Result<Self, BatchError> {
        let mut parts = Vec::new();
        let mut begin: Option<usize> = None;
        let mut at = 0;
        for line in body.split_inclusive(|byte| *byte == b'\n') {
            let next = at + line.len();
            if let Some(separator) = separator(line, boundary) {
                if let Some(begin) = begin {
                    let bytes = without_line_break(&body[begin..at]);
                    parts.push(BodyPart { bytes });
                }
                match separator {
                    Separator::Last => {
                        let delimiter = boundary.len() + 4;
                        let after = body.len() - at - delimiter;
                        return Ok(Self { parts, after });
                    }
                    Separator::Between => begin = Some(next),
                }
            }
            at = next;
        }
        Err(BatchError::Unended {
            boundary: boundary.to_owned(),
        })
    }
}

enum Separator {
    Between,
    Last,
}

fn separator(line: &[u8], boundary: &str) -> Option<Separator> {
    let rest = line
        .strip_prefix(b"--")?
        .strip_prefix(boundary.as_bytes())?;
    match rest.trim_ascii() {
        b"" => Some(Separator::Between),
        b"--" => Some(Separator::Last),
        _ => None,
    }
}

fn without_line_break(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// One part: its header lines and the content after them.
struct Part<'a> {
    number: usize,
    headers: Lines,
    content: BodyPart<'a>,
}

impl<'a> Part<'a> {
    fn read(number: usize, whole: BodyPart<'a>) -> Result<Self, BatchError> {
        let (headers, bytes) = headers(whole.bytes).ok_or(BatchError::Header { part: number })?;
        Ok(Self {
            number,
            headers,
            content: BodyPart { bytes },
        })
    }

    fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The boundary of a change set; `None` for a part that is not one.
    fn boundary(&self) -> Option<String> {
        boundary(self.header("Content-Type")?)
    }

    /// The request of the part. In a change set, `Content-ID` may stand among the headers of the request itself if the
    /// part has none (BA-021).
    fn request(&self, in_change_set: bool) -> Result<PartRequest, BatchError> {
        let content_type = self.header("Content-Type").unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case(HTTP) {
            return Err(BatchError::ContentType {
                part: self.number,
                found: content_type.to_owned(),
            });
        }
        let content = self.content.bytes.trim_ascii_start();
        let end = content.iter().position(|byte| *byte == b'\n');
        let (line, rest) = content.split_at(end.map_or(content.len(), |end| end + 1));
        let line = String::from_utf8_lossy(line);
        let (method, target) = request_line(&line).ok_or_else(|| BatchError::RequestLine {
            part: self.number,
            found: line.trim().to_owned(),
        })?;
        let (headers, body) = headers(rest).ok_or(BatchError::Header { part: self.number })?;
        let own = self.header(CONTENT_ID);
        let id = own.or_else(|| header(&headers, CONTENT_ID).filter(|_| in_change_set));
        let content_id = id.map(str::to_owned);
        Ok(PartRequest {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body: PartBody::Bytes(body.to_vec()),
            content_id,
            dependencies: Dependencies::default(),
        })
    }
}

fn header<'l>(lines: &'l Lines, name: &str) -> Option<&'l str> {
    let found = lines
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// The method and the target of a request line; the HTTP version may be missing.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = line.trim().split_once(' ')?;
    let is_verb = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    let rest = rest.trim();
    let target = rest
        .rsplit_once(' ')
        .filter(|(_, version)| version.starts_with("HTTP/"))
        .map_or(rest, |(target, _)| target.trim());
    (is_verb && !target.is_empty()).then_some((method, target))
}

/// The header lines up to the first empty line, and the bytes after it; `None` if a line is not `name: value`.
fn headers(bytes: &[u8]) -> Option<(Lines, &[u8])> {
    let mut headers = Vec::new();
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        let line = line.trim_ascii();
        if line.is_empty() {
            break;
        }
        let (name, value) = str::from_utf8(line).ok()?.split_once(':')?;
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Some((headers, &bytes[at..]))
}

/// Marks the body of a batch's last request as unreadable where Dataverse would not read it to its end (BA-00B, BA-020).
///
/// Dataverse expects lines that end in CRLF. In a batch without any CRLF, the body of the last request is cut off if
/// fewer than two bytes follow the closing delimiter. A body in a change set stands in a multipart document of its own,
/// which the delimiter of the batch follows, so it is never cut off. A `Content-Length` or two line breaks at the end of
/// the body save it as well.
fn cut_off(request: &mut PartRequest, document: &[u8]) {
    if document.windows(2).any(|two| two == b"\r\n") {
        return;
    }
    let says_how_long = header(&request.headers, "Content-Length").is_some();
    if let PartBody::Bytes(body) = &request.body
        && !body.trim_ascii().is_empty()
        && !body.ends_with(b"\n\n")
        && !says_how_long
    {
        request.body = PartBody::Unreadable;
    }
}
