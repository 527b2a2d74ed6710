//! A request that is being described, and what comes of it: a result at once, or an operation.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Serialize;
use url::Url;

use crate::answer::Answer;
use crate::client::{Client, Outgoing, Sent};
use crate::decode::{Decode, Taken};
use crate::error::{Error, Result};
use crate::monitor::{Monitor, Protocol};
use crate::operation::{Accepted, Operation, Waiting};
use crate::pace::Pace;
use crate::prefer::{Prefer, written};
use crate::refusal::Refusal;
use crate::retry::Repeat;
use crate::status::Progress;

/// The name of the preferences' header.
pub(crate) const PREFER: HeaderName = HeaderName::from_static("prefer");
/// The header by which a 202 of Dataverse is told from others.
const OPERATION_ID: HeaderName = HeaderName::from_static("x-ms-dyn-backgroundoperationid");

/// A request that is being described. [`send`](Self::send) asks for the result at once, [`start`](Self::start) for an
/// operation where the service would rather have one, and [`wait`](Self::wait) also for its end.
#[must_use = "nothing is sent before `send`, `start` or `wait`"]
pub struct Call<T> {
    client: Client,
    method: Method,
    path: String,
    headers: HeaderMap,
    preferences: Vec<Prefer>,
    body: Bytes,
    /// What is wrong with the description.
    fault: Option<String>,
    decoder: Box<dyn Decode<T>>,
    waiting: Waiting,
}

/// What came of a request that may be done later.
#[derive(Debug)]
#[must_use = "an operation that was accepted goes on; keep its monitor"]
pub enum Started<T> {
    /// The service answered at once.
    Finished(T),
    /// The service accepted the request and does it later.
    Accepted(Operation<T>),
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({} {})", self.method, self.path)
    }
}

