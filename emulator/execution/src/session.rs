//! A session: the state of one running request. It knows the provenance, the time, the transaction, and (where plug-ins
//! may run) the deadline.
//!
//! A session begins on committed rows and collects its writes in one list. Where code may run, or where the request has
//! to read its own writes, it continues in a unit of work. A session knows neither messages nor the pipeline:
//! `execute`, the function that runs a request, is given to it for requests that follow from its own.

mod savepoints;
mod service;
mod transaction_scope;

use std::borrow::Cow;
use std::sync::Arc;

use dataverse_limits::Limits;
use dataverse_model::Provenance;
use dataverse_model::metadata::{Metadata, Navigation, Table};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::Rules;
use dataverse_protocol::execution_context::{ExecutionContext, Transaction};
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::{Entity, EntityCollection};
use dataverse_runtime::activity::Work;
use dataverse_runtime::deadline::Deadline;
use dataverse_runtime::identity::IdStream;
use dataverse_store::{
    Everything, Limit, Names, QueryContext, RowVisibility, Write, bind_for_caller,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::bypass::Bypass;
use crate::core::Core;
use crate::error::{Error, bind_fault, no_table, store_fault};
use crate::registry::{Registry, Shares};
use crate::turns::Turn;

pub(crate) use savepoints::{MESSAGE as CHANGE_SET, is_elastic};
use transaction_scope::TransactionScope;

/// The function that runs a request in a session, with its steps.
pub(crate) type Execute =
    fn(&mut Session<'_>, OrganizationRequest) -> Result<OrganizationResponse, Error>;

/// The values that a new session needs.
#[derive(Clone)]
pub(crate) struct Start {
    pub(crate) registry: Arc<Registry>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) provenance: Provenance,
    pub(crate) bypass: Bypass,
    pub(crate) ids: IdStream,
}

/// Present where plug-ins may run, which is on a thread that may block.
pub(crate) struct Code {
    /// Counts the running code as work.
    pub(crate) work: Work,
    /// The deadline of the code and of all requests that follow from it.
    pub(crate) deadline: Deadline,
    /// The execution context of the plug-in that sent the request; `None` for a request from a client.
    pub(crate) parent: Option<Arc<ExecutionContext>>,
}

/// Whether a request is a part of a message of many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Part {
    /// It is not.
    #[default]
    Whole,
    /// It is one of the rows of a message whose own steps run for all of them at once.
    OneOfMany,
}

/// A running request in an organization.
pub(crate) struct Session<'a> {
    core: &'a Core,
    registry: Arc<Registry>,
    rules: Arc<Rules>,
    provenance: Provenance,
    bypass: Bypass,
    now: Timestamp,
    ids: IdStream,
    scope: TransactionScope,
    code: Option<Code>,
    /// Whether the next request is a part of a message of many rows.
    part: Part,
    /// The turn of a request that only reads, on a thread of its own.
    turn: Option<Arc<Turn>>,
    /// What is written beside the session's transaction, if that is committed later than at once.
    kept_beside: Option<Vec<Write>>,
    execute: Execute,
}

impl<'a> Session<'a> {
    /// Begins a session on committed rows. Fails if the store cannot open a view.
    pub(crate) fn new(
        core: &'a Core,
        start: Start,
        code: Option<Code>,
        execute: Execute,
    ) -> Result<Self, Fault> {
        let Start {
            registry,
            rules,
            provenance,
            bypass,
            ids,
        } = start;
        let view = core.store.view().map_err(store_fault)?;
        Ok(Self {
            core,
            registry,
            rules,
            provenance,
            bypass,
            now: core.clock.now(),
            ids,
            scope: TransactionScope::Committed {
                view,
                writes: Vec::new(),
            },
            code,
            part: Part::Whole,
            turn: None,
            kept_beside: None,
            execute,
        })
    }

    /// Has the queries of the session keep to a turn.
    pub(crate) fn keep_to(&mut self, turn: Arc<Turn>) {
        self.turn = Some(turn);
    }

    /// Has [`commit_beside`](Self::commit_beside) keep what it writes: the session's caller commits it, with the end of a
    /// job.
    pub(crate) fn keep_beside(&mut self) {
        self.kept_beside = Some(Vec::new());
    }

    /// Takes what was written beside the session's transaction.
    pub(crate) fn take_beside(&mut self) -> Vec<Write> {
        self.kept_beside.take().unwrap_or_default()
    }

