//! `$batch`: several requests in one (section 4.8). Each part is answered in order, as if sent by itself; the parts of
//! a change set share one transaction.
//!
//! The document is multipart or, by rule `json_batch`, JSON. Both are read into the same items, which run here.

mod answer;
mod course;
mod part;

use std::collections::HashSet;
use std::ops::ControlFlow;

use axum::http::{Method, StatusCode, header};
use dataverse_execution::organization::Call;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{BatchStatus, JsonBatch};
use dataverse_protocol::batch::{self, Answered, BatchError, ChangeSet, Item, PartRequest, json};

use self::answer::written;
use self::course::{Course, failed_dependency};
use self::part::{address, answer_part};
use super::web_api_request::WebApiRequest;
use crate::door::http_request::BatchPosition;
use crate::door::reply::Reply;

/// The kind of a batch's document, and of the document of its responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Multipart,
    Json,
}

/// A batch that is under way.
struct Batch {
    format: Format,
    /// What other requests depend on: ids, and names of atomicity groups.
    depended_on: HashSet<String>,
    /// What the requests of the document have come to, or in a multipart document those of a change set.
    course: Course,
}

pub(super) async fn answer(exchange: &mut WebApiRequest<'_>) -> Result<Reply, Fault> {
    if *exchange.method() != Method::POST {
        return Err(exchange.no_verb());
    }
    if exchange.inbound.place != BatchPosition::Alone {
        return Err(bad(&"A batch cannot contain another batch."));
    }
    let (format, items) = read(exchange)?;
    let asked = exchange.preferences.continue_on_error();
    let goes_on = asked.unwrap_or(format == Format::Json);
    let mut batch = Batch {
        format,
        depended_on: depended_on(&items),
        course: Course::default(),
    };
    let mut status = StatusCode::OK;
    let mut answered = Vec::new();
    for item in items {
        let (one, refused) = match item {
            Item::Request(request) => batch.single(exchange, request).await,
            Item::ChangeSet(set) => batch.change_set(exchange, set).await,
        };
        answered.push(one);
        if let (Some(refused), false) = (refused, goes_on) {
            if format == Format::Multipart && exchange.rules.batch_status == BatchStatus::Failure {
                status = refused;
            }
            break;
        }
    }
    Ok(match format {
        Format::Json => Reply::json_batch(json::write(&answered)),
        Format::Multipart => {
            let boundary = separator(exchange, "batchresponse");
            let document = batch::write(&boundary, &answered);
            Reply::multipart(status, &boundary, document)
        }
    })
}

/// Reads the document by its content type.
fn read(exchange: &WebApiRequest<'_>) -> Result<(Format, Vec<Item>), Fault> {
    let content_type = exchange.inbound.header(header::CONTENT_TYPE.as_str());
    let content_type = content_type.unwrap_or_default();
    let body = &exchange.inbound.body;
    let is_served = exchange.rules.json_batch == JsonBatch::Served;
    if is_served && json::is_json(content_type) {
        let items = json::parse(&exchange.json_bytes(body)).map_err(|error| unread(&error))?;
        return Ok((Format::Json, items));
    }
    let boundary = batch::boundary(content_type).ok_or_else(|| {
        let or_json = if is_served { ", or application/json" } else { "" };
        bad(&format!(
            "The content type of a batch is '{content_type}': expected multipart/mixed with a boundary{or_json}."
        ))
    })?;
    let items = batch::parse(body, &boundary).map_err(|error| unread(&error))?;
    Ok((Format::Multipart, items))
}

/// The ids and the names of atomicity groups that requests depend on.
fn depended_on(items: &[Item]) -> HashSet<String> {
    let requests = items.iter().flat_map(|item| match item {
        Item::Request(request) => std::slice::from_ref(request),
        Item::ChangeSet(set) => &set.requests,
    });
    requests
        .flat_map(|request| request.dependencies.on.iter().cloned())
        .collect()
}

/// The answer to one item of a batch, and its status if it is an error.
type One = (Answered, Option<StatusCode>);

/// The requests of a change set.
struct Members {
    ids: Vec<Option<String>>,
    /// The name of the atomicity group; `None` in a multipart document.
    group: Option<String>,
}

/// Why a change set fails: the reply, and the place of the request that has it; `None` for the change set as a whole.
struct Failure {
    at: Option<usize>,
    reply: Reply,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let reply = Reply::fault(&fault);
        Self { at: None, reply }
    }
}

impl Batch {
    async fn single(&mut self, exchange: &mut WebApiRequest<'_>, request: PartRequest) -> One {
        let joined = exchange.inbound.signed.joined.clone();
        let id = request.content_id.clone();
        let reply = match self.format {
            Format::Multipart => answer_part(exchange, request, BatchPosition::Batch, joined).await,
            Format::Json => {
                let is_needed = id.as_ref().is_some_and(|id| self.depended_on.contains(id));
                let place = match is_needed {
                    true => BatchPosition::DependedOn,
                    false => BatchPosition::Batch,
                };
                self.run(exchange, request, place, joined).await
            }
        };
        self.one(exchange, reply, id)
    }

