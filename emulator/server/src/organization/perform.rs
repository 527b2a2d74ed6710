//! What the engine asks an organization to do: run a custom API for an operation.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::outcome::Outputs;
use dataverse_operation::rules::MemoValues;
use dataverse_protocol::{exact, key_value};
use futures::FutureExt;
use futures::future::BoxFuture;

use super::Own;
use crate::engine::attempt::{Call as Attempted, Perform, Performed};
use crate::message::custom_api::{Done, check, perform};
use crate::message::session::Call;
use crate::message::{fault_of, unknown};
use crate::store::Refusal;

impl Perform for Own {
    fn perform(&self, attempted: Attempted) -> BoxFuture<'static, Result<Performed, Fault>> {
        let own = self.clone();
        async move { own.run(attempted).await }.boxed()
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
    async fn run(&self, attempted: Attempted) -> Result<Performed, Fault> {
        let organization = self.organization().ok_or_else(Fault::unexpected)?;
        let work = &attempted.work;
        let rules = organization.rules();
        let api = organization
            .catalogue()
            .find(&work.custom_api)
            .ok_or_else(|| unknown(&work.custom_api, &rules))?;
        let inputs = exact::read(&work.request_exact).map_err(|error| {
            tracing::error!(operation = %attempted.operation, %error, "a stored request cannot be read");
            Fault::unexpected()
        })?;
        check(&api, &inputs, &rules)?;
        let call = Call {
            caller: work.caller,
            depth: 1,
            correlation: work.correlation,
            origin: Arc::from(work.origin.as_str()),
        };
        let ids = organization
            .identity()
            .attempt_stream(attempted.operation, u32::from(attempted.attempt.number()));
        let Done { writes, outputs } =
            perform(organization, call, ids, api, inputs, attempted.answer).await?;
        let form = match rules.memo_values {
            MemoValues::Natural => key_value::MemoValues::Natural,
            MemoValues::Strings => key_value::MemoValues::Strings,
        };
        let memo = key_value::write(&outputs, form);
        let exact = exact::write(&outputs).map_err(|error| {
            tracing::error!(operation = %attempted.operation, %error, "outputs cannot be stored");
            Fault::isv_unexpected(error.to_string())
        })?;
        Ok(Performed {
            writes,
            outputs: Outputs { exact, memo },
        })
    }
}
