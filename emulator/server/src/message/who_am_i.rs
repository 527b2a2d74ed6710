//! `WhoAmI`: the caller's user, business unit and organization.

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationResponse;
use dataverse_protocol::value::Attributes;

use super::Session;
use super::arguments::Arguments;

pub(super) const NAME: &str = "WhoAmI";

/// It takes nothing.
pub(super) struct WhoAmI;

pub(super) fn read(parameters: Attributes) -> Result<WhoAmI, Fault> {
    Arguments::new(NAME, parameters).finish()?;
    Ok(WhoAmI)
}

pub(super) fn run(session: &Session<'_>, _: WhoAmI) -> Result<OrganizationResponse, Fault> {
    let organization = session.organization();
    let unit = organization
        .standing()
        .user(session.call().caller)
        .map_or_else(|| organization.business_unit(), |user| user.unit);
    Ok(OrganizationResponse::default()
        .with("BusinessUnitId", unit)
        .with("UserId", session.call().caller)
        .with("OrganizationId", organization.id()))
}
