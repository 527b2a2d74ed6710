//! Who asks: the token's user, or whom a SOAP header names (SO-004).

use dataverse_operation::fault::Fault;
use dataverse_protocol::soap::Headers;

use crate::door::http_request::HttpRequest;
use crate::organization::Organization;
use dataverse_execution::organization::Call;
use dataverse_execution::{Named, caller};

/// The call of whoever is named, else of the token's user.
///
/// # Errors
/// The user may not act for others, or nobody is named who can be.
pub(super) fn of(
    organization: &Organization,
    inbound: &HttpRequest,
    headers: &Headers,
) -> Result<Call, Fault> {
    let named = match (headers.caller_id, headers.caller_object_id) {
        (Some(id), _) => Named::User(id),
        (None, Some(id)) => Named::Object(id),
        (None, None) => Named::Nobody,
    };
    let (registry, rules) = (organization.registry(), organization.rules());
    let caller = caller(&registry, &rules, inbound.signed.user, named)?;
    Ok(inbound.call(organization, caller))
}
