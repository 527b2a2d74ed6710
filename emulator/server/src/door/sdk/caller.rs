//! The caller of an SDK request: the token's user, or the user in the SOAP headers (SO-004).

use dataverse_operation::fault::Fault;
use dataverse_protocol::soap::Headers;

use crate::door::http_request::HttpRequest;
use crate::organization::Organization;
use dataverse_execution::organization::Call;
use dataverse_execution::{Named, caller};

/// The call as the user in the SOAP headers, otherwise as the token's user.
///
/// # Errors
/// The token's user may not impersonate others; the named user does not exist or is disabled.
pub(super) fn of(
    organization: &Organization,
    inbound: &HttpRequest,
    headers: &Headers,
) -> Result<Call, Fault> {
    let named = match (headers.caller_id, headers.caller_object_id) {
        (Some(id), _) => Named::User(id),
        (None, Some(id)) => Named::Object(id),
        (None, None) => Named::NoUser,
    };
    let (registry, rules) = (organization.registry(), organization.rules());
    let caller = caller(&registry, &rules, inbound.signed.user, named)?;
    Ok(inbound.call(organization, caller))
}
