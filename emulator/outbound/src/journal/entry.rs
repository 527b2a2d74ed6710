//! What a journal's entries are: one kind for each thing that goes over the wire.

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::outbound::{Called, End};
use crate::redact::{self, Headers};

/// One exchange.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A request that came in and was answered.
    Request(Request),
    /// An attempt to deliver a callback.
    Callback(Callback),
    /// An attempt to call a webhook.
    Webhook(WebhookEntry),
    /// A message to a service of Azure, which went no further than to here.
    AzureMessage(AzureMessage),
    /// A call of the process that handles a plug-in type.
    Handler(Handler),
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// See [`Entry::Request`].
    Request,
    /// See [`Entry::Callback`].
    Callback,
    /// See [`Entry::Webhook`].
    Webhook,
    /// See [`Entry::AzureMessage`].
    AzureMessage,
    /// See [`Entry::Handler`].
    Handler,
}

/// A request that came in.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// When it came, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The HTTP method.
    #[serde(serialize_with = "text")]
    pub method: Method,
    /// Path and query, secrets redacted.
    pub target: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The request's headers, secrets redacted.
    pub headers: Headers,
    /// The message it was for, where its address does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why it was refused, where the status does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

/// An attempt to deliver a callback (BG-080).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    /// The operation that ended.
    pub operation: Uuid,
    /// Where it went, secrets redacted.
    pub url: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// When it was sent, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// What was sent.
    pub request: Sent,
    /// What came of it.
    #[serde(flatten)]
    pub ended: Ended,
}

/// An attempt to call a webhook (WH-020).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEntry {
    /// The service endpoint.
    pub endpoint: Uuid,
    /// The step that it handles.
    pub step: Uuid,
    /// The system job whose work it is; none for a synchronous step.
    pub job: Option<Uuid>,
    /// Where it went, secrets redacted.
    pub url: String,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// When it was sent, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// What was sent.
    pub request: Sent,
    /// What came of it.
    #[serde(flatten)]
    pub ended: Ended,
}

/// A message to a queue, a topic or an Event Hub: what would have been sent there.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AzureMessage {
    /// The service endpoint.
    pub endpoint: Uuid,
    /// The step that it handles.
    pub step: Uuid,
    /// The system job whose work it is; none for a synchronous step.
    pub job: Option<Uuid>,
    /// The contract's label.
    pub contract: &'static str,
    /// The namespace's address, or its name.
    pub namespace: String,
    /// The queue, topic or Event Hub in it.
    pub path: String,
    /// When it was sent, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The JSON that it says.
    pub body: Box<RawValue>,
}

/// A call of the process that handles a plug-in type.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Handler {
    /// The name of the plug-in type.
    pub plugin_type: String,
    /// The step that it handles; none for the main operation of a custom API.
    pub step: Option<Uuid>,
    /// The system job whose work it is; none for a synchronous step.
    pub job: Option<Uuid>,
    /// Where it went, secrets redacted.
    pub url: String,
    /// When it was sent, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// What was sent, without its token.
    pub request: Sent,
    /// What came back, if anything did.
    pub answer: Option<Said>,
    /// What went wrong with the call or with its answer, if anything did.
    pub error: Option<String>,
    /// What ended the call.
    pub ended_by: EndedBy,
    /// How long it took on the organization's clock, in milliseconds.
    pub elapsed_ms: i64,
}

/// An answer that says something.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// The HTTP status.
    pub status: u16,
    /// The JSON that came back; as a JSON text where it is none.
    pub body: Box<RawValue>,
}

/// A request that went out.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    /// The HTTP method.
    pub method: &'static str,
    /// The headers that were set, secrets redacted.
    pub headers: Headers,
    /// The JSON that was sent.
    pub body: Box<RawValue>,
}

/// What came of a request that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// What came back, if anything did.
    pub answer: Option<Answer>,
    /// What went wrong, if anything did.
    pub error: Option<String>,
    /// What ended the attempt.
    pub ended_by: EndedBy,
    /// How long it took on the organization's clock, in milliseconds.
    pub elapsed_ms: i64,
}

