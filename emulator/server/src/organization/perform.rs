//! What the engine asks an organization to do: run a custom API for an operation, do a system job,
//! raise the completion event.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::job::Again;
use dataverse_operation::outcome::Outputs;
use dataverse_operation::rules::{MemoValues, Rules};
use dataverse_protocol::{exact, key_value};
use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Organization, Own, completion};
use crate::activity::Work;
use crate::engine::attempt::{Call as Attempted, Perform, Performed};
use crate::engine::jobs::{JobCall, JobFailure, PerformJobs};
use crate::message::custom_api::{Done, OneCall, check, perform};
use crate::message::session::Call;
use crate::message::{fault_of, unknown};
use crate::pipeline;
use crate::security;
use crate::store::{EventDue, Refusal, Write};

impl Perform for Own {
    fn perform(
        &self,
        attempted: Attempted,
        guard: Work,
    ) -> BoxFuture<'static, (Result<Performed, Fault>, Work)> {
        let own = self.clone();
        async move { own.run(attempted, guard).await }.boxed()
    }

    fn plug_in(&self, custom_api: &str) -> String {
        self.organization()
            .and_then(|organization| {
                let api = organization.catalogue().find(custom_api)?;
                Some(organization.plug_in(&api))
            })
            .unwrap_or_else(|| custom_api.to_owned())
    }

    fn refused(&self, refusal: Refusal) -> Fault {
        match self.organization() {
            Some(organization) => {
                fault_of(&refusal, organization.metadata(), &organization.rules())
            }
            None => Fault::unexpected(),
        }
    }
}

impl Own {
    async fn run(&self, attempted: Attempted, guard: Work) -> (Result<Performed, Fault>, Work) {
        let Some(organization) = self.organization() else {
            return (Err(Fault::unexpected()), guard);
        };
        let rules = organization.rules();
        let operation = attempted.operation;
        let work = match work(&organization, attempted) {
            Ok(work) => work,
            Err(fault) => return (Err(fault), guard),
        };
        let (done, guard) = perform(organization, work, guard).await;
        (
            done.and_then(|done| performed(operation, done, &rules)),
            guard,
        )
    }
}

/// What an attempt is to do, as it was submitted.
fn work(organization: &Organization, attempted: Attempted) -> Result<OneCall, Fault> {
    let submitted = &attempted.work;
    let api = organization
        .catalogue()
        .find(&submitted.custom_api)
        .ok_or_else(|| unknown(&submitted.custom_api, &organization.rules()))?;
    let inputs = exact::read(&submitted.request_exact).map_err(|error| {
        tracing::error!(operation = %attempted.operation, %error, "a stored request cannot be read");
        Fault::unexpected()
    })?;
    check(&api, &inputs, &organization.rules())?;
    let call = Call {
        caller: submitted.caller,
        delegate: submitted.delegate,
        initiating: submitted.delegate.unwrap_or(submitted.caller),
        depth: 1,
        correlation: submitted.correlation,
        request: None,
        origin: Arc::from(submitted.origin.as_str()),
        chain: submitted.chain + 1,
        joined: None,
        bypass: pipeline::Bypass::default(),
    };
    security::may_run(organization, &call, &api)?;
    Ok(OneCall {
        call,
        ids: organization
            .identity()
            .attempt_stream(attempted.operation, u32::from(attempted.attempt.number())),
        api,
        inputs,
        answer: attempted.answer,
        deadline: attempted.deadline,
    })
}

/// What is to be committed of it.
fn performed(operation: Uuid, done: Done, rules: &Rules) -> Result<Performed, Fault> {
    let Done { writes, outputs } = done;
    let form = match rules.memo_values {
        MemoValues::Natural => key_value::MemoValues::Natural,
        MemoValues::Strings => key_value::MemoValues::Strings,
    };
    let memo = key_value::write(&outputs, form);
    let exact = exact::write(&outputs).map_err(|error| {
        tracing::error!(%operation, %error, "outputs cannot be stored");
        Fault::isv_unexpected(error.to_string())
    })?;
    Ok(Performed {
        writes,
        outputs: Outputs { exact, memo },
    })
}

impl PerformJobs for Own {
    fn perform(
        &self,
        job: JobCall,
        deadline: Timestamp,
        guard: Work,
    ) -> BoxFuture<'static, (Result<Vec<Write>, JobFailure>, Work)> {
        let own = self.clone();
        async move {
            match own.organization() {
                Some(organization) => pipeline::perform(organization, job, deadline, guard).await,
                None => {
                    let failure = JobFailure {
                        fault: Fault::unexpected(),
                        again: Again::Never,
                    };
                    (Err(failure), guard)
                }
            }
        }
        .boxed()
    }

    fn raise(&self, event: EventDue) -> BoxFuture<'static, Result<Vec<Write>, Fault>> {
        let own = self.clone();
        async move {
            let organization = own.organization().ok_or_else(Fault::unexpected)?;
            completion::raise(&organization, event)
        }
        .boxed()
    }
}
