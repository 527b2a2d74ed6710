//! What an answer of a status monitor means. Pure: an answer in, a meaning out; the rows of the table are its tests.

#[cfg(test)]
mod tests;

use http::{HeaderName, StatusCode};
use serde_json::{Map, Value};

use crate::answer::{Answer, text};
use crate::dataverse::codes;
use crate::http_message;
use crate::monitor::Protocol;
use crate::refusal::Refusal;
use crate::status::Status;

/// The header with the final status of an operation.
const ASYNC_RESULT: HeaderName = HeaderName::from_static("asyncresult");
/// The members of Dataverse's document that are not outputs.
const STATE_CODE: &str = "backgroundOperationStateCode";
const STATUS_CODE: &str = "backgroundOperationStatusCode";
const ERROR_CODE: &str = "backgroundOperationErrorCode";
const ERROR_MESSAGE: &str = "backgroundOperationErrorMessage";

/// How a service is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reader {
    /// The protocol of the monitor.
    pub(crate) protocol: Protocol,
    /// Whether the monitor's own status is the operation's, as some services have it.
    pub(crate) mirrored: bool,
}

/// The meaning of an answer.
#[derive(Debug, PartialEq)]
pub(crate) enum Reading {
    /// The operation goes on; its monitor may have moved.
    Open {
        status: Status,
        location: Option<String>,
    },
    /// The operation ended with this answer.
    Ended(Answer),
    /// The operation ended with a failure.
    Failed(Box<Refusal>),
    /// The operation ended by a cancellation.
    Canceled,
    /// The monitor does not exist.
    Gone,
    /// The request was refused, or cannot be answered now; it says nothing of the operation.
    Refused,
    /// Nothing that the protocol allows, and why.
    Unexpected(String),
}

impl Reader {
    /// The meaning of `answer` to a GET of the monitor.
    pub(crate) fn read(self, answer: &Answer) -> Reading {
        match answer.status.as_u16() {
            202 => open(Status::Running, self.location(answer)),
            200..=299 => match self.protocol {
                Protocol::OData => odata(answer),
                Protocol::Dataverse => dataverse(answer),
            },
            401 => Reading::Refused,
            400..=599 if self.mirrored && self.protocol == Protocol::OData => failed(answer),
            404 | 410 => Reading::Gone,
            300..=399 => Reading::Unexpected(redirected(answer)),
            _ => Reading::Refused,
        }
    }

    /// A new address of the monitor, which only OData has.
    fn location(self, answer: &Answer) -> Option<String> {
        match self.protocol {
            Protocol::OData => answer.location().map(str::to_owned),
            Protocol::Dataverse => None,
        }
    }
}

fn open(status: Status, location: Option<String>) -> Reading {
    Reading::Open { status, location }
}

fn failed(answer: &Answer) -> Reading {
    Reading::Failed(Refusal::of(answer, None))
}

fn redirected(answer: &Answer) -> String {
    let to = answer.location().unwrap_or("nowhere");
    format!("the monitor redirects to {to}; a monitor moves by the Location of a 202")
}

/// A 2xx other than 202 of an OData service: wrapped, with `AsyncResult`, or the operation's own answer.
fn odata(answer: &Answer) -> Reading {
    if answer.media_type() == "application/http" {
        return match http_message::read(&answer.body) {
            Ok(inner) => ended(inner),
            Err(why) => Reading::Unexpected(why),
        };
    }
    if answer.headers.contains_key(ASYNC_RESULT) {
        let result = text(&answer.headers, &ASYNC_RESULT).unwrap_or("no text");
        return match status_of(result) {
            Some(status) => ended(Answer {
                status,
                ..answer.clone()
            }),
            None => {
                Reading::Unexpected(format!("AsyncResult is {result:?}; expected three digits"))
            }
        };
    }
    match answer.media_type().as_str() {
        // A page of a proxy or of a sign-in: no service describes a result so.
        "text/html" => Reading::Unexpected("an HTML page; expected a result".into()),
        _ => Reading::Ended(answer.clone()),
    }
}

/// The operation's own answer, with its own status.
fn ended(inner: Answer) -> Reading {
    match inner.status.as_u16() {
        202 => open(Status::Running, inner.location().map(str::to_owned)),
        200..=299 => Reading::Ended(inner),
        _ => failed(&inner),
    }
}

