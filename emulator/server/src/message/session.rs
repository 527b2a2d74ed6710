//! One caller's request at work: who asks, when, what is read and what is to be written.
//!
//! A session has one of two grounds. On *committed* ground it reads committed rows and gathers its
//! writes into one list, which is committed when the request is done. On a *unit of work* it reads
//! its own writes too, because code runs in it that expects to. The messages do not know which.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::Rules;
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_protocol::query::{Columns, Query};
use dataverse_protocol::value::{Entity, EntityCollection};
use jiff::Timestamp;
use uuid::Uuid;

use super::ground::Ground;
use super::refusal::{bind_fault, fault_of, store_fault};
use crate::activity::Work;
use crate::handler::Joined;
use crate::identity::IdStream;
use crate::metadata::{Metadata, Navigation, Table};
use crate::organization::Organization;
use crate::pipeline::{Bypass, Outside, Steps, Wanted};
use crate::security::CallerSight;
use crate::store::{Everything, Names, Sight, Write, bind_for_caller};

/// Who asks, and on which path the request came.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The `systemuserid` of the user the request runs as.
    pub(crate) caller: Uuid,
    /// That of the user who acts for the caller, by impersonation.
    pub(crate) delegate: Option<Uuid>,
    /// That of the user who asked for what caused it.
    pub(crate) initiating: Uuid,
    /// How many requests it is nested in, from 1.
    pub(crate) depth: u8,
    /// Ties together everything that one request from outside caused.
    pub(crate) correlation: Uuid,
    /// The id that the client gave its request, if it gave one.
    pub(crate) request: Option<Uuid>,
    /// Scheme and authority the caller used, such as `http://127.0.0.1:5555` (BG-025).
    pub(crate) origin: Arc<str>,
    /// How many background operations led here, each submitted by a handler of the one before.
    pub(crate) chain: u32,
    /// The unit of work that the request joins, where it carries a running handler's token.
    pub(crate) joined: Option<Joined>,
    /// The steps that are passed over.
    pub(crate) bypass: Bypass,
}

/// The platform's code for requests that cause each other without end.
pub(super) const LOOP_DETECTED: i32 = 0x8004_4182_u32.cast_signed();

/// How deep requests may nest before a loop is assumed.
const DEPTH_LIMIT: u8 = 8;

/// The call that a request inside this one is.
///
/// # Errors
/// Past the depth limit, the platform's loop refusal.
pub(crate) fn deeper(call: &Call) -> Result<Call, Fault> {
    if call.depth >= DEPTH_LIMIT + u8::from(Bug::NinthDepth.is_on()) {
        return Err(Fault::new(
            LOOP_DETECTED,
            "This workflow job was canceled because the workflow that started it included an infinite loop. Correct the workflow logic and try again. For information about workflow logic, see Help.",
        ));
    }
    Ok(Call {
        depth: call.depth + 1,
        bypass: Bypass::default(),
        ..call.clone()
    })
}

/// A request at work in an organization.
pub(crate) struct Session<'a> {
    organization: &'a Organization,
    call: Call,
    now: Timestamp,
    rules: Arc<Rules>,
    ids: IdStream,
    ground: Ground,
    /// The steps that take part; none on committed ground, where no code may run.
    steps: Option<Arc<Steps>>,
    /// What caused the request.
    parent: Option<Arc<ExecutionContext>>,
    /// Counts it as work, where code may call out.
    guard: Option<Work>,
    /// How long it is wanted, where code may run.
    wanted: Option<Wanted>,
}

impl<'a> Session<'a> {
    /// A session that reads committed rows and gathers its writes.
    pub(crate) fn committed(
        organization: &'a Organization,
        call: Call,
        ids: IdStream,
    ) -> Result<Self, Fault> {
        let view = organization.store().view().map_err(store_fault)?;
        let writes = Vec::new();
        Ok(Self::on(
            organization,
            call,
            ids,
            Ground::Committed { view, writes },
        ))
    }

    /// A session inside a unit of work of its own.
    pub(crate) fn in_unit(
        organization: &'a Organization,
        call: Call,
        ids: IdStream,
    ) -> Result<Self, Fault> {
        let unit = organization
            .store()
            .unit(organization.rules())
            .map_err(store_fault)?;
        Ok(Self::on(
            organization,
            call,
            ids,
            Ground::Unit(Box::new(unit)),
        ))
    }

    fn on(organization: &'a Organization, call: Call, ids: IdStream, ground: Ground) -> Self {
        Self {
            organization,
            call,
            now: organization.clock().now(),
            rules: organization.rules(),
            ids,
            ground,
            steps: None,
            parent: None,
            guard: None,
            wanted: None,
        }
    }

    /// A session in which code may run: inside a unit of work, on a thread that may wait.
    ///
    /// # Errors
    /// The fault, and the guard.
    pub(crate) fn for_code(outside: Outside<'a>) -> Result<Self, (Fault, Work)> {
        let Outside {
            organization,
            call,
            steps,
            ids,
            guard,
            wanted,
        } = outside;
        match Self::in_unit(organization, call, ids) {
            Err(fault) => Err((fault, guard)),
            Ok(session) => Ok(Self {
                steps: Some(steps),
                guard: Some(guard),
                wanted: Some(wanted),
                ..session
            }),
        }
    }

