//! The completion event: `OnBackgroundOperationComplete`, which is raised after a background operation has ended
//! (1.12).
//!
//! Only the platform raises it, and it has no main operation. Its steps are asynchronous, so raising it creates system
//! jobs.

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
    /// The system jobs of the steps that are registered now.
    pub(super) fn raise(&self, event: EventDue) -> Result<Vec<Write>, Fault> {
        let rules = self.rules();
        let registry = self.registry();
        let caused = event.provenance.of_operation();
        let start = Start {
            registry: registry.clone(),
            rules: rules.clone(),
            // The platform raises the event: there is no impersonating user.
            provenance: Provenance {
                initiating_user: caused.caller,
                on_behalf_by: None,
                ..caused
            },
            bypass: Bypass::default(),
            // After a crash, the event is raised again: the same id stream gives its jobs the same ids.
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

/// The parameters and results that the steps see.
fn told(event: EventDue, is_called_back: bool) -> (OrganizationRequest, OrganizationResponse) {
    let mut request = OrganizationRequest::new(ON_COMPLETE).with("PayloadType", 0);
    if is_called_back {
        // Only the presence of the parameter matters: the pipeline masks its value (BG-0A1).
        request = request.with("CallbackUrl", "");
    }
    let request = request
        .with("LocationUrl", event.location)
        .with("BackgroundOperationId", event.operation);
    let response = OrganizationResponse::default()
        .with("OperationName", event.name)
        .with("BackgroundOperationStateCode", event.state)
        .with("BackgroundOperationStatusCode", event.status);
    (request, response)
}
