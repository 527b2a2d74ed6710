//! One request at work: who asks, when, on which scope it reads and writes, and, where code may run, until when.
//!
//! A session begins on committed scope: it reads committed rows and gathers its writes into one list. It goes on to a
//! unit of work where code runs, or where the request itself has to read what it writes. What a message does, and how a request runs, is not known
//! here: the session is given the one function that runs requests, for those that follow from its own.

mod service;
mod transaction_scope;

use std::sync::Arc;

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
use dataverse_store::{Everything, Names, RowVisibility, Write, bind_for_caller};
use jiff::Timestamp;
use uuid::Uuid;

use crate::bypass::Bypass;
use crate::core::Core;
use crate::error::{Error, bind_fault, no_table, store_fault};
use crate::registry::Registry;

use transaction_scope::TransactionScope;

/// The function that runs a request in a session, with its steps.
pub(crate) type Execute =
    fn(&mut Session<'_>, OrganizationRequest) -> Result<OrganizationResponse, Error>;

/// What a session begins with.
#[derive(Clone)]
pub(crate) struct Start {
    pub(crate) registry: Arc<Registry>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) provenance: Provenance,
    pub(crate) bypass: Bypass,
    pub(crate) ids: IdStream,
}

/// What is known where code may run: on a thread that may wait.
pub(crate) struct Code {
    /// Counts the code as work.
    pub(crate) work: Work,
    /// When its time is up, for what it causes, too.
    pub(crate) deadline: Deadline,
    /// The context that caused the request.
    pub(crate) parent: Option<Arc<ExecutionContext>>,
}

/// A request at work in an organization.
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
    execute: Execute,
}

impl<'a> Session<'a> {
    /// A session that reads committed rows and gathers its writes.
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
            execute,
        })
    }

    /// Another session in the same organization, on committed scope and without code: for what the platform keeps beside
    /// the request.
    pub(crate) fn beside(&self, start: Start) -> Result<Session<'a>, Fault> {
        Session::new(self.core, start, None, self.execute)
    }

    /// Goes on in a unit of work, where the session reads its own writes; it has written nothing before.
    pub(crate) fn begin_unit(&mut self) -> Result<(), Fault> {
        if matches!(self.scope, TransactionScope::Committed { .. }) {
            let unit = self.core.store.unit(self.rules.clone());
            self.scope = TransactionScope::Unit(Box::new(unit.map_err(store_fault)?));
        }
        Ok(())
    }

    /// Whether what is written is part of one transaction with the request.
    pub(crate) const fn transaction(&self) -> Transaction {
        match self.scope {
            TransactionScope::Committed { .. } => Transaction::Outside,
            TransactionScope::Unit(_) => Transaction::Inside,
        }
    }

    /// The parts of the organization.
    pub(crate) const fn core(&self) -> &'a Core {
        self.core
    }

    /// What is kept of rows, as it was when the request came.
    pub(crate) const fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// The tables, as they were when the request came.
    pub(crate) fn metadata(&self) -> &Metadata {
        &self.registry.metadata
    }

    /// The rules in force when the request came.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The same, to be kept.
    pub(crate) const fn shared_rules(&self) -> &Arc<Rules> {
        &self.rules
    }

    /// Where the request comes from.
    pub(crate) const fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The steps that are passed over.
    pub(crate) const fn bypass(&self) -> &Bypass {
        &self.bypass
    }

    /// The organization's instant when the request came.
    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }

    /// What is known where code may run.
    pub(crate) const fn code(&self) -> Option<&Code> {
        self.code.as_ref()
    }

    /// A fresh id from the request's own stream.
    pub(crate) fn new_id(&mut self) -> Uuid {
        self.ids.next()
    }

    /// Runs a request that follows from this one, for the same caller and in the same transaction, with its own steps.
    pub(crate) fn execute(
        &mut self,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Error> {
        (self.execute)(self, request)
    }

    /// Runs a request that came from elsewhere and joins this session's unit of work.
    pub(crate) fn execute_for(
        &mut self,
        provenance: Provenance,
        bypass: Bypass,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Error> {
        let provenance = std::mem::replace(&mut self.provenance, provenance);
        let bypass = std::mem::replace(&mut self.bypass, bypass);
        let result = self.execute(request);
        self.bypass = bypass;
        self.provenance = provenance;
        result
    }

    /// Runs something with every step passed over.
    pub(crate) fn without_steps<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.bypass, Bypass::everything());
        let result = run(self);
        self.bypass = before;
        result
    }

    /// Runs something as another user, if one is named.
    pub(crate) fn as_user<T>(&mut self, user: Option<Uuid>, run: impl FnOnce(&mut Self) -> T) -> T {
        let Some(user) = user else {
            return run(self);
        };
        let before = std::mem::replace(&mut self.provenance.caller, user);
        let result = run(self);
        self.provenance.caller = before;
        result
    }

    /// A table by its logical name (WA-037).
    pub(crate) fn table(&self, logical_name: &str) -> Result<Arc<Table>, Fault> {
        self.metadata()
            .table(logical_name)
            .cloned()
            .ok_or_else(|| no_table(logical_name))
    }

    /// A navigation property of a table.
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

    /// One row by its key, lookups with the names of what they refer to; its secrets too, which are not the caller's to
    /// see.
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

    /// Whether there is such a row.
    pub(crate) fn exists(&self, table: &Arc<Table>, id: Uuid) -> Result<bool, Fault> {
        self.scope.view().exists(table, id).map_err(store_fault)
    }

    /// The rows that fit a query of the platform's own, without their secrets.
    pub(crate) fn query(&mut self, query: &Query) -> Result<EntityCollection, Fault> {
        self.query_within(&Everything, query)
    }

    /// The rows that fit a query and that are within sight, without their secrets.
    pub(crate) fn query_within(
        &mut self,
        sight: &dyn RowVisibility,
        query: &Query,
    ) -> Result<EntityCollection, Fault> {
        let metadata = &self.registry.metadata;
        let bound = bind_for_caller(sight, query, metadata, self.provenance.caller, self.now)
            .map_err(bind_fault)?;
        let limit = self.core.query_limit();
        let view = self.scope.view_mut();
        view.query(&bound, Names::Wanted, &limit)
            .map_err(store_fault)
    }

    /// Whether a row of `backgroundoperations` is an operation of the engine's, not made by hand.
    pub(crate) fn is_operation(&self, id: Uuid) -> Result<bool, Fault> {
        let found = self.scope.view().phase(id);
        found.map(|found| found.is_some()).map_err(store_fault)
    }

    /// Writes a row: at once and visibly in a unit of work, with the commit otherwise.
    ///
    /// # Errors
    /// What a unit of work refuses.
    pub(crate) fn write(&mut self, write: Write) -> Result<(), Error> {
        Ok(self.scope.write(write, self.now)?)
    }

    /// Everything that is to be committed, in order.
    pub(crate) fn into_writes(self) -> Vec<Write> {
        self.scope.into_writes()
    }
}
