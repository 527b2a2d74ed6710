//! The entries of a journal: one kind for each kind of exchange.

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::outbound::{Called, End};
use crate::redact::{self, Headers};

/// An entry of the journal.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// An incoming request and its response.
    Request(Request),
    /// A try to deliver a callback.
    Callback(Callback),
    /// A try to call a webhook.
    Webhook(WebhookEntry),
    /// A message to Azure Service Bus or an Event Hub, which is only recorded, not sent.
    AzureMessage(AzureMessage),
    /// A call to the external process that handles a plug-in type.
    Handler(Handler),
}

/// The kind of an entry.
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

/// An incoming request and its response.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The time of arrival, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The HTTP method.
    #[serde(serialize_with = "text")]
    pub method: Method,
    /// Path and query, with secrets redacted.
    pub target: String,
    /// The HTTP status of the response.
    pub status: u16,
    /// The request's headers, with secrets redacted.
    pub headers: Headers,
    /// What is said beside the response.
    #[serde(flatten)]
    pub notes: Notes,
}

/// What the journal says about a request beside its response; each member is absent where there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notes {
    /// The message, if the URL does not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The reason of a refusal, if the status does not say enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// The known name that is nearest to a name that does not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
    /// What was asked for and had no effect.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

/// A try to deliver a callback (BG-080).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Callback {
    /// The completed operation.
    pub operation: Uuid,
    /// The callback URL, with secrets redacted.
    pub url: String,
    /// The number of the try, from 1.
    pub attempt: u32,
    /// The time of sending, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The request.
    pub request: Sent,
    /// The result.
    #[serde(flatten)]
    pub ended: Ended,
}

/// A try to call a webhook (WH-020).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEntry {
    /// `serviceendpointid`.
    pub endpoint: Uuid,
    /// The step that the endpoint handles.
    pub step: Uuid,
    /// The system job of an asynchronous step; `None` for a synchronous one.
    pub job: Option<Uuid>,
    /// The URL, with secrets redacted.
    pub url: String,
    /// The number of the try, from 1.
    pub attempt: u32,
    /// The time of sending, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The request.
    pub request: Sent,
    /// The result.
    #[serde(flatten)]
    pub ended: Ended,
}

/// A message to a queue, a topic or an Event Hub, as it would be sent.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AzureMessage {
    /// `serviceendpointid`.
    pub endpoint: Uuid,
    /// The step that the endpoint handles.
    pub step: Uuid,
    /// The system job of an asynchronous step; `None` for a synchronous one.
    pub job: Option<Uuid>,
    /// The label of `contract`.
    pub contract: &'static str,
    /// The namespace's address, or its name if it has no address.
    pub namespace: String,
    /// The name of the queue, topic or Event Hub.
    pub path: String,
    /// The time of sending, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The JSON of the message.
    pub body: Box<RawValue>,
}

/// A call to the external process that handles a plug-in type.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Handler {
    /// The name of the plug-in type.
    pub plugin_type: String,
    /// The step; `None` for the main operation of a custom API.
    pub step: Option<Uuid>,
    /// The system job of an asynchronous step; `None` for a synchronous one.
    pub job: Option<Uuid>,
    /// The URL, with secrets redacted.
    pub url: String,
    /// The time of sending, on the organization's clock.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// The request, without the handler's token.
    pub request: Sent,
    /// The answer, if there was one.
    pub answer: Option<Said>,
    /// The mistake in the answer, or the reason why there is none.
    pub error: Option<String>,
    /// The event that ended the call.
    pub ended_by: EndedBy,
    /// The duration on the organization's clock, in milliseconds.
    pub elapsed_ms: i64,
}

/// The answer of a handler.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; any other body as a JSON string.
    pub body: Box<RawValue>,
}

/// An outgoing request.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    /// The HTTP method.
    pub method: &'static str,
    /// The headers, with secrets redacted.
    pub headers: Headers,
    /// The JSON body.
    pub body: Box<RawValue>,
}

/// The result of an outgoing request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// The answer, if there was one.
    pub answer: Option<Answer>,
    /// The error, if there was one.
    pub error: Option<String>,
    /// The event that ended the call.
    pub ended_by: EndedBy,
    /// The duration on the organization's clock, in milliseconds.
    pub elapsed_ms: i64,
}

/// The answer to a callback or webhook; its body is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
}

/// The event that ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    /// The answer.
    Answer,
    /// The deadline on the organization's clock.
    Deadline,
    /// The limit in real time.
    SafetyLimit,
    /// The connection failed or was lost.
    Connection,
}

impl Request {
    /// Makes the entry of an incoming request; redacts its secrets.
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
            notes: Notes::default(),
        }
    }
}

impl Notes {
    fn size(&self) -> usize {
        let texts = [&self.message, &self.refusal, &self.did_you_mean];
        let texts = texts.into_iter().flatten().chain(&self.ignored);
        texts.map(String::len).sum()
    }
}

impl Ended {
    /// The result of a call, with a text for errors.
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

/// A body as raw JSON; a body that is not JSON as a JSON string.
pub fn body(sent: &str) -> Box<RawValue> {
    RawValue::from_string(sent.to_owned()).unwrap_or_else(|_| {
        serde_json::value::to_raw_value(sent).expect("a text can be written as JSON")
    })
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

    /// The name in the journal and in `?kind=`.
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
    /// The kind of the entry.
    pub const fn kind(&self) -> EntryKind {
        match self {
            Self::Request(_) => EntryKind::Request,
            Self::Callback(_) => EntryKind::Callback,
            Self::Webhook(_) => EntryKind::Webhook,
            Self::AzureMessage(_) => EntryKind::AzureMessage,
            Self::Handler(_) => EntryKind::Handler,
        }
    }

    /// The approximate size in memory, in bytes: the struct and its texts.
    pub(super) fn size(&self) -> usize {
        let texts = match self {
            Self::Request(request) => {
                request.method.as_str().len()
                    + request.target.len()
                    + request.headers.size()
                    + request.notes.size()
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
