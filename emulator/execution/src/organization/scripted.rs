//! Applies a test's script to a call of a custom API: its delay, and its outcome in place of the main operation.

use dataverse_engine::remaining_work::{RemainingWork, remaining_work_of_call};
use dataverse_engine::script;
use dataverse_model::message::Message;
use dataverse_model::payload::{PayloadReader, read_outputs};
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_runtime::activity::Work;
use jiff::Timestamp;

use super::Organization;
use crate::error::Error;
use crate::execute::MainOperation;
use crate::message::{find_bound_row, validate};
use crate::registry::{MessageRef, Registry};
use crate::security::authorize;
use crate::session::{Session, Start};

impl Organization {
    /// Waits as the script says and returns the source of the results. Parts of a script about starting, polling or
    /// releasing an operation do not apply to a direct call.
    ///
    /// # Errors
    /// The request is not authorized or invalid; this is checked first. Otherwise the failure or the time-out that the
    /// script sets.
    pub(super) async fn scripted(
        &self,
        start: &Start,
        message: &MessageRef,
        request: &OrganizationRequest,
        deadline: Timestamp,
        work: &Work,
    ) -> Result<MainOperation, Error> {
        if message.custom_api.is_none() {
            return Ok(MainOperation::Own);
        }
        let Some(script) = self.scripts().find(&message.name) else {
            return Ok(MainOperation::Own);
        };
        self.here(start.clone(), |session| {
            may_begin(session, message, request)
        })?;
        match remaining_work_of_call(&script, self.clock(), deadline, work).await {
            RemainingWork::Perform(answer) => {
                Ok(answer_of(answer, message, &start.registry, &start.rules)?)
            }
            RemainingWork::Fail(fault) => Err(fault.from_plug_in().into()),
            RemainingWork::TimeOut => {
                let plug_in = self.plug_in(&start.registry, message);
                Err(start.rules.time_out_code.fault(&plug_in).into())
            }
        }
    }
}

/// Checks the request before the script applies.
fn may_begin(
    session: &Session<'_>,
    message: &Message,
    request: &OrganizationRequest,
) -> Result<(), Error> {
    authorize(session, message, request)?;
    validate(message, &request.parameters, session.rules())?;
    Ok(find_bound_row(session, message, request)?)
}

/// Converts the results of a script to the types of the message.
///
/// # Errors
/// The message has no such result, or the result has the wrong type.
pub(super) fn answer_of(
    answer: script::Answer,
    message: &Message,
    registry: &Registry,
    rules: &Rules,
) -> Result<MainOperation, Fault> {
    Ok(match answer {
        script::Answer::Own => MainOperation::Own,
        script::Answer::Prescribed(members) => {
            let set = read_outputs(
                message,
                &members,
                PayloadReader::new(&registry.metadata, rules),
            )?;
            MainOperation::Given(message.completed(set, rules))
        }
    })
}
