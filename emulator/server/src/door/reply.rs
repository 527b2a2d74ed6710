//! An HTTP response: status, headers, body.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use dataverse_operation::fault::Fault;
use dataverse_outbound::journal::Notes;
use dataverse_protocol::odata::csdl;
use dataverse_protocol::odata::metadata_level::MetadataLevel;
use dataverse_protocol::odata::primitive::LargeNumbers;
use dataverse_protocol::prefer::Applied;
use dataverse_protocol::soap;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

/// An HTTP response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Content,
    /// What the journal says beside the response; boxed, since most responses have nothing to say.
    pub(crate) notes: Option<Box<Notes>>,
    /// The fault that the response reports.
    fault: Option<Box<Fault>>,
}

/// The body of a response.
#[derive(Debug)]
enum Content {
    Text(String),
    /// A file. One that is no text has no place in a batch or in a deferred response.
    File(Bytes),
}

/// The content type of Web API responses (WA-011).
const ODATA_JSON: HeaderValue =
    HeaderValue::from_static("application/json; odata.metadata=minimal");
const CSDL: HeaderValue = HeaderValue::from_static(csdl::CONTENT_TYPE);
const PLAIN_JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const PLAIN_TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const SOAP_XML: HeaderValue = HeaderValue::from_static(soap::CONTENT_TYPE);
const ODATA_VERSION: HeaderName = HeaderName::from_static("odata-version");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Initial capacity: the number of headers of a typical response.
const HEADERS: usize = 8;

