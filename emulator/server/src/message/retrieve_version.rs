//! `RetrieveVersion`: the version of the platform (section 6.1).

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::OrganizationResponse;
use dataverse_protocol::value::Attributes;

use super::arguments::Arguments;

pub(super) const NAME: &str = "RetrieveVersion";

/// The version of the platform that is emulated: clients ask for features by it.
pub(super) const VERSION: &str = "9.2.24073.198";

/// It takes nothing.
pub(super) struct RetrieveVersion;

pub(super) fn read(parameters: Attributes) -> Result<RetrieveVersion, Fault> {
    Arguments::new(NAME, parameters).finish()?;
    Ok(RetrieveVersion)
}

pub(super) fn run(_: RetrieveVersion) -> OrganizationResponse {
    OrganizationResponse::default().with("Version", VERSION)
}
