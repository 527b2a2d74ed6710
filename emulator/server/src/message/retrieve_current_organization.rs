//! `RetrieveCurrentOrganization`: what the organization is called and where it is served (section
//! 6.1).

use dataverse_operation::fault::Fault;
use dataverse_protocol::organization_detail::{Endpoint, EndpointKind, OrganizationDetail};
use dataverse_protocol::query::Columns;
use dataverse_protocol::request::OrganizationResponse;
use dataverse_protocol::value::{Attributes, Value};

use super::arguments::Arguments;
use super::{Session, retrieve_version};
use crate::metadata::samples::{DATACENTER, ENVIRONMENT, TENANT};

pub(super) const NAME: &str = "RetrieveCurrentOrganization";

/// From which side the addresses are wanted; here they are the same from every side.
pub(super) const ACCESS_TYPE: &str = "AccessType";
const ACCESS_TYPES: [&str; 3] = ["Default", "Internet", "Intranet"];

/// The access type is read, and makes no difference.
pub(super) struct RetrieveCurrentOrganization;

pub(super) fn read(parameters: Attributes) -> Result<RetrieveCurrentOrganization, Fault> {
    let mut arguments = Arguments::new(NAME, parameters);
    match arguments.take(ACCESS_TYPE) {
        None => {}
        Some(Value::String(name)) if ACCESS_TYPES.contains(&name.as_str()) => {}
        Some(other) => {
            let expected = format!("one of {}", ACCESS_TYPES.join(", "));
            return Err(arguments.misshapen(ACCESS_TYPE, &expected, &other));
        }
    }
    arguments.finish()?;
    Ok(RetrieveCurrentOrganization)
}

pub(super) fn run(
    session: &Session<'_>,
    _: RetrieveCurrentOrganization,
) -> Result<OrganizationResponse, Fault> {
    let organization = session.organization();
    let id = organization.id();
    let columns = Columns::Named(vec!["name".to_owned()]);
    let row = session.retrieve(&session.table("organization")?, id, &columns)?;
    let friendly_name = row
        .as_ref()
        .and_then(|row| row.get("name"))
        .and_then(Value::as_str)
        .unwrap_or_else(|| organization.name());
    let detail = OrganizationDetail {
        id,
        friendly_name: friendly_name.to_owned(),
        version: retrieve_version::VERSION.to_owned(),
        environment: ENVIRONMENT,
        datacenter: DATACENTER,
        geo: "NA".to_owned(),
        tenant: TENANT,
        url_name: organization.name().to_owned(),
        unique_name: organization.unique_name(),
        endpoints: endpoints(&session.call().origin),
    };
    Ok(OrganizationResponse::default().with("Detail", detail))
}

/// Where the caller finds what, by the address it used itself.
fn endpoints(origin: &str) -> Vec<Endpoint> {
    [
        (EndpointKind::WebApplication, "/"),
        (
            EndpointKind::OrganizationService,
            "/XRMServices/2011/Organization.svc",
        ),
        (EndpointKind::OrganizationDataService, "/api/data/v9.2/"),
    ]
    .into_iter()
    .map(|(kind, path)| Endpoint {
        kind,
        address: format!("{origin}{path}"),
    })
    .collect()
}
