//! A plug-in that is an external process: sends the execution context to it, and runs its requests on the thread that
//! owns the unit of work.
//!
//! While the process works, one loop waits for three events: the process sends a request, it answers, or the deadline
//! passes. Thus only one thread uses the unit.

use dataverse_execution::organization::{Join, UnitChangeSet, UnitOwner, UnitRequest};
use dataverse_execution::plugin::{Context, ExternalContext, Plugin};
use dataverse_operation::fault::Fault;
use dataverse_outbound::outbound::{Answered, OutboundRequest, Unanswered};
use dataverse_outbound::redact::REDACTED;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use dataverse_runtime::way_out::Verb;
use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::{self, HeaderMap, HeaderValue};
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::Handlers;
use super::answer::{HandlerAnswer, InvalidAnswer};
use super::journal_draft::{HandlerCall, JournalDraft};
use super::sessions::HandlerSession;

/// A plug-in type that an external process handles.
pub(super) struct Process {
    handlers: Handlers,
    type_name: String,
    url: Url,
}

/// The body of the POST to a handler.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'q> {
    plugin_type: &'q str,
    context: &'q RawValue,
    configuration: &'q str,
    secure_configuration: &'q str,
    callback: &'q Callback<'q>,
}

/// How the handler can call the Web API.
#[derive(Serialize)]
struct Callback<'q> {
    url: String,
    token: &'q str,
    expires: Timestamp,
}

/// The result of a call.
type Ended = Result<Answered, Unanswered>;

/// The next event while a handler works.
enum Next {
    Request(Box<UnitRequest>),
    ChangeSet(Box<UnitChangeSet>),
    End(Ended, Work),
    Unwanted,
}

/// A call on its own task; dropping this cancels it.
struct Calling(JoinHandle<(Ended, Work)>);

impl Drop for Calling {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Process {
    pub(super) const fn new(handlers: Handlers, type_name: String, url: Url) -> Self {
        Self {
            handlers,
            type_name,
            url,
        }
    }

    fn nonsense(&self, why: &InvalidAnswer) -> Fault {
        Fault::isv_unexpected(format!(
            "The handler of the plug-in type '{}' at {} cannot be understood: its answer {why}.",
            self.type_name, self.url
        ))
    }

    fn unanswered(&self, why: &Unanswered, context: &Context<'_>) -> Fault {
        match why {
            Unanswered::Deadline => {
                let rules = context.bounds().rules();
                rules.time_out_code.fault(&self.type_name)
            }
            why => Fault::isv_unexpected(format!(
                "The handler of the plug-in type '{}' at {} did not answer: {why}.",
                self.type_name, self.url
            )),
        }
    }

    fn question(
        &self,
        context: &Context<'_>,
        secure_configuration: &str,
        callback: &Callback<'_>,
    ) -> Result<String, Fault> {
        let unwritten = |error: serde_json::Error| {
            tracing::error!(%error, "a context cannot be written for a handler");
            Fault::unexpected()
        };
        let execution = RawValue::from_string(context.execution().write()).map_err(unwritten)?;
        let question = Question {
            plugin_type: &self.type_name,
            context: &execution,
            configuration: context.configuration(),
            secure_configuration,
            callback,
        };
        serde_json::to_string(&question).map_err(unwritten)
    }

    /// Calls the handler, and runs its requests until it has answered.
    fn converse(&self, context: &mut Context<'_>) -> Result<(JournalDraft, Ended), Fault> {
        let Handlers {
            joins,
            clock,
            outbound,
            ..
        } = &self.handlers;
        let bounds = context.bounds();
        // Requests of the handler share the deadline of the request that it handles.
        let (deadline, work) = (bounds.deadline().clone(), bounds.work().clone());
        // The handler's requests run one level deeper. Past the depth limit they are refused when they come; the
        // handler itself still runs.
        let own = bounds.provenance();
        let provenance = own.nested().unwrap_or_else(|| own.told_by_itself());
        let origin = provenance.origin.clone();
        let mut working = joins.open(provenance).map_err(|error| {
            tracing::error!(%error, "a handler cannot be given a token");
            Fault::unexpected()
        })?;
        let callback = Callback {
            url: format!("{origin}/api/data/v9.2/"),
            token: working.token(),
            expires: deadline.at(),
        };
        let body = self.question(context, context.secure_configuration(), &callback)?;
        let told = HandlerCall {
            plugin_type: &self.type_name,
            url: &self.url,
            headers: &headers(),
            question: self.question(context, hidden(context.secure_configuration()), &callback)?,
            token: working.token(),
        };
        let noted = JournalDraft::begin(told, context.execution(), clock);
        let request = OutboundRequest {
            verb: Verb::Post,
            url: self.url.clone(),
            headers: headers(),
            body,
            timeout: deadline.at().duration_since(clock.now()),
        };
        let calling = work.follow(Class::Network);
        let outbound = outbound.clone();
        let asking = async move {
            let asked = outbound.ask(request, &calling);
            (asked.await, calling)
        };
        let runtime = Handle::current();
        let mut calling = Calling(runtime.spawn(asking));
        loop {
            work.switch(Class::Time);
            let next = runtime.block_on(next(&deadline, &mut working, &mut calling));
            work.switch(Class::Busy);
            match next {
                Next::Request(request) => request.serve(&work, |provenance, bypass, request| {
                    context.execute_for(provenance, bypass, request)
                }),
                Next::ChangeSet(set) => set.serve(context, &deadline, &work),
                Next::End(ended, _counting) => return Ok((noted, ended)),
                Next::Unwanted => return Ok((noted, Err(Unanswered::Deadline))),
            }
        }
    }
}

impl Plugin for Process {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault> {
        let (noted, ended) = self.converse(context)?;
        let answer = ended.as_ref().map(|answered| {
            HandlerAnswer::parse(answered.status, &answered.body)
                .and_then(|answer| answer.apply(context))
        });
        let (result, problem) = match answer {
            Ok(Ok(result)) => (result, None),
            Ok(Err(why)) => (Err(self.nonsense(&why)), Some(format!("its answer {why}"))),
            Err(why) => (Err(self.unanswered(why, context)), None),
        };
        let Handlers { journal, clock, .. } = &self.handlers;
        if journal.is_kept() {
            noted.end(journal, clock, &ended, problem);
        }
        result
    }
}

/// The headers of the POST to a handler.
fn headers() -> HeaderMap {
    HeaderMap::from_iter([
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        ),
        (header::ACCEPT, HeaderValue::from_static("application/json")),
    ])
}

/// Redacts a text that only administrators may read.
const fn hidden(text: &str) -> &str {
    if text.is_empty() { text } else { REDACTED }
}

/// Waits for the next event. The deadline goes first, then the answer, then a request.
async fn next(deadline: &Deadline, working: &mut HandlerSession, calling: &mut Calling) -> Next {
    tokio::select! {
        biased;
        () = deadline.over() => Next::Unwanted,
        ended = &mut calling.0 => match ended {
            Ok((result, counting)) => Next::End(result, counting),
            Err(_) => Next::Unwanted,
        },
        Some(join) = working.next() => match join {
            Join::Run(request) => Next::Request(request),
            Join::ChangeSet(set) => Next::ChangeSet(set),
            // Only the unit's own thread ends it.
            Join::Finish(_) => Next::Unwanted,
        },
    }
}
