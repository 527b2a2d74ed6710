//! Multipart documents as a client of `$batch` writes and reads them. Shares no code with the emulator.

use crate::exchange::{Headers, Request, Response};
use crate::failure::Failure;

/// The boundary of the batches that the suite writes.
const BATCH: &str = "batch_of_the_suite";

/// A part of a batch.
#[derive(Debug)]
pub enum Item {
    /// A request.
    Request(Request),
    /// The requests of a change set.
    ChangeSet(Vec<Request>),
}

/// The content type of the batches that the suite writes.
pub fn content_type() -> String {
    format!("multipart/mixed; boundary=\"{BATCH}\"")
}

/// Writes a batch. A request in a change set has the `Content-ID` of its header, or its number there, from 1.
pub fn write(items: &[Item]) -> Vec<u8> {
    let mut lines: Vec<String> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        lines.push(format!("--{BATCH}"));
        match item {
            Item::Request(request) => part(&mut lines, request, None),
            Item::ChangeSet(requests) => {
                let separator = format!("changeset_{}", at + 1);
                lines.push(format!(
                    "Content-Type: multipart/mixed; boundary=\"{separator}\""
                ));
                lines.push(String::new());
                for (at, request) in requests.iter().enumerate() {
                    lines.push(format!("--{separator}"));
                    let id = request.headers.get("Content-ID");
                    part(
                        &mut lines,
                        request,
                        Some(id.unwrap_or_else(|| (at + 1).to_string())),
                    );
                }
                lines.push(format!("--{separator}--"));
            }
        }
    }
    lines.push(format!("--{BATCH}--"));
    lines.push(String::new());
    lines.join("\r\n").into_bytes()
}

fn part(lines: &mut Vec<String>, request: &Request, id: Option<String>) {
    lines.push("Content-Type: application/http".to_owned());
    lines.push("Content-Transfer-Encoding: binary".to_owned());
    // A header without a value means no `Content-ID`.
    lines.extend(
        id.filter(|id| !id.is_empty())
            .map(|id| format!("Content-ID: {id}")),
    );
    lines.push(String::new());
    lines.push(format!("{} {} HTTP/1.1", request.method, request.target));
    let own = request
        .headers
        .0
        .iter()
        .filter(|(name, _)| name != "Content-ID");
    lines.extend(own.map(|(name, value)| format!("{name}: {value}")));
    lines.push(String::new());
    lines.push(String::from_utf8_lossy(&request.body).into_owned());
}

/// The answers in a document, each with its number: `1`, or `2.1` in a change set.
///
/// # Errors
/// When the document does not have the documented form.
pub fn read(content_type: &str, body: &[u8]) -> Result<Vec<(String, Response)>, Failure> {
    let text = str::from_utf8(body).map_err(|error| unreadable(&error))?;
    let mut answers = Vec::new();
    for (at, part) in between(content_type, text)?.into_iter().enumerate() {
        let (headers, content) = head(part)?;
        let kind = headers.get("Content-Type").unwrap_or_default();
        if !kind.starts_with("multipart/mixed") {
            answers.push(((at + 1).to_string(), answer(&headers, content)?));
            continue;
        }
        for (inner, part) in between(&kind, content)?.into_iter().enumerate() {
            let (headers, content) = head(part)?;
            answers.push((
                format!("{}.{}", at + 1, inner + 1),
                answer(&headers, content)?,
            ));
        }
    }
    Ok(answers)
}

/// The texts between the boundaries.
fn between<'t>(content_type: &str, text: &'t str) -> Result<Vec<&'t str>, Failure> {
    let boundary = content_type
        .strip_prefix("multipart/mixed; boundary=")
        .ok_or_else(|| unreadable(&format!("{content_type:?} names no separator")))?;
    let (begin, end) = (format!("--{boundary}\r\n"), format!("--{boundary}--\r\n"));
    let inner = text
        .strip_prefix(&begin)
        .and_then(|text| text.strip_suffix(&end))
        .ok_or_else(|| unreadable(&format!("it does not stand between {begin:?} and {end:?}")))?;
    Ok(inner.split(begin.as_str()).collect())
}

/// The header lines, and the text after them.
fn head(text: &str) -> Result<(Headers, &str), Failure> {
    let (head, rest) = text
        .split_once("\r\n\r\n")
        .ok_or_else(|| unreadable(&format!("no empty line ends the header of {text:?}")))?;
    let line = |line: &str| {
        let (name, value) = line.split_once(": ")?;
        Some((name.to_owned(), value.to_owned()))
    };
    let lines = head.split("\r\n").map(line).collect::<Option<_>>();
    let lines = lines.ok_or_else(|| unreadable(&format!("{head:?} is no header")))?;
    Ok((Headers(lines), rest))
}

