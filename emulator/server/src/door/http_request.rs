//! A request with its body and its user, before a door interprets it.

use axum::body::Bytes;
use axum::http::header;
use dataverse_model::Provenance;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::{Leniency, Rules, WithoutEffect};
use dataverse_protocol::odata::primitive::LargeNumbers;
use dataverse_protocol::prefer::Preferences;
use uuid::Uuid;

use super::head::Head;
use super::sign_in::SignedIn;
use crate::organization::Organization;
use dataverse_execution::organization::Call;
use dataverse_execution::{Bypass, Caller, Named, caller};
use dataverse_outbound::journal::Notes;
use dataverse_runtime::activity::Work;

pub(crate) struct HttpRequest {
    /// Boxed, so that passing it on is cheap.
    pub(crate) head: Box<Head>,
    pub(crate) body: Bytes,
    /// The user of the request's token.
    pub(crate) signed: SignedIn,
    /// Counts the request as work.
    pub(crate) work: Work,
    /// The batch or change set that the request is part of.
    pub(crate) place: BatchPosition,
    /// What the journal says beside the response.
    pub(crate) notes: Notes,
}

/// The position of a request in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BatchPosition {
    /// Not part of a batch.
    Alone,
    /// A part of a batch, outside of change sets.
    Batch,
    /// The same where other parts depend on it, which a JSON batch can say.
    DependedOn,
    /// A part of a change set.
    ChangeSet,
}

impl BatchPosition {
    /// Whether a request in this position can run in the background (BG-014, J-11). Requests of a change set end
    /// together, and what others depend on ends before them.
    pub(crate) fn allows_background(self) -> bool {
        matches!(self, Self::Alone | Self::Batch)
    }
}

/// The headers with the user to impersonate.
const CALLER_ID: &str = "MSCRMCallerID";
const CALLER_OBJECT_ID: &str = "CallerObjectId";

impl HttpRequest {
    /// A request that is not part of a batch.
    pub(crate) fn alone(head: Box<Head>, body: Bytes, signed: SignedIn, work: Work) -> Self {
        Self {
            head,
            body,
            signed,
            work,
            place: BatchPosition::Alone,
            notes: Notes::default(),
        }
    }

    /// The call for the organization. If the token is a running handler's, the request joins the unit of work that the
    /// handler runs in.
    pub(crate) fn call(&self, organization: &Organization, caller: Caller) -> Call {
        match &self.signed.joined {
            Some(joined) => {
                let mut call = Call::clone(joined);
                call.provenance.caller = caller.user;
                // If the handler does not impersonate, the impersonator of its own request still applies.
                if caller.on_behalf_by.is_some() {
                    call.provenance.on_behalf_by = caller.on_behalf_by;
                }
                call.provenance.client_origin = Some(self.head.origin.clone());
                call
            }
            None => Call {
                provenance: organization.provenance(&self.head.origin, caller),
                bypass: Bypass::default(),
                unit: None,
            },
        }
    }

    /// The provenance for a privilege check without a request. It has no correlation id, since no request follows from
    /// it.
    pub(crate) fn asked(&self, organization: &Organization, caller: Caller) -> Provenance {
        if self.signed.joined.is_some() {
            return self.call(organization, caller).provenance;
        }
        let Caller { user, on_behalf_by } = caller;
        Provenance {
            client_origin: Some(self.head.origin.clone()),
            ..Provenance::of_client(user, on_behalf_by, Uuid::nil(), None, organization.origin())
        }
    }

    /// Notes for the journal what the client asked for and has no effect, or refuses it (rule `without_effect`).
    ///
    /// # Errors
    /// The rule refuses, and there is something without effect.
    pub(crate) fn without_effect(
        &mut self,
        asked: Vec<String>,
        rules: &Rules,
    ) -> Result<(), Fault> {
        match rules.without_effect {
            WithoutEffect::Refuse if !asked.is_empty() => Err(Fault::not_emulated(format_args!(
                "An effect of {} on this request",
                asked.join(", ")
            ))),
            WithoutEffect::Refuse | WithoutEffect::Note => {
                self.notes.ignored = asked;
                Ok(())
            }
        }
    }

    pub(crate) fn preferences(&self) -> Preferences {
        Preferences::parse(self.head.headers.get_all("prefer"))
    }

    /// The value of a header; `None` if it is missing or not text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    }

    /// The form that the client asks for in `Accept` for large numbers in the response (WA-1A0).
    pub(crate) fn large_numbers(&self, rules: &Rules) -> LargeNumbers {
        let accept = self.header(header::ACCEPT.as_str());
        match (rules.large_numbers_as_texts, accept) {
            (Leniency::Accept, Some(accept)) => LargeNumbers::of_accept(accept),
            (Leniency::Accept | Leniency::Ignore, _) => LargeNumbers::Numbers,
        }
    }

    /// The caller: the token's user, or the user to impersonate (IM-001..IM-004).
    ///
    /// # Errors
    /// The token's user may not impersonate others; the named user does not exist or is disabled.
    pub(crate) fn caller(&self, organization: &Organization) -> Result<Caller, Fault> {
        let named = match (self.id(CALLER_ID)?, self.id(CALLER_OBJECT_ID)?) {
            (Some(id), _) => Named::User(id),
            (None, Some(id)) => Named::Object(id),
            (None, None) => Named::NoUser,
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
            // As in the SDK, the nil id impersonates no user.
            Ok(id) => Ok((!id.is_nil()).then_some(id)),
            Err(_) => Err(Fault::invalid_argument(format!(
                "The header {name} is '{text}': expected the id of a user, a GUID."
            ))),
        }
    }
}
