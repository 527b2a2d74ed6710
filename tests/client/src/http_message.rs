//! An HTTP answer as text within a body: `application/http`, and the parts of a batch.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::answer::{Answer, text};

/// The largest number of headers of a message.
const HEADERS: usize = 128;

/// Reads exactly one answer. Lines may end with CRLF or LF.
///
/// # Errors
/// What is wrong, in a sentence: no status line, headers that do not end, a body that is cut off.
pub(crate) fn read(message: &Bytes) -> Result<Answer, String> {
    let mut room = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Response::new(&mut room);
    let head = match parsed.parse(message) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => {
            return Err("the HTTP message is cut off in its head".into());
        }
        Err(error) => return Err(format!("the HTTP message cannot be read: {error}")),
    };
    let code = parsed.code.unwrap_or_default();
    let status = StatusCode::from_u16(code)
        .map_err(|_| format!("the HTTP message has the status {code}"))?;
    let headers = headers_of(parsed.headers)?;
    let body = body(&headers, message.slice(head..))?;
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// Reads the answer in a part of a batch. If it has no body, the empty line after its headers may be the one that
/// belongs to the boundary behind it.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_part(message: &Bytes) -> Result<Answer, String> {
    read(message).or_else(|why| match message.ends_with(b"\n") {
        true => read(&[&message[..], b"\r\n"].concat().into()).map_err(|_| why),
        false => Err(why),
    })
}

/// Reads lines of headers, up to an empty line or to the end, and says how many bytes they take.
///
/// # Errors
/// What is wrong, in a sentence.
pub(crate) fn read_headers(lines: &Bytes) -> Result<(HeaderMap, usize), String> {
    let mut room = [httparse::EMPTY_HEADER; HEADERS];
    match httparse::parse_headers(lines, &mut room) {
        Ok(httparse::Status::Complete((length, parsed))) => Ok((headers_of(parsed)?, length)),
        Ok(httparse::Status::Partial) => Err("the headers of a part do not end".into()),
        Err(error) => Err(format!("the headers of a part cannot be read: {error}")),
    }
}

fn headers_of(parsed: &[httparse::Header<'_>]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::with_capacity(parsed.len());
    for header in parsed {
        let wrong = |_| format!("the header {} cannot be read", header.name);
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| wrong(()))?;
        let value = HeaderValue::from_bytes(header.value).map_err(|_| wrong(()))?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// The body of a message: as long as its `Content-Length` says, otherwise everything.
fn body(headers: &HeaderMap, rest: Bytes) -> Result<Bytes, String> {
    if headers.contains_key(TRANSFER_ENCODING) {
        return Err("the HTTP message has a Transfer-Encoding, which a part cannot have".into());
    }
    let Some(length) = text(headers, &CONTENT_LENGTH) else {
        return Ok(rest);
    };
    let Ok(length) = length.trim().parse::<usize>() else {
        return Err(format!(
            "the HTTP message has the Content-Length {length:?}"
        ));
    };
    match length <= rest.len() {
        true => Ok(rest.slice(..length)),
        false => Err(format!(
            "the HTTP message is cut off: {} of {length} bytes",
            rest.len()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, read_part};
    use bytes::Bytes;

    /// Messages, and what comes of them: status and body, or a part of the complaint.
    #[test]
    fn messages_are_read_or_refused_with_a_reason() {
        for (message, expected) in [
            ("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{}", Ok((200, "{}"))),
            ("HTTP/1.1 200 OK\nA: b\n\n{}", Ok((200, "{}"))),
            ("HTTP/1.0 204 No Content\r\n\r\n", Ok((204, ""))),
            ("HTTP/1.1 404\r\n\r\nx", Ok((404, "x"))),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}\r\n",
                Ok((200, "{}")),
            ),
            (
                "HTTP/1.1 202 Accepted\r\nLocation: /m\r\n\r\n",
                Ok((202, "")),
            ),
            ("HTTP/1.1 200.1 OK\r\n\r\n", Err("cannot be read")),
            ("HTTP/1.1 200OK\r\n\r\n", Err("cannot be read")),
            ("HTTP/2 200 OK\r\n\r\n", Err("cannot be read")),
            ("HTTP/1.1 999999 OK\r\n\r\n", Err("cannot be read")),
            ("200 OK\r\n\r\n", Err("cannot be read")),
            ("HTTP/1.1 099 OK\r\n\r\n", Err("the status 99")),
            (
                "HTTP/1.1 200 OK\r\nContent-Type: app",
                Err("cut off in its head"),
            ),
            ("HTTP/1.1 200 OK\r\n", Err("cut off in its head")),
            ("", Err("cut off in its head")),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
                Err("2 of 9 bytes"),
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
                Err("Content-Length \"-1\""),
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
                Err("Content-Length \"x\""),
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                Err("Transfer-Encoding"),
            ),
        ] {
            match (read(&Bytes::from_static(message.as_bytes())), expected) {
                (Ok(answer), Ok((status, body))) => {
                    assert_eq!(answer.status.as_u16(), status, "{message:?}");
                    assert_eq!(answer.body, body, "{message:?}");
                }
                (Err(why), Err(part)) => assert!(why.contains(part), "{message:?}: {why}"),
                (found, _) => panic!("{message:?}: {found:?}"),
            }
        }
    }

    #[test]
    fn the_boundary_may_end_the_head_of_a_part() {
        let part = |message: &'static str| read_part(&Bytes::from_static(message.as_bytes()));
        for message in [
            "HTTP/1.1 204 No Content\r\n",
            "HTTP/1.1 204 No Content\nA: b\n",
        ] {
            assert!(
                read(&Bytes::from_static(message.as_bytes())).is_err(),
                "{message:?}"
            );
            assert_eq!(part(message).unwrap().status.as_u16(), 204, "{message:?}");
        }
        for message in ["HTTP/1.1 204 No Content\r\nA: b", "HTTP/1.1 204", "\n", ""] {
            assert!(part(message).is_err(), "{message:?}");
        }
    }
}