/// The response in a document of the media type `application/http`.
///
/// # Errors
/// When the document is not one complete HTTP response.
pub fn message(body: &[u8]) -> Result<Response, Failure> {
    response(str::from_utf8(body).map_err(|error| unreadable(&error))?)
}

fn response(content: &str) -> Result<Response, Failure> {
    let no_answer = || unreadable(&format!("{content:?} is no answer"));
    let (line, rest) = content.split_once("\r\n").ok_or_else(no_answer)?;
    let mut words = line.splitn(3, ' ');
    let (version, status) = (
        words.next(),
        words.next().and_then(|word| word.parse().ok()),
    );
    let (Some("HTTP/1.1"), Some(status)) = (version, status) else {
        return Err(no_answer());
    };
    let (headers, body) = head(rest)?;
    Ok(Response {
        status,
        headers,
        body: body.as_bytes().to_vec(),
    })
}

fn answer(part: &Headers, content: &str) -> Result<Response, Failure> {
    if part.get("Content-Transfer-Encoding").as_deref() != Some("binary") {
        return Err(unreadable(&format!(
            "{part:?} does not say that its part is binary"
        )));
    }
    let mut response = response(content.strip_suffix("\r\n").unwrap_or(content))?;
    response.headers.0.extend(
        part.get("Content-ID")
            .map(|id| ("Content-ID".to_owned(), id)),
    );
    Ok(response)
}

fn unreadable(why: &dyn std::fmt::Display) -> Failure {
    Failure::Unmet(format!("the answer to a batch cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::{Item, content_type, read, write};
    use crate::exchange::Request;

    fn request(text: &str) -> Request {
        Request::parse(text).unwrap()
    }

    #[test]
    fn a_batch_is_written_in_lines_that_end_in_crlf() {
        let items = [
            Item::Request(request("GET accounts\nAccept: application/json")),
            Item::ChangeSet(vec![
                request("POST contacts\nContent-ID: a\n\n{}"),
                request("DELETE $a"),
            ]),
        ];
        let text = String::from_utf8(write(&items)).unwrap();
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        for expected in [
            "--batch_of_the_suite\r\nContent-Type: application/http\r\n",
            "\r\nGET accounts HTTP/1.1\r\nAccept: application/json\r\n\r\n",
            "--changeset_2\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: a\r\n",
            "POST contacts HTTP/1.1\r\n\r\n{}\r\n",
            "Content-ID: 2\r\n\r\nDELETE $a HTTP/1.1\r\n",
            "--changeset_2--\r\n--batch_of_the_suite--\r\n",
        ] {
            assert!(text.contains(expected), "{expected:?} is not in {text}");
        }
        assert!(content_type().contains("batch_of_the_suite"));
    }

    #[test]
    fn answers_are_numbered() {
        let part = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n";
        let none = "HTTP/1.1 204 No Content\r\nOData-Version: 4.0\r\n\r\n\r\n";
        let text = format!(
            "--b\r\n{part}\r\nHTTP/1.1 200 OK\r\nOData-Version: 4.0\r\n\r\n{{}}\r\n\
             --b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n{part}Content-ID: 1\r\n\r\n{none}--c--\r\n--b--\r\n"
        );
        let answers = read("multipart/mixed; boundary=b", text.as_bytes()).unwrap();
        let [(one, first), (two, second)] = answers.as_slice() else {
            panic!("{answers:?}");
        };
        assert_eq!(
            (one.as_str(), first.status, first.body.as_slice()),
            ("1", 200, &b"{}"[..])
        );
        assert_eq!(
            (two.as_str(), second.status, second.body.len()),
            ("2.1", 204, 0)
        );
        assert_eq!(second.headers.get("Content-ID").as_deref(), Some("1"));
    }

    #[test]
    fn what_is_written_otherwise_is_refused() {
        for (content_type, text) in [
            ("multipart/mixed", "--b--\r\n"),
            ("multipart/mixed; boundary=b", "--b\n--b--\n"),
            (
                "multipart/mixed; boundary=b",
                "--b\r\nContent-Type: application/http\r\n\r\n204\r\n--b--\r\n",
            ),
        ] {
            let refusal = read(content_type, text.as_bytes()).unwrap_err().to_string();
            assert!(refusal.contains("cannot be read"), "{refusal}");
        }
    }
}