impl Reply {
    /// A response without headers and body.
    pub(crate) const fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Content::Text(String::new()),
            notes: None,
            fault: None,
        }
    }

    /// JSON without OData headers: status monitor, control door.
    pub(crate) fn json(status: StatusCode, body: impl Into<String>) -> Self {
        Self::empty(status).with_body(PLAIN_JSON, body.into())
    }

    pub(crate) fn text(status: StatusCode, body: impl Into<String>) -> Self {
        Self::empty(status).with_body(PLAIN_TEXT, body.into())
    }

    /// A Web API response with a body (WA-010, WA-011).
    pub(crate) fn odata(status: StatusCode, body: &impl Serialize) -> Self {
        let text = serde_json::to_string(body).expect("what is written has names for its members");
        Self::empty(status).with_body(ODATA_JSON, text).versioned()
    }

    /// The description of the Web API (MD-200).
    pub(crate) fn metadata(document: &str) -> Self {
        Self::empty(StatusCode::OK)
            .with_body(CSDL, document.to_owned())
            .versioned()
    }

    /// A Web API response without a body.
    pub(crate) fn odata_empty(status: StatusCode) -> Self {
        Self::empty(status).versioned()
    }

    /// A SOAP envelope (SO-007).
    pub(crate) fn soap(status: StatusCode, envelope: String) -> Self {
        Self::empty(status).with_body(SOAP_XML, envelope)
    }

    /// The same response with another status.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// A file.
    pub(crate) fn file(media_type: &'static str, bytes: Bytes) -> Self {
        let reply = Self::empty(StatusCode::OK)
            .with_value(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        let body = Content::File(bytes);
        Self { body, ..reply }
    }

    /// Sets the message for the journal.
    pub(crate) fn about(mut self, name: String) -> Self {
        self.noted().message = Some(name);
        self
    }

    /// Sets the known name that the client could have meant, for the journal.
    pub(crate) fn suggesting(mut self, name: Option<String>) -> Self {
        if name.is_some() {
            self.noted().did_you_mean = name;
        }
        self
    }

    /// Sets the reason of a refusal for the journal.
    pub(crate) fn refusing(mut self, reason: &str) -> Self {
        self.noted().refusal = Some(reason.to_owned());
        self
    }

    fn noted(&mut self) -> &mut Notes {
        self.notes.get_or_insert_default()
    }

    /// Sets what the journal says beside the response.
    pub(crate) fn with_notes(mut self, notes: Notes) -> Self {
        if notes != Notes::default() {
            *self.noted() = notes;
        }
        self
    }

    /// An error of the Web API (WA-030, WA-031).
    pub(crate) fn fault(fault: &Fault) -> Self {
        Self::fault_with(fault, Map::new())
    }

    /// An error of the Web API with annotations (WA-032).
    pub(crate) fn fault_with(fault: &Fault, details: Map<String, Json>) -> Self {
        let mut body = error(&fault.hex(), &fault.message);
        if let Some(Json::Object(members)) = body.get_mut("error") {
            members.extend(details);
        }
        Self {
            fault: Some(Box::new(fault.clone())),
            ..Self::odata(status_of(fault), &body)
        }
    }

    /// The fault that the response reports, with its status; the response itself where it reports none.
    pub(crate) fn into_fault(self) -> Result<Self, Fault> {
        match self.fault {
            Some(fault) => Err(fault.with_http_status(self.status.as_u16())),
            None => Ok(self),
        }
    }

    /// The error for a known Dataverse feature that is not emulated; `what` begins the sentence.
    pub(crate) fn not_emulated(what: &str) -> Self {
        Self::fault(&Fault::not_emulated(what))
    }

    /// Adds a header.
    pub(crate) fn with_header(self, name: HeaderName, value: &str) -> Self {
        match HeaderValue::from_str(value) {
            Ok(value) => self.with_value(name, value),
            Err(_) => self,
        }
    }

    /// Adds a header with a constant value.
    pub(crate) fn with_value(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if self.headers.capacity() == 0 {
            self.headers.reserve(HEADERS);
        }
        self.headers.push((name, value));
        self
    }

    /// Adds `Preference-Applied`.
    pub(crate) fn with_applied(self, applied: &Applied) -> Self {
        match applied.header() {
            Some(value) => self.with_header(PREFERENCE_APPLIED, &value),
            None => self,
        }
    }

    /// Adds `Date`, the organization's time (WR-011).
    pub(crate) fn dated(self, now: Timestamp) -> Self {
        let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        self.with_header(header::DATE, &text)
    }

    /// Adds `OData-Version` (WA-010), unless the response has it already.
    pub(crate) fn versioned(self) -> Self {
        match self.header(&ODATA_VERSION) {
            Some(_) => self,
            None => self.with_value(ODATA_VERSION, HeaderValue::from_static("4.0")),
        }
    }

    /// Adds the headers of the Web API (BG-067).
    pub(crate) fn into_odata(mut self) -> Self {
        for (name, value) in &mut self.headers {
            if *name == header::CONTENT_TYPE {
                *value = ODATA_JSON;
            }
        }
        self.versioned()
    }

    /// Says in the content type how much control information the body has (MD-027).
    pub(crate) fn at_level(mut self, level: MetadataLevel) -> Self {
        let named = format!("application/json; odata.metadata={}", level.name());
        for (name, value) in &mut self.headers {
            if *name == header::CONTENT_TYPE
                && let Ok(named) = HeaderValue::try_from(&named)
            {
                *value = named;
            }
        }
        self
    }

    /// Says in the content type that large numbers are texts (WA-1A1).
    pub(crate) fn with_large_numbers(mut self, numbers: LargeNumbers) -> Self {
        if numbers != LargeNumbers::Texts {
            return self;
        }
        let content_types = self
            .headers
            .iter_mut()
            .filter(|(name, _)| *name == header::CONTENT_TYPE);
        for (_, value) in content_types {
            let given = value.to_str().unwrap_or_default();
            if given.starts_with("application/json")
                && let Ok(named) = HeaderValue::try_from(format!("{given}; IEEE754Compatible=true"))
            {
                *value = named;
            }
        }
        self
    }

    fn with_body(mut self, content_type: HeaderValue, body: String) -> Self {
        self.headers.push((header::CONTENT_TYPE, content_type));
        self.body = Content::Text(body);
        self
    }

    /// A response that was made before.
    pub(crate) fn of_parts(
        status: StatusCode,
        headers: Vec<(HeaderName, HeaderValue)>,
        body: String,
    ) -> Self {
        Self {
            headers,
            body: Content::Text(body),
            ..Self::empty(status)
        }
    }

    /// A complete HTTP message as the body (M-09).
    pub(crate) fn http(message: String) -> Self {
        Self::empty(StatusCode::OK)
            .with_body(HeaderValue::from_static("application/http"), message)
            .with_value(
                HeaderName::from_static("content-transfer-encoding"),
                HeaderValue::from_static("binary"),
            )
            .versioned()
    }

    /// The value of a header; `None` if it is missing or not text.
    pub(crate) fn header(&self, name: &HeaderName) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known == name)?;
        value.to_str().ok()
    }

    /// Status, headers and body, for a part of a batch response.
    pub(crate) fn into_parts(self) -> (StatusCode, Vec<(HeaderName, HeaderValue)>, String) {
        let body = match self.body {
            Content::Text(text) => text,
            Content::File(bytes) => match String::from_utf8(bytes.into()) {
                Ok(text) => text,
                Err(_) => {
                    let what =
                        "The download of bytes that are no text in a batch or a deferred request";
                    return Self::not_emulated(what).into_parts();
                }
            },
        };
        (self.status, self.headers, body)
    }

    /// A batch response (BA-001).
    pub(crate) fn multipart(status: StatusCode, boundary: &str, body: String) -> Self {
        let reply = Self::empty(status)
            .with_header(
                header::CONTENT_TYPE,
                &format!("multipart/mixed; boundary={boundary}"),
            )
            .versioned();
        let body = Content::Text(body);
        Self { body, ..reply }
    }

    /// The response to a JSON batch (J-08).
    pub(crate) fn json_batch(body: String) -> Self {
        Self::empty(StatusCode::OK)
            .with_body(ODATA_JSON, body)
            .versioned()
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let body = match self.body {
            Content::Text(text) if text.is_empty() => Body::empty(),
            Content::Text(text) => Body::from(text),
            Content::File(bytes) => Body::from(bytes),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}

/// The HTTP status of a fault (WA section 4.3).
pub(crate) fn status_of(fault: &Fault) -> StatusCode {
    StatusCode::from_u16(fault.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn error(code: &str, message: &str) -> Map<String, Json> {
    let mut body = Map::new();
    body.insert(
        "error".to_owned(),
        json!({"code": code, "message": message}),
    );
    body
}
