//! The journal entry of a call to a handler: request and answer, without the token and without the secure
//! configuration.

use dataverse_protocol::execution_context::{ExecutionContext, Mode};
use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::HeaderMap;
use uuid::Uuid;

use dataverse_execution::step_of;
use dataverse_outbound::journal::{EndedBy, Entry, Handler, Journal, Said, Sent};
use dataverse_outbound::outbound::{Answered, Unanswered};
use dataverse_outbound::redact::{self, REDACTED};
use dataverse_runtime::clock::Clock;

/// The draft of an entry, while the call runs.
pub(super) struct JournalDraft {
    plugin_type: String,
    url: String,
    step: Option<Uuid>,
    job: Option<Uuid>,
    at: Timestamp,
    headers: HeaderMap,
    /// The request body, without secrets.
    question: String,
    /// The handler's token, which is redacted everywhere.
    token: String,
}

/// The handler that is called, and the request to it.
pub(super) struct HandlerCall<'t> {
    pub(super) plugin_type: &'t str,
    pub(super) url: &'t Url,
    pub(super) headers: &'t HeaderMap,
    pub(super) question: String,
    pub(super) token: &'t str,
}

impl JournalDraft {
    /// Begins an entry now.
    pub(super) fn begin(
        told: HandlerCall<'_>,
        execution: &ExecutionContext,
        clock: &Clock,
    ) -> Self {
        Self {
            plugin_type: told.plugin_type.to_owned(),
            url: redact::address(told.url.as_str()),
            step: step_of(execution),
            job: match execution.mode {
                Mode::Synchronous => None,
                Mode::Asynchronous => Some(execution.operation),
            },
            at: clock.now(),
            headers: told.headers.clone(),
            question: told.question,
            token: told.token.to_owned(),
        }
    }

    /// Writes the entry with the result of the call; `problem` is the mistake in the answer, if any.
    pub(super) fn end(
        self,
        journal: &Journal,
        clock: &Clock,
        end: &Result<Answered, Unanswered>,
        problem: Option<String>,
    ) {
        let (answer, error, ended_by) = match end {
            Ok(answered) => {
                let said = String::from_utf8_lossy(&answered.body);
                let said = Said {
                    status: answered.status,
                    body: journal.body_of(&said.replace(&self.token, REDACTED)),
                };
                (Some(said), problem, EndedBy::Answer)
            }
            Err(why) => (None, Some(why.to_string()), ended_by(why)),
        };
        let elapsed = clock.now().duration_since(self.at);
        journal.record(Entry::Handler(Handler {
            plugin_type: self.plugin_type,
            step: self.step,
            job: self.job,
            url: self.url,
            at: self.at,
            request: Sent {
                method: "POST",
                headers: redact::Headers::of(&self.headers),
                body: journal.body_of(&self.question.replace(&self.token, REDACTED)),
            },
            answer,
            error,
            ended_by,
            elapsed_ms: i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX),
        }));
    }
}

const fn ended_by(why: &Unanswered) -> EndedBy {
    match why {
        Unanswered::Deadline => EndedBy::Deadline,
        Unanswered::SafetyLimit(_) => EndedBy::SafetyLimit,
        Unanswered::Connection(_) | Unanswered::TooLarge(_) => EndedBy::Connection,
    }
}
