//! A request from a door: run where it belongs, and committed before it is answered.

use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_protocol::value::EntityReference;
use dataverse_runtime::activity::{Class, Work};
use dataverse_runtime::deadline::Deadline;
use futures::FutureExt;
use jiff::Timestamp;
use uuid::Uuid;

use super::Organization;
use super::placement::{Done, Placement};
use super::unit::UnitHandle;
use crate::bypass::Bypass;
use crate::error::Error;
use crate::execute::{MainOperation, RunOptions, execute_on};
use crate::message::unknown;
use crate::registry::{MessageRef, Registry};
use crate::session::{Session, Start};
use crate::subject::subject;

/// How often a request is run that decides by what it reads, when a row came or went meanwhile.
const TRIES: usize = 3;

/// How a request is called.
#[derive(Debug, Clone)]
pub struct Call {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The steps that it passes over.
    pub bypass: Bypass,
    /// The unit of work that it joins; one of its own where there is none.
    pub unit: Option<UnitHandle>,
}

impl Call {
    /// The call of the platform itself, in the same unit of work: no privilege is checked, and no step runs.
    #[must_use]
    pub fn by_platform(&self) -> Self {
        let mut provenance = self.provenance.clone();
        provenance.caller = Uuid::nil();
        provenance.on_behalf_by = None;
        Self {
            provenance,
            bypass: Bypass::everything(),
            unit: self.unit.clone(),
        }
    }
}

impl Organization {
    /// Runs a request and commits what it wrote; in a unit of work that it joins, it is committed with that.
    ///
    /// # Errors
    /// The fault that the caller is told.
    pub async fn execute(
        &self,
        call: Call,
        request: OrganizationRequest,
        work: &Work,
    ) -> Result<OrganizationResponse, Fault> {
        let Call {
            provenance,
            bypass,
            unit,
        } = call;
        if let Some(unit) = unit {
            return unit
                .execute(provenance, bypass, request, work)
                .boxed()
                .await;
        }
        let about = subject(&request);
        let row = about.id.map(|id| EntityReference::new(about.table, id));
        let mut request = Some(request);
        for tries_left in (0..TRIES).rev() {
            let registry = self.registry();
            let rules = self.rules();
            let now = request.take().ok_or_else(Fault::unexpected)?;
            let found = registry.message(&now.name);
            let message = found.ok_or_else(|| unknown(&now.name, &rules))?;
            let may_run_again = tries_left > 0 && !message.runs.is_empty();
            request = may_run_again.then(|| now.clone());
            let start = Box::new(Start {
                registry: registry.clone(),
                rules: rules.clone(),
                provenance: provenance.clone(),
                bypass: bypass.clone(),
                ids: self.core().identity.stream(),
            });
            match self.try_once(start, &message, now, work).boxed().await {
                Err(error)
                    if request.is_some()
                        && row.as_ref().is_some_and(|row| error.is_race_for(row)) => {}
                result => {
                    return result.map_err(|error| error.into_fault(&registry.metadata, &rules));
                }
            }
        }
        Err(Fault::unexpected())
    }

    async fn try_once(
        &self,
        start: Box<Start>,
        message: &MessageRef,
        request: OrganizationRequest,
        work: &Work,
    ) -> Result<OrganizationResponse, Error> {
        let rules = start.rules.clone();
        let at = self.core().at(rules.execution_limit.get());
        let answer = self.scripted(&start, message, &request, at, work).await?;
        let over = rules
            .time_out_code
            .fault(&self.plug_in(&start.registry, message));
        let ran = self.run(start, message, request, answer, at, work).await;
        let (response, writes) = ran.unwrap_or_else(|| Err(over.into()))?;
        self.core().commit(writes, &rules, work).await?;
        Ok(response)
    }

    /// Runs a request where it belongs; `None` when its time was up before it had ended.
    async fn run(
        &self,
        start: Box<Start>,
        message: &MessageRef,
        request: OrganizationRequest,
        answer: MainOperation,
        at: Timestamp,
        work: &Work,
    ) -> Option<Done<OrganizationResponse>> {
        let place = self.placement(&start.registry, message, &request);
        let terms = RunOptions {
            answer,
            ..RunOptions::ORDINARY
        };
        let run = move |session: &mut Session<'_>| execute_on(session, request, terms);
        match place {
            Placement::CallerThread => Some(self.here(*start, run)),
            // A query and code take a thread, beside which an allocation for their future is little. A request that runs here is
            // spared the memory of both.
            Placement::Query => Some(self.query(*start, run).boxed().await),
            Placement::Code => {
                let code_work = work.follow(Class::Busy);
                // The caller waits; what counts is the code, until the caller counts again.
                let waits = work.during(Class::Time);
                let (deadline, waiting) = Deadline::new(at);
                let code = self.code(*start, deadline, code_work.clone(), run);
                let done = self.until(at, waiting, code).boxed().await;
                drop(waits);
                drop(code_work);
                done
            }
        }
    }

    /// What a time-out's text calls what did not answer: the plug-in's type, or the message itself where it has none.
    pub(super) fn plug_in(&self, registry: &Registry, message: &MessageRef) -> String {
        let api = message.custom_api.as_ref();
        let plugin_type = api.and_then(|api| api.plugin_type);
        let plugin = plugin_type.and_then(|id| self.core().plugin(registry, id));
        plugin.map_or_else(
            || message.name.as_ref().to_owned(),
            |plugin| plugin.type_name().to_owned(),
        )
    }
}
