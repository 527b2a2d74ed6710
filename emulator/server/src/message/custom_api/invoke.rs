//! A custom API called and waited for: one attempt, under the two-minute limit (BG-095).

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::Attributes;

use super::definition::CustomApi;
use super::{Done, check, perform};
use crate::activity::{Class, Guard};
use crate::clock::Kind;
use crate::engine::behavior::{Answer, Gate, Outcome};
use crate::message::fault_of;
use crate::message::session::Call;
use crate::organization::Organization;

/// Calls a custom API and commits what it wrote.
///
/// Of a prescribed behavior, what has to do with the operation does not apply here: there is none
/// to start, to poll or to release.
pub(crate) async fn invoke(
    organization: &Organization,
    call: Call,
    api: Arc<CustomApi>,
    inputs: Attributes,
    guard: &mut Guard,
) -> Result<Attributes, Fault> {
    let rules = organization.rules();
    check(&api, &inputs, &rules)?;
    let limit = organization.at(rules.execution_limit.get());
    let mut deadline = organization.clock().wait_until(limit, Kind::Work);
    let name = api.unique_name.clone();
    let performed = {
        let work = attempt(organization, call, api, inputs, guard);
        tokio::pin!(work);
        tokio::select! {
            biased;
            performed = &mut work => Some(performed),
            over = &mut deadline => {
                drop(over);
                None
            }
        }
    };
    guard.switch(Class::Busy);
    let Done { writes, outputs } =
        performed.unwrap_or_else(|| Err(rules.time_out_code.fault(&name)))?;
    organization
        .commit(writes, guard)
        .await
        .map_err(|refusal| fault_of(&refusal, organization.metadata(), &rules))?;
    Ok(outputs)
}

async fn attempt(
    organization: &Organization,
    call: Call,
    api: Arc<CustomApi>,
    inputs: Attributes,
    guard: &mut Guard,
) -> Result<Done, Fault> {
    let behavior = organization.behaviors().of(&api.unique_name);
    if let Gate::After(duration) = behavior.finish {
        let timer = organization
            .clock()
            .wait_until(organization.at(duration), Kind::Work);
        guard.switch(Class::Time);
        *guard = timer.await;
    }
    let answer = match behavior.outcome(1) {
        None => Answer::Own,
        Some(Outcome::Return(outputs)) => Answer::Prescribed(outputs.clone()),
        Some(Outcome::Fail(failure)) => return Err(failure.clone().into()),
        Some(Outcome::Never) => {
            guard.switch(Class::Time);
            std::future::pending().await
        }
    };
    let ids = organization.identity().stream();
    perform(organization.clone(), call, ids, api, inputs, answer).await
}
