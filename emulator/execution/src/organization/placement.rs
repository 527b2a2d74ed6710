//! Chooses the thread of a request: the present one, a blocking thread for a query, or a blocking thread for plug-ins,
//! which may block.

use dataverse_model::message::Weight;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use dataverse_runtime::activity::Work;
use dataverse_runtime::clock::Kind;
use dataverse_runtime::deadline::{Deadline, DropGuard};
use dataverse_store::Write;
use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::Organization;
use crate::error::Error;
use crate::execute::{execute, makes_rows, runs_apart};
use crate::registry::{MessageRef, Registry};
use crate::session::{Code, Session, Start};
use crate::step::of_many;
use crate::subject::subject;

/// The place where a request runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    /// On the present thread: reads by key, and prepared writes.
    CallerThread,
    /// On a blocking thread: a query of unknown size.
    Query,
    /// On a blocking thread, with a deadline: steps, or the plug-in of a custom API.
    Code,
}

/// The result of a run in a session, with the writes to commit.
pub(super) type Done<T> = Result<(T, Vec<Write>), Error>;

impl Organization {
    /// Chooses the place of a request.
    pub(super) fn placement(
        &self,
        registry: &Registry,
        message: &MessageRef,
        request: &OrganizationRequest,
    ) -> Placement {
        if meets_steps(registry, message, request)
            || self.has_code(registry, message)
            || runs_apart(&registry.metadata, message, request)
        {
            return Placement::Code;
        }
        match message.weight {
            Weight::Key => Placement::CallerThread,
            Weight::Query | Weight::Rows => Placement::Query,
            Weight::Requests => Placement::Code,
            Weight::KeyOrRelated => match request.parameters.contains_key("RelatedEntitiesQuery") {
                true => Placement::Query,
                false => Placement::CallerThread,
            },
        }
    }

    fn has_code(&self, registry: &Registry, message: &MessageRef) -> bool {
        let api = message.custom_api.as_ref();
        let plugin_type = api.and_then(|api| api.plugin_type);
        plugin_type.is_some_and(|id| self.core().plugin(registry, id).is_some())
    }

    /// Runs a closure in a session, on the present thread.
    pub(super) fn here<T>(
        &self,
        start: Start,
        run: impl FnOnce(&mut Session<'_>) -> Result<T, Error>,
    ) -> Done<T> {
        let mut session = Session::new(self.core(), start, None, execute)?;
        let result = run(&mut session)?;
        Ok((result, session.into_writes()))
    }

    /// Runs a query in a session, on a blocking thread, when it has a turn.
    pub(super) async fn query<T: Send + 'static>(
        &self,
        start: Start,
        run: impl FnOnce(&mut Session<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Done<T> {
        // Dropping this future drops the guard, which ends the query.
        let (turn, _waiting) = self.parts.turns.begin().await;
        let organization = self.clone();
        let run = move || {
            let mut session = Session::new(organization.core(), start, None, execute)?;
            session.keep_to(turn);
            let result = run(&mut session)?;
            Ok((result, session.into_writes()))
        };
        spawn_blocking(run).await.unwrap_or_else(|failure| {
            tracing::error!(%failure, "a query panicked");
            Err(Fault::unexpected().into())
        })
    }

    /// Runs code in a session, on a blocking thread.
    ///
    /// The code cannot be aborted: if this future is dropped, the code runs to its end, and its writes are dropped.
    /// Until then the code counts as work.
    pub(super) async fn code<T: Send + 'static>(
        &self,
        start: Start,
        deadline: Deadline,
        work: Work,
        run: impl FnOnce(&mut Session<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Done<T> {
        // The semaphore is never closed.
        let turn = self.parts.code.clone().acquire_owned().await.ok();
        let organization = self.clone();
        let run = move || {
            let _turn = turn;
            let code = Code {
                work,
                deadline,
                parent: None,
            };
            let mut session = Session::new(organization.core(), start, Some(code), execute)?;
            let result = run(&mut session)?;
            Ok((result, session.into_writes()))
        };
        spawn_blocking(run).await.unwrap_or_else(|failure| {
            tracing::error!(%failure, "code panicked");
            Err(Fault::unexpected().into())
        })
    }

    /// The result of `running`, or `None` if the instant `at` comes first. Dropping `waiting` ends the code's
    /// [`Deadline`]: at that instant, or when the organization closes.
    pub(super) async fn until<T>(
        &self,
        at: Timestamp,
        waiting: DropGuard,
        running: impl Future<Output = T>,
    ) -> Option<T> {
        let over = self.clock().wait_until(at, Kind::Housekeeping);
        let mut waiting = Some(waiting);
        tokio::pin!(running, over);
        loop {
            tokio::select! {
                biased;
                done = &mut running => return Some(done),
                _fired = &mut over => return None,
                () = self.closing(), if waiting.is_some() => drop(waiting.take()),
            }
        }
    }
}

/// Whether a request may raise steps, directly or by the requests that follow from it.
fn meets_steps(registry: &Registry, message: &MessageRef, request: &OrganizationRequest) -> bool {
    let steps = &registry.steps;
    if steps.is_empty() {
        return false;
    }
    // An association changes rows at the other end as well.
    let related = request.parameters.values().filter_map(|value| match value {
        Value::References(rows) => rows.first().map(|row| row.table.as_str()),
        _ => None,
    });
    let tables: Vec<&str> = related.chain([subject(request).table]).collect();
    let has_own = |name: &str| tables.iter().any(|table| steps.has_any(name, table));
    let has_any = |name: &str| has_own(name) || of_many(name).is_some_and(has_own);
    has_any(&message.name) || message.runs.iter().any(|name| has_any(name)) || makes_rows(request)
}