/// An answer to a request that went out; its body is of no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
}

/// What ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    /// The answer.
    Answer,
    /// Its deadline on the organization's clock.
    Deadline,
    /// The limit in real time.
    SafetyLimit,
    /// There was no connection, or it was lost.
    Connection,
}

impl Request {
    /// An entry of an exchange, its secrets taken out.
    pub fn new(
        at: Timestamp,
        method: &Method,
        target: &str,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Self {
        Self {
            at,
            method: method.clone(),
            target: redact::address(target),
            status: status.as_u16(),
            headers: Headers::of(headers),
            message: None,
            refusal: None,
        }
    }
}

impl Ended {
    /// How a call went, in words where it went wrong.
    pub fn of(called: &Called) -> Self {
        let (answer, error, ended_by) = match &called.end {
            End::Answer(status) => (Some(Answer { status: *status }), None, EndedBy::Answer),
            end @ End::Deadline => (None, Some(end.to_string()), EndedBy::Deadline),
            end @ End::SafetyLimit(_) => (None, Some(end.to_string()), EndedBy::SafetyLimit),
            end @ End::Connection(_) => (None, Some(end.to_string()), EndedBy::Connection),
        };
        Self {
            answer,
            error,
            ended_by,
            elapsed_ms: i64::try_from(called.elapsed.as_millis()).unwrap_or(i64::MAX),
        }
    }
}

/// A body as it stands; as a JSON text if it should not be JSON.
pub fn body(sent: &str) -> Box<RawValue> {
    RawValue::from_string(sent.to_owned()).unwrap_or_else(|_| {
        serde_json::value::to_raw_value(sent).expect("a text can be written as JSON")
    })
}

/// The most bytes of a body that has no bound of its own.
const BODY_LIMIT: usize = 256 << 10;

/// A body as [`body`] has it; of one that is too large to be kept, how large it is.
pub fn bounded(said: &str) -> Box<RawValue> {
    if said.len() <= BODY_LIMIT {
        return body(said);
    }
    let length = said.len();
    body(&format!("{length} bytes, more than are kept"))
}

impl EntryKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Request,
        Self::Callback,
        Self::Webhook,
        Self::AzureMessage,
        Self::Handler,
    ];

    /// The name by which it is written and asked for.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Callback => "callback",
            Self::Webhook => "webhook",
            Self::AzureMessage => "azure_message",
            Self::Handler => "handler",
        }
    }
}

impl Entry {
    /// What it is about.
    pub const fn kind(&self) -> EntryKind {
        match self {
            Self::Request(_) => EntryKind::Request,
            Self::Callback(_) => EntryKind::Callback,
            Self::Webhook(_) => EntryKind::Webhook,
            Self::AzureMessage(_) => EntryKind::AzureMessage,
            Self::Handler(_) => EntryKind::Handler,
        }
    }

    /// Roughly what it takes in memory: its struct and its texts.
    pub(super) fn size(&self) -> usize {
        let texts = match self {
            Self::Request(request) => {
                let said = [&request.message, &request.refusal].into_iter().flatten();
                request.method.as_str().len()
                    + request.target.len()
                    + request.headers.size()
                    + said.map(String::len).sum::<usize>()
            }
            Self::Callback(Callback {
                url,
                request,
                ended,
                ..
            })
            | Self::Webhook(WebhookEntry {
                url,
                request,
                ended,
                ..
            }) => {
                url.len()
                    + request.headers.size()
                    + request.body.get().len()
                    + ended.error.as_ref().map_or(0, String::len)
            }
            Self::AzureMessage(message) => {
                message.namespace.len() + message.path.len() + message.body.get().len()
            }
            Self::Handler(call) => {
                let said = call.answer.as_ref();
                call.plugin_type.len()
                    + call.url.len()
                    + call.request.headers.size()
                    + call.request.body.get().len()
                    + said.map_or(0, |said| said.body.get().len())
                    + call.error.as_ref().map_or(0, String::len)
            }
        };
        size_of::<Self>() + texts
    }
}

fn instant<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

fn text<S: Serializer>(method: &Method, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(method.as_str())
}
