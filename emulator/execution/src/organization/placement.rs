//! Where a request runs: on the thread that took it, on a blocking thread as a query, or on a blocking thread where code
//! may wait for what it calls.

use dataverse_model::message::Weight;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_runtime::activity::Work;
use dataverse_runtime::clock::Kind;
use dataverse_runtime::deadline::{Deadline, DropGuard};
use dataverse_store::Write;
use jiff::Timestamp;
use tokio::task::spawn_blocking;

use super::Organization;
use crate::error::Error;
use crate::execute::{execute, makes_rows};
use crate::registry::{MessageRef, Registry};
use crate::session::{Code, Session, Start};
use crate::subject::subject;

/// How many queries run at once, and how many pieces of code: each takes a thread and a connection.
pub(super) const QUERIES: usize = 16;
pub(super) const CODE: usize = 128;

/// Where a request runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    /// On the thread that took it: reads by key and prepared writes.
    CallerThread,
    /// On a blocking thread: a query of unknown size.
    Query,
    /// On a blocking thread, under the execution limit: steps or the code of a plug-in.
    Code,
}

/// What something in a session came to, and what is to be committed for it.
pub(super) type Done<T> = Result<(T, Vec<Write>), Error>;

impl Organization {
    /// Where a request runs.
    pub(super) fn placement(
        &self,
        registry: &Registry,
        message: &MessageRef,
        request: &OrganizationRequest,
    ) -> Placement {
        if meets_steps(registry, message, request) || self.has_code(registry, message) {
            return Placement::Code;
        }
        match message.weight {
            Weight::Key => Placement::CallerThread,
            Weight::Query => Placement::Query,
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

    /// Runs something in a session, on this thread.
    pub(super) fn here<T>(
        &self,
        start: Start,
        run: impl FnOnce(&mut Session<'_>) -> Result<T, Error>,
    ) -> Done<T> {
        let mut session = Session::new(self.core(), start, None, execute)?;
        let result = run(&mut session)?;
        Ok((result, session.into_writes()))
    }

    /// Runs a query in a session, on a blocking thread.
    pub(super) async fn query<T: Send + 'static>(
        &self,
        start: Start,
        run: impl FnOnce(&mut Session<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Done<T> {
        // Never closed, so there is always a turn to come.
        let _turn = self.parts.queries.acquire().await.ok();
        let organization = self.clone();
        let run = move || organization.here(start, run);
        spawn_blocking(run).await.unwrap_or_else(|failure| {
            tracing::error!(%failure, "a query panicked");
            Err(Fault::unexpected().into())
        })
    }

    /// Runs code in a session, on a blocking thread.
    ///
    /// It cannot be aborted: when this future is dropped the code goes on to its end, and what it wrote is dropped. The
    /// work is counted until the code has ended.
    pub(super) async fn code<T: Send + 'static>(
        &self,
        start: Start,
        deadline: Deadline,
        work: Work,
        run: impl FnOnce(&mut Session<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Done<T> {
        // Never closed, so there is always a turn to come.
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

    /// What something answers before this instant. What was given the guard's deadline hears when the time is up, or when
    /// the organization closes.
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

/// Whether a request may meet a step: its own, or those of requests that follow from it.
fn meets_steps(registry: &Registry, message: &MessageRef, request: &OrganizationRequest) -> bool {
    let steps = &registry.steps;
    if steps.is_empty() {
        return false;
    }
    let table = subject(request).table;
    let has_any = |name: &str| steps.has_any(name, table);
    has_any(&message.name) || message.runs.iter().any(|name| has_any(name)) || makes_rows(request)
}
