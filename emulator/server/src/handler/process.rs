//! A plug-in that is somebody's process: it is told the context, and what it asks while it works is
//! done here, on the thread that owns the unit of work.
//!
//! Three things can happen while it works, and whoever waits for them is one loop: it asks
//! something, it answers, or nobody waits for it any more. So the unit has one user at a time.

use dataverse_operation::fault::Fault;
use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::{self, HeaderMap, HeaderValue};
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::answer::{Answer, Nonsense};
use super::join::{Ask, Working};
use super::noted::{Noted, Told};
use crate::activity::{Class, Work};
use crate::message::session::{Call, deeper};
use crate::notice::outbound::{Answered, Post, Unanswered};
use crate::notice::redact::REDACTED;
use crate::plugin::{Context, Plugin};

/// The most bytes of an answer.
const ANSWER_LIMIT: usize = 16 << 20;

/// A plug-in type that an address handles.
pub(crate) struct Process {
    type_name: String,
    url: Url,
}

/// What a handler is sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'q> {
    plugin_type: &'q str,
    context: &'q RawValue,
    configuration: &'q str,
    secure_configuration: &'q str,
    callback: &'q Callback<'q>,
}

/// The way back into the Web API.
#[derive(Serialize)]
struct Callback<'q> {
    url: String,
    token: &'q str,
    expires: Timestamp,
}

/// What a call came to.
type Ended = Result<Answered, Unanswered>;

/// What happens next while a handler works.
enum Next {
    Ask(Box<Ask>),
    End(Ended, Work),
    Unwanted,
}

/// A call that is under way on a task of its own, ended when nobody wants it any more.
struct Calling(JoinHandle<(Ended, Work)>);

impl Drop for Calling {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Process {
    /// The handler of a type.
    pub(crate) const fn new(type_name: String, url: Url) -> Self {
        Self { type_name, url }
    }

    fn nonsense(&self, why: &Nonsense) -> Fault {
        Fault::isv_unexpected(format!(
            "The handler of the plug-in type '{}' at {} cannot be understood: its answer {why}.",
            self.type_name, self.url
        ))
    }

    fn unanswered(&self, why: &Unanswered, context: &Context<'_, '_>) -> Fault {
        match why {
            Unanswered::Deadline => {
                let rules = context.organization().rules();
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
        context: &Context<'_, '_>,
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

    /// Tells the handler, and does what it asks until it has answered.
    fn converse(&self, context: &mut Context<'_, '_>) -> Result<(Noted, Ended), Fault> {
        let organization = context.organization();
        let rules = organization.rules();
        // What a request causes has no more time than the request itself.
        let until = organization.at(rules.execution_limit.get());
        let until = context
            .deadline()
            .map_or(until, |deadline| until.min(deadline));
        let call = told(context.call());
        let origin = call.origin.clone();
        let mut working = organization.joins().open(context.new_id(), call);
        let callback = Callback {
            url: format!("{origin}/api/data/v9.2/"),
            token: working.token(),
            expires: until,
        };
        let body = self.question(context, context.secure_configuration(), &callback)?;
        let told = Told {
            plugin_type: &self.type_name,
            url: &self.url,
            headers: &headers(),
            question: self.question(context, hidden(context.secure_configuration()), &callback)?,
            token: working.token(),
        };
        let noted = Noted::begin(told, context.execution(), organization.clock());
        let post = Post {
            url: self.url.clone(),
            headers: headers(),
            body,
            timeout: until.duration_since(organization.clock().now()),
        };
        let guard = context.counting(Class::Network);
        let outbound = organization.outbound().clone();
        let asking = async move {
            let asked = outbound.ask(post, ANSWER_LIMIT, &guard);
            (asked.await, guard)
        };
        let runtime = Handle::current();
        let mut calling = Calling(runtime.spawn(asking));
        context.counts_as(Class::Time);
        loop {
            match runtime.block_on(next(context, &mut working, &mut calling)) {
                Next::Ask(ask) => serve(context, *ask),
                Next::End(ended, _counting) => {
                    context.counts_as(Class::Busy);
                    return Ok((noted, ended));
                }
                Next::Unwanted => {
                    context.counts_as(Class::Busy);
                    return Ok((noted, Err(Unanswered::Deadline)));
                }
            }
        }
    }
}

impl Plugin for Process {
    fn type_name(&self) -> &str {
        &self.type_name
    }

    fn execute(&self, context: &mut Context<'_, '_>) -> Result<(), Fault> {
        let (noted, ended) = self.converse(context)?;
        let answer = ended.as_ref().map(|answered| {
            Answer::parse(answered.status, &answered.body).and_then(|answer| answer.apply(context))
        });
        let (result, problem) = match answer {
            Ok(Ok(result)) => (result, None),
            Ok(Err(why)) => (Err(self.nonsense(&why)), Some(format!("its answer {why}"))),
            Err(why) => (Err(self.unanswered(why, context)), None),
        };
        let organization = context.organization();
        if organization.journal().is_kept() {
            noted.end(
                organization.journal(),
                organization.clock(),
                &ended,
                problem,
            );
        }
        result
    }
}

/// The headers of a question.
fn headers() -> HeaderMap {
    HeaderMap::from_iter([
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        ),
        (header::ACCEPT, HeaderValue::from_static("application/json")),
    ])
}

/// What stands for a text that only administrators may read.
const fn hidden(text: &str) -> &str {
    if text.is_empty() { text } else { REDACTED }
}

/// What a request of the handler is called as: one level deeper. Past the limit it is refused when
/// it comes, not before the handler has begun.
fn told(call: &Call) -> Call {
    deeper(call).unwrap_or_else(|_| call.clone())
}

/// Waits for what happens next; an answer goes before what was asked at the same moment.
async fn next(context: &Context<'_, '_>, working: &mut Working, calling: &mut Calling) -> Next {
    tokio::select! {
        biased;
        () = context.unwanted() => Next::Unwanted,
        ended = &mut calling.0 => match ended {
            Ok((result, guard)) => Next::End(result, guard),
            Err(_) => Next::Unwanted,
        },
        Some(ask) = working.next() => Next::Ask(Box::new(ask)),
    }
}

/// Does what the handler asks, inside the unit of work.
fn serve(context: &mut Context<'_, '_>, ask: Ask) {
    context.counts_as(Class::Busy);
    ask.serve(|call, request| {
        let result = context.execute_by(&call, request);
        (result, context.counting(Class::Busy))
    });
    context.counts_as(Class::Time);
}
