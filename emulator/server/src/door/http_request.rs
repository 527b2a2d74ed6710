//! A request as it came in, before anybody knows what it means.

use axum::body::Bytes;
use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_protocol::prefer::Preferences;
use uuid::Uuid;

use super::head::Head;
use super::sign_in::SignedIn;
use crate::organization::Organization;
use dataverse_execution::organization::Call;
use dataverse_execution::{Bypass, Caller, Named, caller};
use dataverse_runtime::activity::Work;

/// One request with its body.
pub(crate) struct HttpRequest {
    /// Handed on from one to the next while it is answered.
    pub(crate) head: Box<Head>,
    pub(crate) body: Bytes,
    /// Whose token it carries.
    pub(crate) signed: SignedIn,
    /// Counts the request as going on.
    pub(crate) work: Work,
    /// What it is a part of.
    pub(crate) place: BatchPosition,
}

/// What a request is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BatchPosition {
    /// Of nothing.
    Alone,
    /// Of a batch.
    Batch,
    /// Of a change set.
    ChangeSet,
}

/// The headers that name whom a request is made for.
const CALLER_ID: &str = "MSCRMCallerID";
const CALLER_OBJECT_ID: &str = "CallerObjectId";

impl HttpRequest {
    /// A request that is part of nothing.
    pub(crate) const fn alone(head: Box<Head>, body: Bytes, signed: SignedIn, work: Work) -> Self {
        Self {
            head,
            body,
            signed,
            work,
            place: BatchPosition::Alone,
        }
    }

    /// What the caller asks for is called as: inside what a running handler works on, if it carries
    /// that handler's token.
    pub(crate) fn call(&self, organization: &Organization, caller: Caller) -> Call {
        match &self.signed.joined {
            Some(joined) => {
                let mut call = Call::clone(joined);
                call.provenance.caller = caller.user;
                // Who acts for the one behind the request that it joins does so here, too.
                if caller.on_behalf_by.is_some() {
                    call.provenance.on_behalf_by = caller.on_behalf_by;
                }
                call
            }
            None => Call {
                provenance: organization.provenance(&self.head.origin, caller),
                bypass: Bypass::default(),
                unit: None,
            },
        }
    }

    /// The provenance under which a door checks a right of the caller without running a request. No other request follows
    /// from it, so it has no ids that tie requests together.
    pub(crate) fn asked(&self, organization: &Organization, caller: Caller) -> Provenance {
        if self.signed.joined.is_some() {
            return self.call(organization, caller).provenance;
        }
        let Caller { user, on_behalf_by } = caller;
        let origin = self.head.origin.clone();
        Provenance::of_client(user, on_behalf_by, Uuid::nil(), None, origin)
    }

    /// Its preferences.
    pub(crate) fn preferences(&self) -> Preferences {
        Preferences::parse(self.head.headers.get_all("prefer"))
    }

    /// A header's text, where it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    }

    /// Who calls: the token's user, or whom a header of the Web API names (IM-001..IM-004).
    ///
    /// # Errors
    /// The user may not act for others, or nobody is named who can be.
    pub(crate) fn caller(&self, organization: &Organization) -> Result<Caller, Fault> {
        let named = match (self.id(CALLER_ID)?, self.id(CALLER_OBJECT_ID)?) {
            (Some(id), _) => Named::User(id),
            (None, Some(id)) => Named::Object(id),
            (None, None) => Named::Nobody,
        };
        caller(
            &organization.registry(),
            &organization.rules(),
            self.signed.user,
            named,
        )
    }

    fn id(&self, name: &str) -> Result<Option<Uuid>, Fault> {
        let Some(text) = self.header(name).filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        match text.trim().parse::<Uuid>() {
            // As in the SDK, the id of nobody names nobody.
            Ok(id) => Ok((!id.is_nil()).then_some(id)),
            Err(_) => Err(Fault::invalid_argument(format!(
                "The header {name} is '{text}': expected the id of a user, a GUID."
            ))),
        }
    }
}
