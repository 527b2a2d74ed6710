//! Writes the response to a `$batch` request (BA-001, BA-007, BA-00A).

use std::fmt::Write as _;

use super::Lines;

/// The response to one request of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status code.
    pub status: u16,
    /// The reason phrase of the status line.
    pub reason: String,
    /// Header lines, in the order in which they are written.
    pub headers: Lines,
    /// The body; empty for none.
    pub body: String,
    /// The `Content-ID` of the request, or its `id` in a JSON document; `None` if it has none.
    pub content_id: Option<String>,
}

/// The responses to one part of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// The response to a single request, or the error response of a change set that failed.
    One(Answer),
    /// The responses to the requests of a change set.
    ChangeSet {
        /// The boundary of the multipart document of its own, without dashes, or the name of the atomicity group.
        name: String,
        /// One response for each request, in their order.
        answers: Vec<Answer>,
    },
}

/// Writes a multipart document with CRLF line ends; `boundary` has no dashes.
pub fn write(boundary: &str, answered: &[Answered]) -> String {
    let mut text = String::new();
    for one in answered {
        line(&mut text, &format!("--{boundary}"));
        match one {
            Answered::One(answer) => write_answer(&mut text, answer),
            Answered::ChangeSet { name, answers } => {
                line(
                    &mut text,
                    &format!("Content-Type: multipart/mixed; boundary={name}"),
                );
                line(&mut text, "");
                for answer in answers {
                    line(&mut text, &format!("--{name}"));
                    write_answer(&mut text, answer);
                }
                line(&mut text, &format!("--{name}--"));
            }
        }
    }
    line(&mut text, &format!("--{boundary}--"));
    text
}

fn write_answer(text: &mut String, answer: &Answer) {
    line(text, "Content-Type: application/http");
    line(text, "Content-Transfer-Encoding: binary");
    if let Some(id) = &answer.content_id {
        line(text, &format!("Content-ID: {id}"));
    }
    line(text, "");
    write_message(text, answer);
    line(text, "");
}

/// Writes a response as the complete message of the media type `application/http` (M-08, M-09).
pub fn http_message(answer: &Answer) -> String {
    let mut text = String::new();
    write_message(&mut text, answer);
    text
}

fn write_message(text: &mut String, answer: &Answer) {
    line(
        text,
        &format!("HTTP/1.1 {} {}", answer.status, answer.reason),
    );
    for (name, value) in &answer.headers {
        line(text, &format!("{name}: {value}"));
    }
    line(text, "");
    text.push_str(&answer.body);
}

fn line(text: &mut String, content: &str) {
    write!(text, "{content}\r\n").expect("a String takes everything");
}
