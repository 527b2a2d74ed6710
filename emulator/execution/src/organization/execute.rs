//! Runs the requests of doors: chooses a thread, and commits before the answer.

use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
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
use crate::tries::Tries;

/// Provenance and options of a request from outside.
#[derive(Debug, Clone)]
pub struct Call {
    /// The origin of the request: users, correlation, depth.
    pub provenance: Provenance,
    /// The steps that the request bypasses.
    pub bypass: Bypass,
    /// The unit of work that the request joins; `None` for a transaction of its own.
    pub unit: Option<UnitHandle>,
}

impl Call {
    /// A call as the platform itself, in the same unit of work: without privilege checks and without steps.
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
    /// Runs a request and commits its writes. In a unit of work that the request joins, the unit commits them later.
    ///
    /// # Errors
    /// The fault that the client receives.
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
        let mut tries = Tries::of(request);
        while let Some(name) = tries.name() {
            let registry = self.registry();
            let rules = self.rules();
            let found = registry.message(name);
            let message = found.ok_or_else(|| unknown(name, &rules))?;
            let Some(now) = tries.next(Some(&message)) else {
                break;
            };
            let start = Box::new(Start {
                registry: registry.clone(),
                rules: rules.clone(),
                provenance: provenance.clone(),
                bypass: bypass.clone(),
                ids: self.core().identity.stream(),
            });
            match self.try_once(start, &message, now, work).boxed().await {
                Err(error) if tries.again_after(&error) => {}
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

    /// Runs a request on the right thread; `None` if the deadline passed before the end.
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
            // Queries and plug-ins use another thread, so that boxing their futures costs little. Requests that run on
            // this thread are spared the larger future.
            Placement::Query => Some(self.query(*start, run).boxed().await),
            Placement::Code => {
                let code_work = work.follow(Class::Busy);
                // The caller waits here; the running code counts as busy in its place.
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

    /// The name in the text of a time-out fault: the plug-in type, or the message if it has none.
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