    /// Runs a change set. If a request fails, all are rolled back (BA-00A, J-05); if a row was created or deleted
    /// meanwhile that one of them looked for, all run again.
    async fn change_set(&mut self, exchange: &mut WebApiRequest<'_>, set: ChangeSet) -> One {
        let ChangeSet { group, requests } = set;
        let ids = requests.iter().map(|request| request.content_id.clone());
        let members = Members {
            ids: ids.collect(),
            group,
        };
        let (call, work) = (exchange.call(), &exchange.inbound.work);
        let mut set = match exchange.organization.change_set(call, work) {
            Ok(set) => set,
            Err(fault) => return self.failed(exchange, members, fault.into()),
        };
        let done = loop {
            self.forget(&members);
            let done = self.run_all(exchange, requests.clone(), set.call()).await;
            match set.end(done).await {
                ControlFlow::Continue(again) => set = again,
                ControlFlow::Break(done) => break done,
            }
        };
        let replies = match done {
            Ok(replies) => replies,
            Err(failure) => return self.failed(exchange, members, failure),
        };
        let answers = replies
            .into_iter()
            .zip(members.ids)
            .map(|(reply, id)| written(exchange, self.format, reply, id))
            .collect();
        let name = match members.group {
            None => separator(exchange, "changesetresponse"),
            Some(group) => {
                self.course.note_group(group.clone());
                group
            }
        };
        (Answered::ChangeSet { name, answers }, None)
    }

    /// Forgets what the requests of a change set have come to before they run.
    fn forget(&mut self, members: &Members) {
        match self.format {
            Format::Multipart => self.course = Course::default(),
            Format::Json => self.course.forget(&members.ids),
        }
    }

    /// Runs the requests of a change set up to the one that fails.
    async fn run_all(
        &mut self,
        exchange: &mut WebApiRequest<'_>,
        requests: Vec<PartRequest>,
        joined: Call,
    ) -> Result<Vec<Reply>, Failure> {
        let mut replies = Vec::new();
        for (at, request) in requests.into_iter().enumerate() {
            let joined = Some(Box::new(joined.clone()));
            let place = BatchPosition::ChangeSet;
            let reply = self.run(exchange, request, place, joined).await;
            if refusal(&reply).is_some() {
                return Err(Failure {
                    at: Some(at),
                    reply,
                });
            }
            replies.push(reply);
        }
        Ok(replies)
    }

    /// Runs a request if what it depends on has succeeded, and keeps what it comes to.
    async fn run(
        &mut self,
        exchange: &mut WebApiRequest<'_>,
        request: PartRequest,
        place: BatchPosition,
        joined: Option<Box<Call>>,
    ) -> Reply {
        let limit = exchange.organization.limits().reference_size;
        let request = match self.course.prepared(request, limit) {
            Ok(request) => request,
            Err(fault) => return Reply::fault(&fault),
        };
        let id = request.content_id.clone();
        let (path, _) = address(exchange, &request.target);
        let reply = answer_part(exchange, request, place, joined).await;
        if let Some(id) = id {
            let target = format!("{}{path}", exchange.inbound.head.origin);
            self.course.note(id, target, &reply);
        }
        reply
    }

    /// The answer to a change set that failed, at one of its requests or as a whole. A multipart document has one answer
    /// for it. In JSON each request has its own: 424 where another one failed.
    fn failed(
        &mut self,
        exchange: &WebApiRequest<'_>,
        members: Members,
        Failure { at, reply }: Failure,
    ) -> One {
        self.course.forget(&members.ids);
        let Members { mut ids, group } = members;
        let Some(name) = group else {
            let id = at.and_then(|at| ids.swap_remove(at));
            return self.one(exchange, reply, id);
        };
        let refused = refusal(&reply);
        let failing = at.unwrap_or_default();
        let why =
            format!("The request had no effect, since its atomicity group '{name}' has failed.");
        let dependency = failed_dependency(why);
        let mut reply = Some(reply);
        let answers = ids.into_iter().enumerate().map(|(at, id)| {
            let own = reply.take_if(|_| at == failing);
            let reply = own.unwrap_or_else(|| Reply::fault(&dependency));
            written(exchange, self.format, reply, id)
        });
        let answers = answers.collect();
        (Answered::ChangeSet { name, answers }, refused)
    }

    fn one(&self, exchange: &WebApiRequest<'_>, reply: Reply, id: Option<String>) -> One {
        let refused = refusal(&reply);
        let answer = written(exchange, self.format, reply, id);
        (Answered::One(answer), refused)
    }
}

fn refusal(reply: &Reply) -> Option<StatusCode> {
    let is_refusal = reply.status.is_client_error() || reply.status.is_server_error();
    is_refusal.then_some(reply.status)
}

/// A multipart boundary that is unique.
fn separator(exchange: &WebApiRequest<'_>, kind: &str) -> String {
    let id = exchange.organization.new_id();
    format!("{kind}_{id}")
}

/// The fault for a document that is no batch, or asks for what is not emulated.
fn unread(error: &BatchError) -> Fault {
    match error {
        BatchError::Json(condition @ json::JsonError::ConditionNotEmulated { .. }) => {
            Fault::not_emulated(condition)
        }
        _ => bad(error),
    }
}

/// The fault for an invalid batch document.
fn bad(why: &dyn std::fmt::Display) -> Fault {
    Fault::new(code::ODATA, why.to_string()).with_http_status(400)
}
