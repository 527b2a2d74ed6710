//! `RetrieveCurrentOrganization`: returns names, ids and URLs of the organization (section 6.1).

use std::borrow::Cow;

use dataverse_model::message::{Message, Parameter, ValueType};
use dataverse_model::metadata::samples::{DATACENTER, ENVIRONMENT, TENANT};
use dataverse_protocol::complex::{
    Complex, ENDPOINT_ACCESS_TYPE, ENDPOINT_COLLECTION, ORGANIZATION_DETAIL, ORGANIZATION_STATE,
};
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{MessageResult, retrieve_version};
use crate::session::Session;

pub(super) static MESSAGE: Message = Message {
    name: Cow::Borrowed("RetrieveCurrentOrganization"),
    parameters: Cow::Borrowed(&[Parameter::optional(
        "AccessType",
        ValueType::Enumeration(&ENDPOINT_ACCESS_TYPE),
    )]),
    response: Cow::Borrowed(&[Parameter::required(
        "Detail",
        ValueType::Complex(&ORGANIZATION_DETAIL),
    )]),
    ..Message::FUNCTION
};

/// The URLs are the same for every `AccessType`.
pub(super) fn run(session: &mut Session<'_>, _: OrganizationRequest) -> MessageResult {
    let core = session.core();
    let name = session.registry().settings.name.as_deref();
    let detail = Complex::new(&ORGANIZATION_DETAIL)
        .with("OrganizationId", core.id)
        .with("FriendlyName", name.unwrap_or(&core.name))
        .with("OrganizationVersion", retrieve_version::VERSION)
        .with("EnvironmentId", ENVIRONMENT.to_string())
        .with("DatacenterId", DATACENTER)
        .with("Geo", "NA")
        .with("TenantId", TENANT.to_string())
        .with("UrlName", core.name.as_str())
        .with("UniqueName", core.unique_name())
        .with("State", ORGANIZATION_STATE.value("Enabled"))
        .with("Endpoints", endpoints(session.provenance().answer_origin()));
    Ok(OrganizationResponse::default().with("Detail", detail))
}

/// The URLs of the organization's interfaces, based on the URL of the caller's request.
fn endpoints(origin: &str) -> Complex {
    let at = |path| format!("{origin}{path}");
    Complex::new(&ENDPOINT_COLLECTION)
        .with("WebApplication", at("/"))
        .with(
            "OrganizationService",
            at("/XRMServices/2011/Organization.svc"),
        )
        .with("OrganizationDataService", at("/api/data/v9.2/"))
}
