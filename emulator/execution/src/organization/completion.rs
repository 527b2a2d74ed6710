//! The completion event: a message that is raised when a background operation has ended (1.12).
//!
//! The platform raises it, no client sends it, and it has no main operation. Its steps are asynchronous, so that the event
//! comes to a list of system jobs.

use dataverse_bug::Bug;
use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::EventCallbackUrl;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
use dataverse_store::{CalledBack, EventDue, Write};

use super::Organization;
use crate::bypass::Bypass;
use crate::core::ON_COMPLETE;
use crate::execute::{MainOperation, RunOptions, execute_on};
use crate::security::Trust;
use crate::session::Start;

impl Organization {
    /// Makes the system jobs of the steps that are registered now.
    pub(super) fn raise(&self, event: EventDue) -> Result<Vec<Write>, Fault> {
        let rules = self.rules();
        let registry = self.registry();
        let caused = event.provenance.of_operation();
        let start = Start {
            registry: registry.clone(),
            rules: rules.clone(),
            // The platform raises the event: no user acts on behalf of another one.
            provenance: Provenance {
                initiating_user: caused.caller,
                on_behalf_by: None,
                ..caused
            },
            bypass: Bypass::default(),
            // An event is raised again if the process died before its jobs were committed, and then has the same ones.
            ids: self.core().identity.attempt_stream(event.operation, 0),
        };
        let is_told = event.callback == CalledBack::Yes
            && rules.event_callback_url == EventCallbackUrl::Masked;
        let (request, response) = told(event, is_told);
        let terms = RunOptions {
            answer: MainOperation::Given(response.results),
            trust: Trust::Accepted,
        };
        let raised = self.here(start, |session| execute_on(session, request, terms));
        let (_, jobs) = raised.map_err(|error| error.into_fault(&registry.metadata, &rules))?;
        Ok(jobs)
    }
}

/// What the steps are told.
fn told(event: EventDue, is_called_back: bool) -> (OrganizationRequest, OrganizationResponse) {
    let payload_type = i32::from(Bug::PayloadTypeOfOne.is_on());
    let mut request = OrganizationRequest::new(ON_COMPLETE).with("PayloadType", payload_type);
    if is_called_back {
        // Its presence counts alone: the pipeline masks the address (BG-0A1).
        request = request.with("CallbackUrl", "");
    }
    let request = request
        .with("LocationUrl", event.location)
        .with("BackgroundOperationId", event.operation);
    let status = match Bug::EventStatusIsState.is_on() {
        false => event.status,
        true => event.state,
    };
    let response = OrganizationResponse::default()
        .with("OperationName", event.name)
        .with("BackgroundOperationStateCode", event.state)
        .with("BackgroundOperationStatusCode", status);
    (request, response)
}
