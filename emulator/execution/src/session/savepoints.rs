//! Parts of a session's transaction that are kept or taken back by themselves: one request of several, or a change set.

use std::sync::Arc;

use dataverse_model::metadata::{Table, TableKind};
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_store::{Savepoint, Write};
use tokio::runtime::Handle;

use super::transaction_scope::TransactionScope;
use super::{Code, Session, Start};
use crate::error::{Error, store_fault};
use crate::plugin::Ending;
use crate::tries::Contests;

/// The SDK's message for a change set, which the time-out fault names.
pub(crate) const MESSAGE: &str = "ExecuteTransaction";

impl Session<'_> {
    /// Runs a request, and takes its writes back if it fails.
    ///
    /// # Errors
    /// Those of the request; the database fails.
    pub(crate) fn all_or_nothing<T>(
        &mut self,
        run: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let before = self.scope.savepoint();
        let result = run(self);
        if result.is_err() {
            self.scope.rollback_to(before).map_err(store_fault)?;
        }
        result
    }

    /// Where the session stands among its writes.
    pub(crate) fn savepoint(&self) -> Savepoint {
        self.scope.savepoint()
    }

    /// What the session has written since then, in its order.
    pub(crate) fn written_since(&self, savepoint: Savepoint) -> Vec<&Write> {
        self.scope.writes_after(savepoint)
    }

    /// Runs a request of a change set, and takes note of what it may race for.
    pub(crate) fn execute_in_set(
        &mut self,
        request: OrganizationRequest,
        contests: &mut Contests,
    ) -> Result<OrganizationResponse, Error> {
        contests.begin(self.registry.message(&request.name).as_deref(), &request);
        let result = self.execute(request);
        if let Err(error) = &result {
            contests.failed(error);
        }
        result
    }

    /// Runs a change set: as a part of the session's unit of work, or in a transaction of its own where there is none.
    ///
    /// # Errors
    /// The transaction cannot be committed; the database fails.
    pub(crate) fn change_set(
        &mut self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Ending,
    ) -> Result<(), Error> {
        match self.scope {
            TransactionScope::Unit(_) => {
                let before = self.scope.savepoint();
                match run(self) {
                    Ending::Commit => Ok(()),
                    Ending::RollBack => self.keep_elastic_rows(before),
                }
            }
            TransactionScope::Committed { .. } => self.change_set_by_itself(run),
        }
    }

    /// Takes back every write since the savepoint, except those of rows of elastic tables.
    fn keep_elastic_rows(&mut self, before: Savepoint) -> Result<(), Error> {
        let kept: Vec<Write> = match &self.scope {
            TransactionScope::Unit(unit) => unit
                .writes_after(before)
                .filter(|write| is_elastic(write))
                .cloned()
                .collect(),
            TransactionScope::Committed { .. } => Vec::new(),
        };
        self.scope.rollback_to(before).map_err(store_fault)?;
        kept.into_iter().try_for_each(|write| self.write(write))
    }

    fn change_set_by_itself(
        &mut self,
        run: &mut dyn FnMut(&mut Session<'_>) -> Ending,
    ) -> Result<(), Error> {
        let code = self.code.as_ref().ok_or_else(Fault::unexpected)?;
        // The code and its requests are one piece of work, as for a request by itself.
        let (deadline, work) = (code.deadline.clone(), code.work.clone());
        let rules = self.core.rules();
        let start = Start {
            registry: self.core.registry(),
            rules: Arc::clone(&rules),
            provenance: self.provenance.clone(),
            bypass: self.bypass.clone(),
            ids: self.ids.branch(),
        };
        let code = Code {
            work: work.clone(),
            deadline: deadline.clone(),
            parent: code.parent.clone(),
        };
        let mut session = Session::new(self.core, start, Some(code), self.execute)?;
        session.begin_unit()?;
        let ending = run(&mut session);
        if deadline.is_over() {
            return Err(rules.time_out_code.fault(MESSAGE).into());
        }
        let mut writes = session.into_writes();
        if ending == Ending::RollBack {
            writes.retain(is_elastic);
        }
        let commit = self.core.commit(writes, &rules, &work);
        Ok(Handle::current().block_on(commit).map(drop)?)
    }
}

/// Whether a write is of a row of an elastic table, which takes part in no transaction (BG-0DD).
pub(crate) fn is_elastic(write: &Write) -> bool {
    write.touches(&|table: &Table| table.kind == TableKind::Elastic)
}