/// Three digits that are a status.
fn status_of(text: &str) -> Option<StatusCode> {
    let text = text.trim();
    let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A 2xx other than 202 of Dataverse: a document with one of six pairs of codes.
fn dataverse(answer: &Answer) -> Reading {
    let document = match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(document)) => document,
        Ok(_) => return Reading::Unexpected("the status is not a JSON object".into()),
        Err(error) => return Reading::Unexpected(format!("the status is not JSON: {error}")),
    };
    let code = |name: &str| document.get(name).and_then(Value::as_i64);
    let (Some(state), Some(reason)) = (code(STATE_CODE), code(STATUS_CODE)) else {
        let why = format!("the status has no {STATE_CODE} or no {STATUS_CODE}");
        return Reading::Unexpected(why);
    };
    match codes::status(state, reason) {
        Some(Status::Completed) => Reading::Ended(outputs(answer, document)),
        Some(Status::Failed) => Reading::Failed(Box::new(fault(answer, &document))),
        Some(Status::Canceled) => Reading::Canceled,
        Some(status) => open(status, None),
        None => Reading::Unexpected(codes::unknown(state, reason)),
    }
}

/// The outputs, which stand beside the codes, as the answer of the custom API itself would have had them.
fn outputs(answer: &Answer, mut document: Map<String, Value>) -> Answer {
    for member in [STATE_CODE, STATUS_CODE, ERROR_CODE, ERROR_MESSAGE] {
        document.remove(member);
    }
    let body = match document.is_empty() {
        true => String::new(),
        false => Value::Object(document).to_string(),
    };
    Answer {
        body: body.into(),
        ..answer.clone()
    }
}

fn fault(answer: &Answer, document: &Map<String, Value>) -> Refusal {
    let code = document.get(ERROR_CODE).and_then(Value::as_i64);
    let message = document.get(ERROR_MESSAGE).and_then(Value::as_str);
    let code = code.and_then(|code| i32::try_from(code).ok());
    Refusal::of_dataverse(code, message.map(str::to_owned), answer.shown())
}

/// The meaning of an answer to the DELETE of a monitor.
#[derive(Debug, PartialEq)]
pub(crate) enum CancelReading {
    /// The operation is canceled.
    Canceled,
    /// The service will try; OData may name a monitor of the cancellation.
    Requested { location: Option<String> },
    /// The operation had ended.
    TooLate(Option<Box<Refusal>>),
    /// The service does not cancel.
    Unsupported,
    /// The monitor does not exist.
    Gone,
    /// The request was refused; it says nothing of the operation.
    Refused,
    /// Nothing that the protocol allows, and why.
    Unexpected(String),
}

impl Reader {
    /// The meaning of `answer` to a DELETE of the monitor.
    pub(crate) fn read_cancel(self, answer: &Answer) -> CancelReading {
        let too_late = || CancelReading::TooLate(Some(Refusal::of(answer, None)));
        match (self.protocol, answer.status.as_u16()) {
            (_, 405 | 501) => CancelReading::Unsupported,
            (_, 404 | 410) => CancelReading::Gone,
            (_, 409) => too_late(),
            // Dataverse documents the text of this refusal and no status.
            (Protocol::Dataverse, 400) => too_late(),
            (_, 202) => CancelReading::Requested {
                location: self.location(answer),
            },
            (Protocol::OData, 200 | 204) => CancelReading::Canceled,
            (Protocol::Dataverse, 204) => CancelReading::Requested { location: None },
            (Protocol::Dataverse, 200) => match dataverse(answer) {
                Reading::Canceled => CancelReading::Canceled,
                Reading::Open { .. } => CancelReading::Requested { location: None },
                Reading::Ended(_) | Reading::Failed(_) => CancelReading::TooLate(None),
                Reading::Unexpected(why) => CancelReading::Unexpected(why),
                Reading::Gone | Reading::Refused => CancelReading::Refused,
            },
            (_, 400..) => CancelReading::Refused,
            (_, status) => {
                CancelReading::Unexpected(format!("{status} is no answer to a cancellation"))
            }
        }
    }
}
