//! A batch that is being described.

use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, IF_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Serialize;

use super::read::BatchDecoder;
use super::response::{BatchResponse, Layout};
use super::{json, multipart};
use crate::call::{Call, PREFER};
use crate::client::Client;
use crate::decode::FromAnswer;
use crate::prefer::{Prefer, written};

/// Several requests in one.
///
/// ```
/// use dataverse_client::{Batch, Part};
/// use serde_json::{Value, json};
///
/// let mut batch = Batch::new();
/// let open: Part<Value> = batch.get("incidents?$top=3");
/// let (account, contact) = batch.change_set(|set| {
///     let account: Part<()> = set.create("accounts", &json!({"name": "Contoso"}));
///     let parent = json!({"lastname": "Ott", "parentcustomerid_account@odata.bind": set.refer(&account)});
///     let contact: Part<()> = set.create("contacts", &parent);
///     (account, contact)
/// });
/// ```
#[derive(Debug, Default)]
pub struct Batch {
    items: Vec<Item>,
    count: usize,
    as_json: bool,
    goes_on: bool,
    fault: Option<String>,
}

/// What stands in a batch: a request by itself, or several that succeed or fail together.
#[derive(Debug)]
pub(super) enum Item {
    One(Entry),
    Set(Vec<Entry>),
}

/// One request with its id, which is its `Content-ID`.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) request: BatchRequest,
}

/// Requests of a batch that succeed or fail together.
#[derive(Debug)]
pub struct ChangeSet<'a> {
    batch: &'a mut Batch,
    entries: Vec<Entry>,
}

/// The ticket of one request of a batch: its answer is fetched with it. Its `Display` is the `Content-ID`.
pub struct Part<T> {
    id: String,
    result: PhantomData<fn() -> T>,
}

/// One request of a batch, for those that have more than a path and a body.
#[derive(Debug, Clone)]
pub struct BatchRequest {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    fault: Option<String>,
}

impl Batch {
    /// A batch without requests.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends the batch as `multipart/mixed`: the default, and all that Dataverse takes.
    pub fn multipart(mut self) -> Self {
        self.as_json = false;
        self
    }

    /// Sends the batch as JSON.
    pub fn json(mut self) -> Self {
        self.as_json = true;
        self
    }

    /// Requests after one that was refused are done, too. Otherwise the batch ends there.
    pub fn continue_on_error(mut self) -> Self {
        self.goes_on = true;
        self
    }

    /// Adds a request.
    pub fn add<T: FromAnswer>(&mut self, request: BatchRequest) -> Part<T> {
        let (entry, part) = self.entry(request);
        self.items.push(Item::One(entry));
        part
    }

    /// Adds a GET.
    pub fn get<T: FromAnswer>(&mut self, path: impl Into<String>) -> Part<T> {
        self.add(BatchRequest::new(Method::GET, path))
    }

    /// Adds a POST of a row.
    pub fn create<T: FromAnswer>(
        &mut self,
        path: impl Into<String>,
        row: &(impl Serialize + ?Sized),
    ) -> Part<T> {
        self.add(BatchRequest::new(Method::POST, path).json(row))
    }

    /// Adds a PATCH of a row.
    pub fn update<T: FromAnswer>(
        &mut self,
        path: impl Into<String>,
        changes: &(impl Serialize + ?Sized),
    ) -> Part<T> {
        self.add(BatchRequest::new(Method::PATCH, path).json(changes))
    }

    /// Adds a DELETE of a row.
    pub fn delete(&mut self, path: impl Into<String>) -> Part<()> {
        self.add(BatchRequest::new(Method::DELETE, path))
    }

    /// Adds the requests that `describe` adds to a change set, and gives what it returns: the tickets.
    pub fn change_set<R>(&mut self, describe: impl FnOnce(&mut ChangeSet<'_>) -> R) -> R {
        let mut set = ChangeSet {
            batch: self,
            entries: Vec::new(),
        };
        let tickets = describe(&mut set);
        let entries = set.entries;
        if !entries.is_empty() {
            self.items.push(Item::Set(entries));
        }
        tickets
    }

    /// The reference to the row that an earlier request makes, for a path or a binding.
    pub fn refer<T>(&self, part: &Part<T>) -> String {
        format!("${}", part.id)
    }

    /// How many requests there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn entry<T>(&mut self, mut request: BatchRequest) -> (Entry, Part<T>) {
        self.count += 1;
        let id = self.count.to_string();
        if let Some(fault) = request.fault.take() {
            self.fault.get_or_insert(format!("request {id}: {fault}"));
        }
        let part = Part::of(id.clone());
        (Entry { id, request }, part)
    }

