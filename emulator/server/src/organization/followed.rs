//! Requests whose pipeline runs code: on a blocking thread, under the two-minute limit, in a unit of
//! work that holds up nobody else.

use dataverse_operation::fault::Fault;
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, Value};
use jiff::Timestamp;
use tokio::sync::watch;
use uuid::Uuid;

use super::Organization;
use crate::activity::{Class, Work};
use crate::clock::Kind;
use crate::identity::IdStream;
use crate::message::Session;
use crate::message::session::Call;
use crate::message::{Platform, store_fault};
use crate::metadata::Table;
use crate::pipeline::{Outside, Steps, Wanted, subject, through};
use crate::store::{Names, Write};

/// What a request came to: its answer, and what is to be committed.
pub(super) type Outcome = Result<(OrganizationResponse, Vec<Write>), Fault>;

/// Whether a request may meet a step: its own, or those of rows that it makes on the way.
pub(super) fn is_followed(
    steps: &Steps,
    platform: Platform,
    request: &OrganizationRequest,
) -> bool {
    if steps.is_empty() {
        return false;
    }
    let (table, _) = subject(request);
    let makes_rows = match request.parameters.get("Target") {
        Some(Value::Entity(target)) => !target.related.is_empty(),
        _ => false,
    };
    steps.has_any(&request.name, table)
        || match platform {
            Platform::Create => makes_rows,
            Platform::Upsert => {
                makes_rows || steps.has_any("Create", table) || steps.has_any("Update", table)
            }
            _ => false,
        }
}

impl Organization {
    /// Runs a platform message with all of its steps.
    pub(super) async fn run_followed(
        &self,
        platform: Platform,
        call: Call,
        request: OrganizationRequest,
        guard: &Work,
    ) -> Outcome {
        let rules = self.rules();
        let deadline = self.at(rules.execution_limit.get());
        let over = rules.time_out_code.fault(&request.name);
        let ids = self.identity().stream();
        let working = guard.follow(Class::Busy);
        guard.switch(Class::Time);
        let main = move |session: &mut Session<'_>, request| platform.run(session, request);
        let work = move |outside: Outside<'_>| through(outside, request, main);
        let work = self.run_code(call, ids, (working, deadline), work);
        let done = self.until(deadline, work).await;
        guard.switch(Class::Busy);
        // The guard of the work counts until the request's own does again.
        match done {
            Some((result, _working)) => result,
            None => Err(over),
        }
    }

    /// Runs code on a blocking thread, where it may wait for what it calls, but not beyond its
    /// deadline.
    ///
    /// It cannot be aborted: when this future is dropped the code goes on to its end, and what it
    /// wrote is dropped.
    pub(crate) async fn run_code<T: Send + 'static>(
        &self,
        call: Call,
        ids: IdStream,
        (guard, deadline): (Work, Timestamp),
        work: impl FnOnce(Outside<'_>) -> (Result<T, Fault>, Option<Work>) + Send + 'static,
    ) -> (Result<T, Fault>, Work) {
        let turn = self.code_turn().await;
        let organization = self.clone();
        // Dropped with this future, which tells the code that it works for nothing.
        let (_wanting, waiting) = watch::channel(());
        let code = move || {
            let _turn = turn;
            let outside = Outside {
                steps: organization.steps(),
                organization: &organization,
                call,
                ids,
                guard,
                wanted: Wanted { waiting, deadline },
            };
            work(outside)
        };
        let (result, guard) = tokio::task::spawn_blocking(code)
            .await
            .unwrap_or_else(|failure| {
                tracing::error!(%failure, "a plug-in panicked");
                let fault = Fault::isv_unexpected("An unexpected error occurred from ISV code.");
                (Err(fault), None)
            });
        // A panic takes the guard along.
        let guard = guard.unwrap_or_else(|| self.activity().guard(Class::Busy));
        (result, guard)
    }

    /// What something answers before its deadline. The code behind it goes on beyond that, for
    /// nothing.
    pub(crate) async fn until<T>(
        &self,
        deadline: Timestamp,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let over = self.clock().wait_until(deadline, Kind::Housekeeping);
        tokio::select! {
            biased;
            done = work => Some(done),
            fired = over => {
                drop(fired);
                None
            }
        }
    }

    /// One committed row by its key.
    pub(crate) fn retrieve(
        &self,
        table: &std::sync::Arc<Table>,
        id: Uuid,
        columns: &Columns,
    ) -> Result<Option<Entity>, Fault> {
        let view = self.store().view().map_err(store_fault)?;
        view.retrieve(table, id, columns, Names::Wanted)
            .map_err(store_fault)
    }
}
