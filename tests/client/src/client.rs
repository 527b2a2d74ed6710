//! The client: what every request of one service has in common.

mod exchange;

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use crate::batch::{Batch, BatchResponse};
use crate::call::Call;
use crate::clock::Clock;
use crate::dataverse::BackgroundOperations;
use crate::decode::FromAnswer;
use crate::error::{Error, Result};
use crate::monitor::Monitor;
use crate::operation::Operation;
use crate::pace::Pace;
use crate::retry::Retry;
use crate::token::TokenProvider;
use crate::transport::{RequestLimit, Transport};

pub(crate) use exchange::{Fault, Outgoing, Sent};

/// A client of one OData service. Clones share everything.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

/// What the clones of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) root: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) token: Option<Arc<dyn TokenProvider>>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) pace: Option<Arc<dyn Pace>>,
    pub(crate) retry: Retry,
    pub(crate) limit: RequestLimit,
    pub(crate) mirrored: bool,
}

/// Makes a [`Client`].
#[derive(Debug)]
pub struct ClientBuilder {
    root: String,
    headers: HeaderMap,
    token: Option<Arc<dyn TokenProvider>>,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    pace: Option<Arc<dyn Pace>>,
    retry: Retry,
    limit: RequestLimit,
    mirrored: bool,
}

impl Client {
    /// A client of the service whose root is `service_root`, such as `https://contoso.crm.dynamics.com/api/data/v9.2`.
    pub fn builder(service_root: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            root: service_root.into(),
            headers: HeaderMap::new(),
            token: None,
            transport: None,
            clock: None,
            pace: None,
            retry: Retry::default(),
            limit: RequestLimit::default(),
            mirrored: false,
        }
    }

    /// A call of an action: POST. `path` is below the service root, or begins with `/`, or is a whole address of the
    /// service.
    pub fn action<T: FromAnswer>(&self, path: impl Into<String>) -> Call<T> {
        self.request(Method::POST, path)
    }

    /// A call of a function: GET.
    pub fn function<T: FromAnswer>(&self, path: impl Into<String>) -> Call<T> {
        self.request(Method::GET, path)
    }

    /// Any request.
    pub fn request<T: FromAnswer>(&self, method: Method, path: impl Into<String>) -> Call<T> {
        Call::new(self.clone(), method, path.into(), T::decoder())
    }

    /// A batch.
    pub fn batch(&self, batch: Batch) -> Call<BatchResponse> {
        batch.into_call(self)
    }

    /// The operation of a monitor that was logged or stored. Nothing is sent before it is looked at.
    ///
    /// # Errors
    /// When the monitor is not at the service's origin: the token must not go anywhere else.
    pub fn resume<T: FromAnswer>(&self, monitor: Monitor) -> Result<Operation<T>> {
        if let Err(why) = self.own(monitor.url()) {
            return Err(Error::Request(why));
        }
        Ok(Operation::resumed(self.clone(), monitor, T::decoder()))
    }

    /// Dataverse's table of background operations.
    pub fn background_operations(&self) -> BackgroundOperations<'_> {
        BackgroundOperations::new(self)
    }

    /// Sleeps on the client's clock: for programs that look at an operation at their own pace.
    pub async fn sleep(&self, duration: Duration) {
        self.shared.clock.sleep(duration).await;
    }

    /// The root of the service, with a slash at its end.
    pub fn service_root(&self) -> &Url {
        &self.shared.root
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The address that `path` means.
    ///
    /// # Errors
    /// What is wrong with it, or that it leads to another origin.
    pub(crate) fn address(&self, path: &str) -> Result<Url, String> {
        let root = &self.shared.root;
        let from_root = ["/", "http://", "https://"];
        let url = match from_root.iter().any(|start| path.starts_with(start)) {
            true => root.join(path),
            false => Url::parse(&format!("{root}{path}")),
        };
        let url = url.map_err(|error| format!("'{path}' is not a path: {error}"))?;
        self.own(&url)?;
        Ok(url)
    }

    /// Whether the address belongs to the service: only there goes the token.
    ///
    /// # Errors
    /// That it does not.
    pub(crate) fn own(&self, url: &Url) -> Result<(), String> {
        let home = self.shared.root.origin();
        if url.origin() != home {
            let home = home.ascii_serialization();
            return Err(format!("{url} is not at {home}; nothing is sent there"));
        }
        match url.username().is_empty() && url.password().is_none() {
            true => Ok(()),
            false => Err("an address has a user or a password; nothing is sent there".into()),
        }
    }
}

impl ClientBuilder {
    /// Where tokens come from. Without a provider, requests carry none.
    pub fn token(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.token = Some(Arc::new(provider));
        self
    }

    /// The way to the service; HTTP with the feature `reqwest`.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The clock; the machine's with the feature `tokio`.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The pace of every operation that has none of its own. Without one, five seconds; for Dataverse a minute.
    pub fn pace(mut self, pace: impl Pace + 'static) -> Self {
        self.pace = Some(Arc::new(pace));
        self
    }

    /// What is sent again, and how often.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// A header of every request, those to monitors included.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The bounds of each request, for the transport to hold.
    pub fn request_limit(mut self, limit: RequestLimit) -> Self {
        self.limit = limit;
        self
    }

    /// The service's monitors answer with the operation's own status, against the specification: 4xx and 5xx are the
    /// end, except a 401 and a 429 or 503 that has `Retry-After`.
    pub fn mirrored(mut self) -> Self {
        self.mirrored = true;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// When the service root is not an address of http or https, or transport or clock are missing.
    pub fn build(self) -> Result<Client> {
        let shared = Shared {
            root: root(&self.root).map_err(Error::Request)?,
            headers: self.headers,
            token: self.token,
            transport: self.transport.map_or_else(usual_transport, Ok)?,
            clock: self.clock.map_or_else(usual_clock, Ok)?,
            pace: self.pace,
            retry: self.retry,
            limit: self.limit,
            mirrored: self.mirrored,
        };
        Ok(Client {
            shared: Arc::new(shared),
        })
    }
}

/// The service root with a slash at its end.
fn root(text: &str) -> Result<Url, String> {
    let wrong = |why: &str| format!("'{text}' is not a service root: {why}");
    let mut url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("it begins neither with http:// nor https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the service root has a user or a password; give a token instead".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it has a query or a fragment"));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

#[cfg(feature = "reqwest")]
fn usual_transport() -> Result<Arc<dyn Transport>> {
    match crate::transport::ReqwestTransport::new() {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => Err(Error::Request(format!("TLS cannot be set up: {error}"))),
    }
}

#[cfg(not(feature = "reqwest"))]
fn usual_transport() -> Result<Arc<dyn Transport>> {
    let why = "a client without the feature `reqwest` needs a transport";
    Err(Error::Request(why.into()))
}

#[cfg(feature = "tokio")]
fn usual_clock() -> Result<Arc<dyn Clock>> {
    Ok(Arc::new(crate::clock::SystemClock::default()))
}

#[cfg(not(feature = "tokio"))]
fn usual_clock() -> Result<Arc<dyn Clock>> {
    let why = "a client without the feature `tokio` needs a clock";
    Err(Error::Request(why.into()))
}