impl<T: Send + 'static> Call<T> {
    pub(crate) fn new(
        client: Client,
        method: Method,
        path: String,
        decoder: Box<dyn Decode<T>>,
    ) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Self {
            client,
            method,
            path,
            headers,
            preferences: Vec::new(),
            body: Bytes::new(),
            fault: None,
            decoder,
            waiting: Waiting::default(),
        }
    }

    /// The body, as JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.body("application/json", body),
            Err(error) => self.broken(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// A body of another media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        let Ok(value) = HeaderValue::from_str(media_type) else {
            return self.broken(format!("{media_type:?} is not a media type"));
        };
        self.headers.insert(CONTENT_TYPE, value);
        self.body = body.into();
        self
    }

    /// A header of this request alone. One with preferences joins the others.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let (true, Ok(text)) = (name == PREFER, value.to_str()) {
            return self.prefer(Prefer::Other(text.to_owned()));
        }
        self.headers.insert(name, value);
        self
    }

    /// A preference; several are sent in the order of these calls.
    pub fn prefer(mut self, preference: Prefer) -> Self {
        self.preferences.push(preference);
        self
    }

    /// The address that the service calls when the operation has ended.
    pub fn callback(self, url: &Url) -> Self {
        self.prefer(Prefer::Callback(url.clone()))
    }

    /// The pace of looking at the operation.
    pub fn pace(mut self, pace: impl Pace + 'static) -> Self {
        self.waiting.pace = Some(Arc::new(pace));
        self
    }

    /// The time limit of waiting for the operation. It does not bound the request that starts it.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.waiting.limit = Some(limit);
        self
    }

    /// Stops waiting when `stop` ends. A request that is under way then is not broken off, so that the error can carry
    /// the monitor; the operation goes on.
    pub fn until(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.waiting.stop = Some(Box::pin(stop));
        self
    }

    /// Calls `told` after each look at the operation.
    pub fn on_progress(mut self, told: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.waiting.told = Some(Box::new(told));
        self
    }

    /// Sends the request without `respond-async`, and reads the result.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send(self) -> Result<T> {
        self.begin(false).await?.finish().await
    }

    /// Sends the request with `respond-async`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn start(self) -> Result<Started<T>> {
        self.begin(true).await
    }

    /// Sends the request with `respond-async`, and waits for its end, whenever the service does it.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn wait(self) -> Result<T> {
        self.begin(true).await?.finish().await
    }

    pub(crate) fn broken(mut self, why: String) -> Self {
        self.fault.get_or_insert(why);
        self
    }

    async fn begin(mut self, later: bool) -> Result<Started<T>> {
        if self.waiting.is_stopped().await {
            return Err(Error::Stopped { monitor: None });
        }
        let outgoing = self.outgoing(later).map_err(Error::Request)?;
        let repeat = match outgoing.method.is_safe() && !later {
            true => Repeat::Harmless,
            false => Repeat::Once,
        };
        let sent = self.client.exchange(&outgoing, repeat, None).await;
        let sent = sent.map_err(|fault| fault.into_error(outgoing.line(), None))?;
        self.answered(&outgoing.url, sent, later)
    }

    /// The request as it is sent.
    fn outgoing(&mut self, later: bool) -> Result<Outgoing, String> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut headers = self.headers.clone();
        let preferences = written(later, &self.preferences);
        let preferences =
            preferences.map_err(|value| format!("{value:?} cannot be sent as a preference"))?;
        if let Some(value) = preferences {
            headers.insert(PREFER, value);
        }
        Ok(Outgoing {
            method: self.method.clone(),
            url: self.client.address(&self.path)?,
            headers,
            body: self.body.clone(),
        })
    }

    fn answered(mut self, asked: &Url, sent: Sent, later: bool) -> Result<Started<T>> {
        let Sent {
            answer,
            retry_after,
            ..
        } = sent;
        match answer.status.as_u16() {
            202 => {
                let protocol = match answer.headers.contains_key(OPERATION_ID) {
                    true => Protocol::Dataverse,
                    false => Protocol::OData,
                };
                let monitor = self.monitor(asked, &answer, answer.location(), protocol)?;
                if later {
                    return Ok(self.accepted(monitor, retry_after));
                }
                let why = "accepted for later, though the request did not ask for respond-async";
                Err(unexpected(&answer, Some(monitor), why.into()))
            }
            200..=299 => match self.decoder.take(&answer) {
                Ok(Taken::Result(result)) => Ok(Started::Finished(result)),
                Ok(Taken::More { location, headers }) => {
                    let clock = &self.client.shared().clock;
                    let pause = crate::retry::retry_after(&headers, clock.wall());
                    let monitor = self.monitor(asked, &answer, Some(&location), Protocol::OData)?;
                    Ok(self.accepted(monitor, pause))
                }
                Err(source) => Err(Error::Decode {
                    monitor: None,
                    body: answer.shown(),
                    source,
                }),
            },
            _ => Err(Error::Refused {
                refusal: Refusal::of(&answer, retry_after),
                monitor: None,
            }),
        }
    }

    /// The monitor that a 202 names.
    fn monitor(
        &self,
        asked: &Url,
        answer: &Answer,
        location: Option<&str>,
        protocol: Protocol,
    ) -> Result<Monitor> {
        let Some(location) = location else {
            let why = "accepted without a Location: the operation cannot be looked at";
            return Err(unexpected(answer, None, why.into()));
        };
        let monitor = follow(&self.client, asked, location, protocol);
        monitor.map_err(|why| unexpected(answer, None, why))
    }

    fn accepted(self, monitor: Monitor, pause: Option<Duration>) -> Started<T> {
        Started::Accepted(Operation::accepted(Accepted {
            client: self.client,
            monitor,
            pause,
            decoder: self.decoder,
            waiting: self.waiting,
        }))
    }
}

impl<T: Send + 'static> Started<T> {
    /// The result, which is waited for where it has to be, as the call says.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn finish(self) -> Result<T> {
        match self {
            Self::Finished(result) => Ok(result),
            Self::Accepted(operation) => operation.await,
        }
    }
}

/// The monitor that a Location means, which may be relative to the address that was asked.
///
/// # Errors
/// That it leads away from the service, or is not an address.
pub(crate) fn follow(
    client: &Client,
    asked: &Url,
    location: &str,
    protocol: Protocol,
) -> Result<Monitor, String> {
    let url = asked.join(location);
    let url =
        url.map_err(|error| format!("the Location '{location}' is not an address: {error}"))?;
    client.own(&url)?;
    Ok(Monitor::new(url, protocol))
}

/// An answer that the protocol does not allow.
pub(crate) fn unexpected(answer: &Answer, monitor: Option<Monitor>, why: String) -> Error {
    Error::Unexpected {
        monitor,
        why,
        status: answer.status.as_u16(),
        body: answer.shown(),
    }
}
