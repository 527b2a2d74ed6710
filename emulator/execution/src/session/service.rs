//! The organization service of a session: runs the requests of a plug-in one level deeper.
//!
//! In a unit of work, a plug-in's request belongs to the transaction, and its own writes are rolled back if it fails.
//! On committed rows, it is a transaction of its own: committed before it is answered, and kept if the request that
//! caused it fails. A plug-in is on committed rows at stage PreValidation, and in a system job.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use dataverse_limits::Limits;
use dataverse_model::Provenance;
use dataverse_model::metadata::Metadata;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::execution_context::ExecutionContext;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use jiff::Timestamp;
use tokio::runtime::Handle;

use super::transaction_scope::TransactionScope;
use super::{Code, Session, Start};
use crate::bypass::Bypass;
use crate::error::{Error, loop_detected};
use crate::plugin::{Ending, RunAs, Service};
use crate::registry::MessageRef;
use crate::tries::Tries;

/// The platform's text for an endless loop of requests (PL-0E0).
const LOOP: &str = "This workflow job was canceled because the workflow that started it included an infinite loop. Correct the workflow logic and try again. For information about workflow logic, see Help.";

impl Session<'_> {
    /// Runs a request one level deeper, in the current unit of work or in a transaction of its own.
    fn deeper(
        &mut self,
        request: OrganizationRequest,
        parent: Arc<ExecutionContext>,
        run_as: RunAs<'_>,
    ) -> Result<OrganizationResponse, Error> {
        let mut provenance = self
            .provenance
            .nested()
            .ok_or_else(|| loop_detected(LOOP))?;
        let bypass = match run_as {
            RunAs::Itself => Bypass::default(),
            RunAs::Request(by, bypass) => {
                provenance.caller = by.caller;
                provenance.on_behalf_by = by.on_behalf_by;
                bypass.clone()
            }
        };
        match self.scope {
            TransactionScope::Unit(_) => self.within_unit(request, parent, provenance, bypass),
            TransactionScope::Committed { .. } => {
                self.by_itself(request, Some(parent), provenance, bypass)
            }
        }
    }

    /// Runs a request that follows from this one, for the same caller and at the same depth, as a transaction of its own;
    /// in a unit of work as a part of it that is kept or taken back by itself.
    pub(crate) fn execute_apart(
        &mut self,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Error> {
        match self.scope {
            TransactionScope::Unit(_) => self.all_or_nothing(|session| session.execute(request)),
            TransactionScope::Committed { .. } => {
                let parent = self.code.as_ref().and_then(|code| code.parent.clone());
                let (provenance, bypass) = (self.provenance.clone(), self.bypass.clone());
                self.by_itself(request, parent, provenance, bypass)
            }
        }
    }

    fn within_unit(
        &mut self,
        request: OrganizationRequest,
        parent: Arc<ExecutionContext>,
        provenance: Provenance,
        bypass: Bypass,
    ) -> Result<OrganizationResponse, Error> {
        let provenance = std::mem::replace(&mut self.provenance, provenance);
        let bypass = std::mem::replace(&mut self.bypass, bypass);
        let parent = self.replace_parent(Some(parent));
        let result = self.all_or_nothing(|session| session.execute(request));
        self.replace_parent(parent);
        self.bypass = bypass;
        self.provenance = provenance;
        result
    }

    /// Runs a request in a transaction of its own. The registry and the rules are those of now, as for any request.
    /// When the time of the code is up, nothing is committed any more: code that cannot be stopped goes on in vain.
    fn by_itself(
        &mut self,
        request: OrganizationRequest,
        parent: Option<Arc<ExecutionContext>>,
        provenance: Provenance,
        bypass: Bypass,
    ) -> Result<OrganizationResponse, Error> {
        let code = self.code.as_ref().ok_or_else(Fault::unexpected)?;
        // The code and its requests are one piece of work: one that waits would otherwise be held up by the other.
        let (deadline, work) = (code.deadline.clone(), code.work.clone());
        let rules = self.core.rules();
        let asking = parent
            .as_ref()
            .map_or_else(|| request.name.clone(), |parent| parent.message.clone());
        let in_time = || match deadline.is_over() {
            true => Err(rules.time_out_code.fault(&asking)),
            false => Ok(()),
        };
        in_time()?;
        let mut tries = Tries::of(request);
        while let Some(name) = tries.name() {
            let registry = self.core.registry();
            let Some(now) = tries.next(registry.message(name).as_deref()) else {
                break;
            };
            let start = Start {
                registry,
                rules: Arc::clone(&rules),
                provenance: provenance.clone(),
                bypass: bypass.clone(),
                ids: self.ids.branch(),
            };
            let code = Code {
                work: work.clone(),
                deadline: deadline.clone(),
                parent: parent.clone(),
            };
            let mut session = Session::new(self.core, start, Some(code), self.execute)?;
            let committed = session.execute(now).and_then(|response| {
                in_time()?;
                let commit = self.core.commit(session.into_writes(), &rules, &work);
                Handle::current().block_on(commit)?;
                Ok(response)
            });
            match committed {
                Err(error) if tries.again_after(&error) => {}
                result => return result,
            }
        }
        Err(Fault::unexpected().into())
    }

    /// Commits rows that the platform writes itself, in a transaction of their own beside the session's: they stay if the
    /// request fails. They are committed at once, unless the session keeps them for the end of its job. The session is on a
    /// thread that may block.
    pub(crate) fn commit_beside(
        &mut self,
        write: impl FnOnce(&mut Session<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let start = Start {
            registry: self.core.registry(),
            rules: self.core.rules(),
            provenance: self.provenance.clone(),
            bypass: Bypass::default(),
            ids: self.ids.branch(),
        };
        let rules = Arc::clone(&start.rules);
        let work = match &self.code {
            Some(code) => code.work.clone(),
            None => self.core.activity.guard(Class::Busy),
        };
        let mut own = self.beside(start)?;
        write(&mut own)?;
        let writes = own.into_writes();
        match &mut self.kept_beside {
            Some(kept) => kept.extend(writes),
            None => {
                let commit = self.core.commit(writes, &rules, &work);
                Handle::current().block_on(commit)?;
            }
        }
        Ok(())
    }

    fn replace_parent(
        &mut self,
        parent: Option<Arc<ExecutionContext>>,
    ) -> Option<Arc<ExecutionContext>> {
        let code = self.code.as_mut()?;
        std::mem::replace(&mut code.parent, parent)
    }

    fn running_code(&self) -> &Code {
        self.code
            .as_ref()
            .expect("a plug-in runs in a session where code may run")
    }
}

impl Service for Session<'_> {
    fn execute(
        &mut self,
        request: OrganizationRequest,
        parent: Arc<ExecutionContext>,
        run_as: RunAs<'_>,
    ) -> Result<OrganizationResponse, Fault> {
        self.deeper(request, parent, run_as)
            .map_err(|error| error.into_fault(self.metadata(), self.rules()))
    }

    fn change_set(&mut self, run: &mut dyn FnMut(&mut dyn Service) -> Ending) -> Result<(), Fault> {
        Session::change_set(self, &mut |session| run(session))
            .map_err(|error| error.into_fault(self.metadata(), self.rules()))
    }

    fn message(&self, name: &str) -> Option<MessageRef> {
        self.registry().message(name)
    }

    fn metadata(&self) -> &Metadata {
        self.metadata()
    }

    fn rules(&self) -> &Rules {
        self.rules()
    }

    fn limits(&self) -> &Limits {
        self.limits()
    }

    fn provenance(&self) -> &Provenance {
        self.provenance()
    }

    fn deadline(&self) -> &Deadline {
        &self.running_code().deadline
    }

    fn work(&self) -> &Work {
        &self.running_code().work
    }

    fn now(&self) -> Timestamp {
        self.core.clock.now()
    }

    fn wait(&self, time: Duration) -> bool {
        let Code { work, deadline, .. } = self.running_code();
        let clock = &self.core.clock;
        // The timer for the end of the code's time is its own as well: when it fires, the code counts as busy at once,
        // so that no client takes the organization for settled before the code has ended.
        let until = self.core.at(time).min(deadline.at());
        let mut sleep = pin!(async { clock.sleep_until(until, work).await });
        let waiting = async {
            tokio::select! {
                biased;
                () = &mut sleep => {}
                () = deadline.over() => {
                    if clock.now() >= deadline.at() {
                        sleep.await;
                    }
                }
            }
            // The waiting side has a timer of its own for the same instant. The code goes on after it, so that nothing
            // which the code asks for is committed between the two.
            if until == deadline.at() {
                deadline.over().await;
            }
        };
        Handle::current().block_on(waiting);
        work.switch(Class::Busy);
        !deadline.is_over()
    }
}