    /// The request that is the batch.
    pub(crate) fn into_call(self, client: &Client) -> Call<BatchResponse> {
        let layout = Layout::of(&self.items);
        let decoder = Box::new(BatchDecoder::new(Some(layout)));
        let call = Call::new(client.clone(), Method::POST, "$batch".into(), decoder);
        if let Some(fault) = self.fault {
            return call.broken(fault);
        }
        let accept = match self.as_json {
            true => "application/json",
            false => "multipart/mixed, application/json;q=0.5",
        };
        let call = call.header(ACCEPT, HeaderValue::from_static(accept));
        // A multipart batch ends at an error unless it is told otherwise, and one of JSON goes on.
        let call = match (self.goes_on, self.as_json) {
            (true, false) => call.prefer(Prefer::ContinueOnError(true)),
            (false, true) => call.prefer(Prefer::ContinueOnError(false)),
            (false, false) | (true, true) => call,
        };
        let body = match self.as_json {
            true => json::written(&self.items, client),
            false => multipart::written(&self.items, client),
        };
        match body {
            Ok((media_type, body)) => call.body(&media_type, body),
            Err(why) => call.broken(why),
        }
    }
}

impl ChangeSet<'_> {
    /// Adds a request. A GET has no place in a change set.
    pub fn add<T: FromAnswer>(&mut self, request: BatchRequest) -> Part<T> {
        let reads = request.method.is_safe();
        let (entry, part) = self.batch.entry(request);
        if reads {
            let why = format!(
                "request {}: a change set changes, and does not read",
                entry.id
            );
            self.batch.fault.get_or_insert(why);
        }
        self.entries.push(entry);
        part
    }

    /// Adds a POST of a row.
    pub fn create<T: FromAnswer>(
        &mut self,
        path: impl Into<String>,
        row: &(impl Serialize + ?Sized),
    ) -> Part<T> {
        self.add(BatchRequest::new(Method::POST, path).json(row))
    }

    /// Adds a PATCH of a row.
    pub fn update<T: FromAnswer>(
        &mut self,
        path: impl Into<String>,
        changes: &(impl Serialize + ?Sized),
    ) -> Part<T> {
        self.add(BatchRequest::new(Method::PATCH, path).json(changes))
    }

    /// Adds a DELETE of a row.
    pub fn delete(&mut self, path: impl Into<String>) -> Part<()> {
        self.add(BatchRequest::new(Method::DELETE, path))
    }

    /// The reference to the row that an earlier request makes, for a path or a binding.
    pub fn refer<T>(&self, part: &Part<T>) -> String {
        self.batch.refer(part)
    }
}

impl BatchRequest {
    /// A request without headers and body. `path` is below the service root, or begins with a reference.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            fault: None,
        }
    }

    /// The body, as JSON.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => {
                let json = HeaderValue::from_static("application/json");
                self.headers.insert(CONTENT_TYPE, json);
                self.body = body.into();
            }
            Err(error) => self.fault = Some(format!("the body cannot be written: {error}")),
        }
        self
    }

    /// A header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Does it only if the row has this ETag.
    pub fn if_match(mut self, etag: &str) -> Self {
        match HeaderValue::from_str(etag) {
            Ok(value) => return self.header(IF_MATCH, value),
            Err(_) => self.fault = Some(format!("{etag:?} is not an ETag")),
        }
        self
    }

    /// A preference of this request. One that the service should do later has no place in a batch.
    pub fn prefer(mut self, preference: Prefer) -> Self {
        let earlier = self
            .headers
            .get(PREFER)
            .and_then(|value| value.to_str().ok());
        let earlier = earlier.map(|value| Prefer::Other(value.to_owned()));
        let all: Vec<Prefer> = earlier.into_iter().chain([preference]).collect();
        match written(false, &all) {
            Ok(value) => self.headers.extend(value.map(|value| (PREFER, value))),
            Err(value) => self.fault = Some(format!("{value:?} is not a preference")),
        }
        self
    }
}

impl<T> Part<T> {
    /// The ticket with this `Content-ID`: for a batch that was resumed by its monitor.
    pub fn of(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            result: PhantomData,
        }
    }

    /// The `Content-ID`.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self::of(self.id.clone())
    }
}

impl<T> fmt::Debug for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part({})", self.id)
    }
}

impl<T> fmt::Display for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}
