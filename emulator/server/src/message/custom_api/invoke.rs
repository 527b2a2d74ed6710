//! A custom API called and waited for: one attempt, under the two-minute limit (BG-095).

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::value::Attributes;

use super::definition::CustomApi;
use super::{Done, OneCall, check, may_be_used, perform};
use crate::activity::{Class, Work};
use crate::engine::attempt::{Lead, lead_in_a_call};
use crate::message::fault_of;
use crate::message::session::Call;
use crate::organization::Organization;
use crate::security;

/// Calls a custom API and commits what it wrote.
///
/// Of a prescribed behavior, what has to do with the operation does not apply here: there is none
/// to start, to poll or to release.
pub(crate) async fn invoke(
    organization: &Organization,
    call: Call,
    api: Arc<CustomApi>,
    inputs: Attributes,
    guard: &Work,
) -> Result<Attributes, Fault> {
    let rules = organization.rules();
    may_be_used(&call, &api)?;
    security::may_execute(organization, &call, &api)?;
    check(&api, &inputs, &rules)?;
    let working = guard.follow(Class::Busy);
    guard.switch(Class::Time);
    let (done, working) = attempt(organization, call, api, inputs, &rules, working).await;
    guard.switch(Class::Busy);
    drop(working);
    let Done { writes, outputs } = done?;
    organization
        .commit(writes, guard)
        .await
        .map_err(|refusal| fault_of(&refusal, organization.metadata(), &rules))?;
    Ok(outputs)
}

/// One attempt, with the guard that counts for what follows.
async fn attempt(
    organization: &Organization,
    call: Call,
    api: Arc<CustomApi>,
    inputs: Attributes,
    rules: &Rules,
    guard: Work,
) -> (Result<Done, Fault>, Work) {
    let deadline = organization.at(rules.execution_limit.get());
    let behavior = organization.behaviors().of(&api.unique_name);
    let over = rules.time_out_code.fault(&organization.plug_in(&api));
    let (lead, guard) = lead_in_a_call(&behavior, organization.clock(), deadline, guard).await;
    let answer = match lead {
        Lead::Perform(answer) => answer,
        Lead::Fail(fault) => return (Err(fault.from_plug_in()), guard),
        Lead::TimeOut => return (Err(over), guard),
    };
    let work = OneCall {
        call,
        ids: organization.identity().stream(),
        api,
        inputs,
        answer,
        deadline,
    };
    // The guard goes with the code, which calls out under it. If the code does not return in time,
    // what counts from then on is the caller's own.
    let own = guard.follow(Class::Time);
    match organization
        .until(deadline, perform(organization.clone(), work, guard))
        .await
    {
        Some(done) => done,
        None => (Err(over), own),
    }
}
