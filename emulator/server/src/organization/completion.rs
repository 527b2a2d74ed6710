//! The completion event: a message that is raised when a background operation has ended (1.12).
//!
//! Nobody sends it and nothing is done in it: its steps are all there is to it, and they are
//! asynchronous, so what comes of it is a list of system jobs.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::EventCallbackUrl;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::Organization;
use crate::message::Session;
use crate::message::session::Call;
use crate::pipeline::{Bypass, Passage};
use crate::store::{CalledBack, EventDue, Write};

/// The message (BG-0A0).
pub(super) const NAME: &str = "OnBackgroundOperationComplete";

/// Makes the system jobs of the steps that are registered now.
pub(super) fn raise(organization: &Organization, event: EventDue) -> Result<Vec<Write>, Fault> {
    let call = Call {
        caller: event.caller,
        delegate: None,
        initiating: event.caller,
        depth: 1,
        correlation: event.correlation,
        request: None,
        origin: Arc::from(event.origin.as_str()),
        chain: event.chain + 1,
        joined: None,
        bypass: Bypass::default(),
    };
    // An event is raised again if the process died before its jobs were committed, and then has the
    // same ones.
    let ids = organization.identity().attempt_stream(event.operation, 0);
    let mut session = Session::committed(organization, call, ids)?;
    let payload_type = i32::from(Bug::PayloadTypeOfOne.is_on());
    let mut request = OrganizationRequest::new(NAME).with("PayloadType", payload_type);
    if event.callback == CalledBack::Yes
        && session.rules().event_callback_url == EventCallbackUrl::Masked
    {
        // The pipeline shows it to nobody, whatever it is (BG-0A1).
        request = request.with("CallbackUrl", "");
    }
    let request = request
        .with("LocationUrl", event.location)
        .with("BackgroundOperationId", event.operation);
    let bypass = &session.call().bypass;
    let passage = Passage::new(&organization.steps(), bypass, request, session.now());
    let status = match Bug::EventStatusIsState.is_on() {
        false => event.status,
        true => event.state,
    };
    passage.operate(&mut session, |_, _| {
        Ok(OrganizationResponse::default()
            .with("OperationName", event.name)
            .with("BackgroundOperationStateCode", event.state)
            .with("BackgroundOperationStatusCode", status))
    })?;
    Ok(session.into_writes())
}
