//! A request on its way: which message it is, where it runs, and that it is committed before it is
//! answered. What its steps do is not known here.

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{Organization, followed};
use crate::activity::Work;
use crate::message::session::Call;
use crate::message::{self, Platform, Session, Weight, fault_of};
use crate::security;
use crate::store::Write;

/// How often a request is run again whose rows were changed between reading and committing.
const RACES: usize = 3;

impl Organization {
    /// Runs a platform message and commits what it wrote.
    pub(crate) async fn execute(
        &self,
        call: Call,
        request: OrganizationRequest,
        guard: &Work,
    ) -> Result<OrganizationResponse, Fault> {
        if let Some(joined) = call.joined.clone() {
            return joined.execute(call, request, guard).await;
        }
        let Some(platform) = message::platform(&request.name) else {
            return self.execute_custom_api(call, request, guard).await;
        };
        if platform != Platform::Upsert {
            return self.attempt(platform, call, request, guard).await;
        }
        // Whether it creates or updates is read before it is committed, and may be old by then.
        let mut refused = Fault::version_mismatch();
        for _ in 0..RACES {
            let result = self
                .attempt(platform, call.clone(), request.clone(), guard)
                .await;
            match result {
                Err(fault) if is_race(&fault) => refused = fault,
                result => return result,
            }
        }
        // What is refused every time was no race, but refers to a row that is not there.
        Err(refused)
    }

    /// Runs a platform message once.
    async fn attempt(
        &self,
        platform: Platform,
        call: Call,
        request: OrganizationRequest,
        guard: &Work,
    ) -> Result<OrganizationResponse, Fault> {
        let (response, writes) = if followed::is_followed(&self.steps(), platform, &request) {
            self.run_followed(platform, call, request, guard).await?
        } else {
            match platform.weight(&request) {
                Weight::Key => self.run(platform, call, request)?,
                Weight::Query => self.run_blocking(platform, call, request).await?,
            }
        };
        match self.commit(writes, guard).await {
            Ok(_) => Ok(response),
            Err(refusal) => Err(fault_of(&refusal, self.metadata(), &self.rules())),
        }
    }

    async fn execute_custom_api(
        &self,
        call: Call,
        request: OrganizationRequest,
        guard: &Work,
    ) -> Result<OrganizationResponse, Fault> {
        let api = self
            .catalogue()
            .find(&request.name)
            .ok_or_else(|| message::unknown(&request.name, &self.rules()))?;
        let inputs = request.parameters;
        message::custom_api::invoke(self, call, api, inputs, guard)
            .await
            .map(|results| OrganizationResponse { results })
    }

    fn run(
        &self,
        platform: Platform,
        call: Call,
        request: OrganizationRequest,
    ) -> Result<(OrganizationResponse, Vec<Write>), Fault> {
        let ids = self.identity().stream();
        let mut session = if platform.reads_its_own_writes(&request) {
            Session::in_unit(self, call, ids)?
        } else {
            Session::committed(self, call, ids)?
        };
        security::permit(&session, &request)?;
        let response = platform.run(&mut session, request)?;
        Ok((response, session.into_writes()))
    }

    async fn run_blocking(
        &self,
        platform: Platform,
        call: Call,
        request: OrganizationRequest,
    ) -> Result<(OrganizationResponse, Vec<Write>), Fault> {
        // Never closed, so there is always a turn to come.
        let _turn = self.whole.queries.acquire().await.ok();
        let organization = self.clone();
        let work = move || organization.run(platform, call, request);
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|failure| {
                tracing::error!(%failure, "a query panicked");
                Err(Fault::unexpected())
            })
    }
}

/// Whether an upsert failed because the row came or went while it was running.
fn is_race(fault: &Fault) -> bool {
    fault.code == code::DUPLICATE_RECORD || fault.code == code::OBJECT_DOES_NOT_EXIST
}
