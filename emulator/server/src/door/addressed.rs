//! The organization that a request is for: the listener's own, or at the first listener another one that the host names.
//!
//! Clients such as `ServiceClient` drop the port of an address, so that an organization on a port of its own needs a
//! name (SO-060). The name chooses between organizations that are open to the same client at their own ports as well.

use std::sync::Arc;

use axum::extract::Request;

use super::client_origin::authority;
use crate::host::Listener;
use crate::public_hosts::Host;

/// The listener of the organization that `request` names by a host such as `name.localhost`; `listener` if it names
/// none. A host that is malformed or not served is left to `listener`, which refuses it.
pub(super) fn addressed(listener: Arc<Listener>, request: &Request) -> Arc<Listener> {
    let other = listener.host().and_then(|host| {
        let others = host.others();
        if others.is_empty() {
            return None;
        }
        let authority = authority(request.uri(), request.version(), request.headers()).ok()??;
        let named = Host::read(authority)?;
        // A name may have dots, so several can begin the host; the longest says the most.
        let named = others.iter().filter(|(name, _)| named.begins_with(name));
        named
            .max_by_key(|(name, _)| name.len())
            .map(|(_, other)| other.clone())
    });
    other.unwrap_or(listener)
}