    /// Begins another session on committed rows in the same organization, without code: for rows that the platform
    /// writes apart from the request's transaction, such as the trace log.
    pub(crate) fn beside(&self, start: Start) -> Result<Session<'a>, Fault> {
        Session::new(self.core, start, None, self.execute)
    }

    /// Continues in a unit of work, in which the session reads its own writes. Call this before the first write.
    pub(crate) fn begin_unit(&mut self) -> Result<(), Fault> {
        if matches!(self.scope, TransactionScope::Committed { .. }) {
            let unit = self.core.store.unit(self.rules.clone());
            self.scope = TransactionScope::Unit(Box::new(unit.map_err(store_fault)?));
        }
        Ok(())
    }

    /// Whether a plug-in's writes belong to the request's transaction (`IsInTransaction`).
    pub(crate) const fn transaction(&self) -> Transaction {
        match self.scope {
            TransactionScope::Committed { .. } => Transaction::Outside,
            TransactionScope::Unit(_) => Transaction::Inside,
        }
    }

    pub(crate) const fn core(&self) -> &'a Core {
        self.core
    }

    /// The registry as it was when the request began.
    pub(crate) const fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// The tables as they were when the request began.
    pub(crate) fn metadata(&self) -> &Metadata {
        &self.registry.metadata
    }

    /// Goes on with the tables that the request has defined itself.
    pub(crate) fn adopt(&mut self, metadata: Metadata) {
        self.registry = Arc::new(self.registry.with_metadata(metadata));
    }

    /// The rules in force when the request began.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The organization's limits.
    pub(crate) fn limits(&self) -> &Limits {
        &self.core.limits
    }

    /// Same as [`Self::rules`], as a shared reference.
    pub(crate) const fn shared_rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    pub(crate) const fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The steps that the request bypasses.
    pub(crate) const fn bypass(&self) -> &Bypass {
        &self.bypass
    }

    /// The organization's time when the request began.
    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }

    /// Present where plug-ins may run.
    pub(crate) const fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// A new id from the request's own stream.
    pub(crate) fn new_id(&mut self) -> Uuid {
        self.ids.next()
    }

    /// Runs a request that follows from this one, with its steps, for the same caller and in the same transaction.
    pub(crate) fn execute(
        &mut self,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Error> {
        (self.execute)(self, request)
    }

    /// Same as [`Self::execute`], for one of the rows of a message of many rows.
    pub(crate) fn execute_part(
        &mut self,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Error> {
        self.part = Part::OneOfMany;
        self.execute(request)
    }

    /// Whether the request that begins now is a part of another one; what follows from it is not.
    pub(crate) fn take_part(&mut self) -> Part {
        std::mem::take(&mut self.part)
    }

    /// Runs a request from outside, of a change set or a deferred one, in this session's unit of work, with its own
    /// provenance.
    pub(crate) fn execute_for<T>(
        &mut self,
        provenance: Provenance,
        bypass: Bypass,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let provenance = std::mem::replace(&mut self.provenance, provenance);
        let bypass = std::mem::replace(&mut self.bypass, bypass);
        let result = run(self);
        self.bypass = bypass;
        self.provenance = provenance;
        result
    }

    /// Runs a closure that bypasses every step.
    pub(crate) fn without_steps<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.bypassing(Bypass::everything(), run)
    }

    /// Runs a closure that bypasses these steps.
    pub(crate) fn bypassing<T>(&mut self, bypass: Bypass, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.bypass, bypass);
        let result = run(self);
        self.bypass = before;
        result
    }

    /// Runs a closure as another user; as the caller where `user` is `None`.
    pub(crate) fn as_user<T>(&mut self, user: Option<Uuid>, run: impl FnOnce(&mut Self) -> T) -> T {
        let Some(user) = user else {
            return run(self);
        };
        let before = std::mem::replace(&mut self.provenance.caller, user);
        let result = run(self);
        self.provenance.caller = before;
        result
    }

    /// Whether any row may be shared: a unit of work may have shared one that the registry does not know of.
    pub(crate) fn may_have_shares(&self) -> bool {
        self.registry.shares == Shares::Some || self.transaction() == Transaction::Inside
    }

    /// A table by its logical name; fails if it does not exist (WA-037).
    pub(crate) fn table(&self, logical_name: &str) -> Result<Arc<Table>, Fault> {
        self.metadata()
            .table(logical_name)
            .cloned()
            .ok_or_else(|| no_table(logical_name))
    }

    /// A navigation property of a table; fails if it does not exist.
    pub(crate) fn navigation(&self, table: &Table, name: &str) -> Result<Navigation<'_>, Fault> {
        self.metadata().navigation(table, name).ok_or_else(|| {
            Fault::new(
                code::INVALID_ARGUMENT,
                format!(
                    "'{name}' is not a navigation property of '{}'.",
                    table.logical_name
                ),
            )
        })
    }

    /// Reads a row by its key, lookups with the names of the referenced rows. The result includes write-only columns:
    /// remove them before it reaches a caller.
    pub(crate) fn retrieve(
        &self,
        table: &Arc<Table>,
        id: Uuid,
        columns: &Columns,
    ) -> Result<Option<Entity>, Fault> {
        let view = self.scope.view();
        view.retrieve(table, id, columns, Names::Wanted)
            .map_err(store_fault)
    }

    /// The last row version of what is committed.
    pub(crate) fn last_version(&self) -> Result<i64, Fault> {
        self.scope.view().last_version().map_err(store_fault)
    }

    /// The rows of a table that were deleted at a later version, as far as the store remembers.
    pub(crate) fn deleted_since(&self, table: &Table, version: i64) -> Result<Vec<Uuid>, Fault> {
        let deleted = self.scope.view().deleted_since(table, version);
        deleted.map_err(store_fault)
    }

    /// Whether the row exists.
    pub(crate) fn exists(&self, table: &Arc<Table>, id: Uuid) -> Result<bool, Fault> {
        self.scope.view().exists(table, id).map_err(store_fault)
    }

    /// The number of rows of a table.
    pub(crate) fn count(&self, table: &Table) -> Result<i64, Fault> {
        self.scope.view().count(table).map_err(store_fault)
    }

    /// Checks that a query can be run, without running it.
    ///
    /// # Errors
    /// A name, an operand or a combination does not fit the tables.
    pub(crate) fn check_query(&self, query: &Query) -> Result<(), Fault> {
        let query = &self.limited(query);
        let (metadata, context) = (&self.registry.metadata, self.query_context());
        let bound = bind_for_caller(&Everything, query, metadata, &context);
        bound.map(|_| ()).map_err(bind_fault)
    }

    /// Runs a query over all rows, for the platform itself. The results have no write-only columns.
    pub(crate) fn query(&mut self, query: &Query) -> Result<EntityCollection, Fault> {
        self.query_within(&Everything, query)
    }

    /// Same as [`Self::query`], for the rows of all pages.
    pub(crate) fn query_all(&mut self, mut query: Query) -> Result<Vec<Entity>, Fault> {
        let mut rows = Vec::new();
        loop {
            let page = self.query(&query)?;
            rows.extend(page.entities);
            if !page.more {
                return Ok(rows);
            }
            query.page.number = Some(query.page.number.unwrap_or(1) + 1);
            query.page.cookie = page.paging_cookie;
        }
    }

    /// Runs a query over the rows within `sight`. The results have no write-only columns.
    pub(crate) fn query_within(
        &mut self,
        sight: &dyn RowVisibility,
        query: &Query,
    ) -> Result<EntityCollection, Fault> {
        let query = &self.limited(query);
        let context = self.query_context();
        let bound =
            bind_for_caller(sight, query, &self.registry.metadata, &context).map_err(bind_fault)?;
        let limit = self.query_limit();
        let view = self.scope.view_mut();
        view.query(&bound, Names::Wanted, &limit)
            .map_err(store_fault)
    }

    fn query_context(&self) -> QueryContext {
        let caller = self.provenance.caller;
        let settings = &self.registry.settings;
        let user = self.registry.principals.user(caller);
        QueryContext {
            caller,
            teams: user.map_or_else(Vec::new, |user| {
                user.teams.iter().map(|team| team.id).collect()
            }),
            business_unit: user.map(|user| user.unit),
            language: settings.language,
            now: self.now,
            calendar: settings.calendar,
            older_than_from: self.rules.older_than_from,
            limits: self.core.limits,
        }
    }

    /// The limit of a query, which ends when nothing waits for its answer any more.
    fn query_limit(&self) -> Limit {
        let turn = self.turn.clone();
        let deadline = self.code.as_ref().map(|code| code.deadline.clone());
        let longest = self.core.limits.query_time;
        self.core.query_limit(move || {
            turn.as_ref().is_some_and(|turn| turn.is_over(longest))
                || deadline.as_ref().is_some_and(Deadline::is_over)
        })
    }

    /// The query with the organization's limit of aggregated rows, unless its own is lower (WA-07A).
    fn limited<'q>(&self, query: &'q Query) -> Cow<'q, Query> {
        let mut query = Cow::Borrowed(query);
        if query.aggregate.is_some()
            && let Some(aggregate) = &mut query.to_mut().aggregate
        {
            let limit = self.rules.aggregate_limit.get();
            aggregate.limit = Some(aggregate.limit.map_or(limit, |own| own.min(limit)));
        }
        query
    }

    /// Whether a row of `backgroundoperation` is an operation that the engine runs, not a row that a client created.
    pub(crate) fn is_operation(&self, id: Uuid) -> Result<bool, Fault> {
        let found = self.scope.view().phase(id);
        found.map(|found| found.is_some()).map_err(store_fault)
    }

    /// Writes a row: in a unit of work immediately and visibly, otherwise with the commit.
    ///
    /// # Errors
    /// The unit of work refuses the write.
    pub(crate) fn write(&mut self, write: Write) -> Result<(), Error> {
        Ok(self.scope.write(write, self.now)?)
    }

    /// All writes of the session in order, to be committed.
    pub(crate) fn into_writes(self) -> Vec<Write> {
        self.scope.into_writes()
    }
}