    /// The steps that take part.
    pub(crate) fn steps(&self) -> Option<&Arc<Steps>> {
        self.steps.as_ref()
    }

    /// What caused the request.
    pub(crate) const fn parent(&self) -> Option<&Arc<ExecutionContext>> {
        self.parent.as_ref()
    }

    /// Sets what causes the requests that follow; answers what it was.
    pub(crate) fn set_parent(
        &mut self,
        parent: Option<Arc<ExecutionContext>>,
    ) -> Option<Arc<ExecutionContext>> {
        std::mem::replace(&mut self.parent, parent)
    }

    /// Counts the request as work.
    pub(crate) const fn guard(&self) -> Option<&Work> {
        self.guard.as_ref()
    }

    /// How long it is wanted, where code may run.
    pub(crate) const fn wanted(&self) -> Option<&Wanted> {
        self.wanted.as_ref()
    }

    /// Who asks, to be exchanged while something runs for somebody else.
    pub(crate) const fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }

    /// The organization.
    pub(crate) const fn organization(&self) -> &'a Organization {
        self.organization
    }

    /// Its tables.
    pub(crate) fn metadata(&self) -> &'a Metadata {
        self.organization.metadata()
    }

    /// Who asks.
    pub(crate) const fn call(&self) -> &Call {
        &self.call
    }

    /// The rules in force when the request began.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The organization's instant when the request began.
    pub(crate) const fn now(&self) -> Timestamp {
        self.now
    }

    /// A fresh id from the request's own stream.
    pub(crate) fn new_id(&mut self) -> Uuid {
        self.ids.next()
    }

    /// A table by its logical name (WA-037).
    pub(crate) fn table(&self, logical_name: &str) -> Result<Arc<Table>, Fault> {
        self.metadata()
            .table(logical_name)
            .cloned()
            .ok_or_else(|| no_table(logical_name))
    }

    /// A navigation property of a table.
    pub(crate) fn navigation(&self, table: &Table, name: &str) -> Result<Navigation<'a>, Fault> {
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

    /// One row by its key, lookups with the names of what they refer to; its secrets too, which
    /// are not the caller's to see.
    pub(crate) fn retrieve(
        &self,
        table: &Arc<Table>,
        id: Uuid,
        columns: &Columns,
    ) -> Result<Option<Entity>, Fault> {
        let view = self.ground.view();
        view.retrieve(table, id, columns, Names::Wanted)
            .map_err(store_fault)
    }

    /// The rows that fit a query and that the caller may see, without their secrets.
    pub(crate) fn query_for_caller(&mut self, query: &Query) -> Result<EntityCollection, Fault> {
        let call = self.call.clone();
        let sight = CallerSight::of(self.organization, &call)?;
        self.query_in(&sight, query)
    }

    /// The rows that fit a query of the platform's own, without their secrets.
    pub(crate) fn query(&mut self, query: &Query) -> Result<EntityCollection, Fault> {
        self.query_in(&Everything, query)
    }

    fn query_in(&mut self, sight: &dyn Sight, query: &Query) -> Result<EntityCollection, Fault> {
        let bound = bind_for_caller(sight, query, self.metadata(), self.call.caller, self.now)
            .map_err(bind_fault)?;
        let limit = self.organization.query_limit();
        let view = self.ground.view_mut();
        view.query(&bound, Names::Wanted, &limit)
            .map_err(store_fault)
    }

    /// Whether a row of `backgroundoperations` is an operation of the engine's, not made by hand.
    pub(crate) fn is_operation(&self, id: Uuid) -> Result<bool, Fault> {
        let found = self.ground.view().operation(id);
        found.map(|found| found.is_some()).map_err(store_fault)
    }

    /// Writes a row: at once and visibly in a unit of work, with the commit otherwise.
    pub(crate) fn write(&mut self, write: Write) -> Result<(), Fault> {
        let written = self.ground.write(write, self.now);
        written.map_err(|refusal| fault_of(&refusal, self.organization.metadata(), &self.rules))
    }

    /// Everything that is to be committed, in order.
    pub(crate) fn into_writes(self) -> Vec<Write> {
        self.into_parts().0
    }

    /// Everything that is to be committed, in order, and what counts it as work.
    pub(crate) fn into_parts(self) -> (Vec<Write>, Option<Work>) {
        (self.ground.into_writes(), self.guard)
    }

    /// Runs something one level deeper, taking back its writes if it fails.
    ///
    /// # Errors
    /// What it fails with; or, past the depth limit, the platform's loop refusal.
    pub(crate) fn nested<T>(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let inside = deeper(&self.call)?;
        let outside = std::mem::replace(&mut self.call, inside);
        let before = self.ground.savepoint();
        let result = run(self);
        self.call = outside;
        if result.is_err() {
            self.ground.rollback_to(before).map_err(store_fault)?;
        }
        result
    }
}

/// The refusal of a table that does not exist (WA-037).
pub(crate) fn no_table(name: &str) -> Fault {
    Fault::new(
        code::QUERY_BUILDER_NO_ENTITY,
        format!(
            "The entity with a name = '{name}' with namemapping = 'Logical' was not found in the MetadataCache."
        ),
    )
}
