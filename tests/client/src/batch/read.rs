//! The answers of a batch, out of one or several bodies.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName};

use super::response::{BatchResponse, Layout};
use super::{json, multipart};
use crate::answer::{Answer, text};
use crate::decode::{Decode, FromAnswer, Taken};
use crate::error::Cause;
use crate::http_message;

const CONTENT_ID: HeaderName = HeaderName::from_static("content-id");
/// The header of a part that Dataverse accepted as an operation of its own.
const OPERATION_ID: HeaderName = HeaderName::from_static("x-ms-dyn-backgroundoperationid");

/// Reads the answers of one batch, which may come a few at a time.
#[derive(Debug)]
pub(super) struct BatchDecoder {
    layout: Option<Layout>,
    found: BatchResponse,
}

/// A part of an answer.
enum Found {
    One(Numbered),
    Set(Vec<Numbered>),
}

/// An answer, with its id if the service repeats it.
struct Numbered {
    id: Option<String>,
    answer: Answer,
}

impl FromAnswer for BatchResponse {
    fn decoder() -> Box<dyn Decode<Self>> {
        Box::new(BatchDecoder::new(None))
    }
}

impl Decode<BatchResponse> for BatchDecoder {
    fn take(&mut self, answer: &Answer) -> Result<Taken<BatchResponse>, Cause> {
        match answer.media_type().as_str() {
            "multipart/mixed" => self.take_multipart(answer),
            "application/json" => self.take_json(answer),
            other => {
                let why = format!("{other:?} is no media type of a batch's answers");
                Err(why.into())
            }
        }
    }
}

impl BatchDecoder {
    pub(super) fn new(layout: Option<Layout>) -> Self {
        Self {
            found: BatchResponse::expecting(layout.as_ref()),
            layout,
        }
    }

    fn take_multipart(&mut self, answer: &Answer) -> Result<Taken<BatchResponse>, Cause> {
        let mut parts = parts(&answer.headers, &answer.body, true)?;
        let more = match parts.pop() {
            Some(Found::One(last)) if is_interim(&last) => Some(last.answer),
            Some(last) => {
                parts.push(last);
                None
            }
            None => None,
        };
        for part in parts {
            match part {
                Found::One(one) => self.one(one),
                Found::Set(answers) => self.set(answers),
            }
        }
        Ok(match more {
            Some(more) => Taken::More {
                location: more.location().unwrap_or_default().to_owned(),
                headers: more.headers,
            },
            None => Taken::Result(std::mem::take(&mut self.found)),
        })
    }

    fn take_json(&mut self, answer: &Answer) -> Result<Taken<BatchResponse>, Cause> {
        let (answers, next) = json::read(&answer.body)?;
        for answered in answers {
            self.found.insert(answered.id, answered.answer);
        }
        Ok(match next {
            Some(location) => Taken::More {
                location,
                headers: answer.headers.clone(),
            },
            None => Taken::Result(std::mem::take(&mut self.found)),
        })
    }

    /// An answer that stands by itself: of one request, or the one refusal of a whole change set.
    fn one(&mut self, one: Numbered) {
        let ids = match &one.id {
            Some(id) => self.with(id),
            None => self.next(),
        };
        for id in ids {
            self.found.insert(id, one.answer.clone());
        }
    }

    /// The answers of a change set.
    fn set(&mut self, answers: Vec<Numbered>) {
        let mut unnamed = self.next().into_iter();
        for one in answers {
            let next = unnamed.next();
            let id = one.id.or(next).unwrap_or_else(|| self.number());
            self.found.insert(id, one.answer);
        }
    }

    /// The requests that the answer with this id is for.
    fn with(&self, id: &str) -> Vec<String> {
        let items = self.layout.iter().flat_map(|layout| &layout.0);
        let item = items
            .into_iter()
            .find(|ids| ids.iter().any(|known| known == id));
        item.cloned().unwrap_or_else(|| vec![id.to_owned()])
    }

    /// The first item that has no answer.
    fn next(&self) -> Vec<String> {
        let items = self.layout.iter().flat_map(|layout| &layout.0);
        let open = items
            .into_iter()
            .find(|ids| !ids.iter().any(|id| self.found.has(id)));
        open.cloned().unwrap_or_else(|| vec![self.number()])
    }

    /// The id of an answer of which nothing is known but its place.
    fn number(&self) -> String {
        (self.found.len() + 1).to_string()
    }
}

/// Whether a part says where the remaining answers will be, and is none itself.
fn is_interim(part: &Numbered) -> bool {
    let answer = &part.answer;
    let is_own = part.id.is_some() || answer.headers.contains_key(OPERATION_ID);
    answer.status.as_u16() == 202 && answer.location().is_some() && !is_own
}

/// The parts of a body with these headers. Change sets stand in the outer one alone.
fn parts(headers: &HeaderMap, body: &Bytes, outer: bool) -> Result<Vec<Found>, Cause> {
    let media_type = text(headers, &CONTENT_TYPE).unwrap_or_default();
    let boundary = multipart::boundary(media_type);
    let boundary = boundary.ok_or_else(|| format!("{media_type:?} names no boundary"))?;
    let mut found = Vec::new();
    for part in multipart::split(body, &boundary)? {
        let (headers, head) = http_message::read_headers(&part)?;
        let content = part.slice(head..);
        let media_type = text(&headers, &CONTENT_TYPE).unwrap_or_default();
        let media_type = media_type.to_ascii_lowercase();
        if media_type.starts_with("multipart/mixed") && outer {
            let inner = parts(&headers, &content, false)?;
            let answers = inner.into_iter().flat_map(|part| match part {
                Found::One(one) => vec![one],
                Found::Set(answers) => answers,
            });
            found.push(Found::Set(answers.collect()));
        } else if media_type.starts_with("application/http") {
            let answer = http_message::read_part(&content)?;
            let id = text(&headers, &CONTENT_ID).or(text(&answer.headers, &CONTENT_ID));
            let id = id.map(|id| id.trim().to_owned());
            found.push(Found::One(Numbered { id, answer }));
        } else {
            return Err(format!("a part is {media_type:?}; expected application/http").into());
        }
    }
    Ok(found)
}
