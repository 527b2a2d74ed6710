//! A request that runs once more, because another request created or deleted a row which it had read. Of a change set, all
//! requests run again.

use dataverse_model::message::{Message, TARGET, TARGETS};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::{Contested, MOST_RUNS, Refusal};

use crate::error::Error;

/// A request and how often it may still run.
#[derive(Debug)]
pub(crate) struct Tries {
    /// The request as it came, as long as it may run again.
    kept: Option<OrganizationRequest>,
    left: usize,
}

impl Tries {
    pub(crate) const fn of(request: OrganizationRequest) -> Self {
        Self {
            kept: Some(request),
            left: MOST_RUNS,
        }
    }

    /// The name of the message, as long as the request may run.
    pub(crate) fn name(&self) -> Option<&str> {
        self.kept.as_ref().map(|request| request.name.as_str())
    }

    /// The request for the next run; `None` if it may not run any more. It is kept for another run only if its message
    /// makes further requests. A message that does not exist is refused at the first run.
    pub(crate) fn next(&mut self, message: Option<&Message>) -> Option<OrganizationRequest> {
        self.left = self.left.checked_sub(1)?;
        match self.left > 0 && message.is_some_and(|message| !message.runs.is_empty()) {
            true => self.kept.clone(),
            false => self.kept.take(),
        }
    }

    /// Whether the request runs again after this error: another request created or deleted one of its rows.
    pub(crate) fn again_after(&self, error: &Error) -> bool {
        let (Some(request), Error::Refused(refusal)) = (&self.kept, error) else {
            return false;
        };
        targets(request).any(|row| Contested::of(row).is_lost(refusal))
    }
}

/// The rows that the upserts of a change set may race for.
#[derive(Debug, Default)]
pub(crate) struct Contests {
    rows: Vec<Contested>,
    /// Where the rows of the last request begin.
    last: usize,
    has_raced: bool,
}

impl Contests {
    /// Takes note of the rows of a request, which are the last ones until the next request.
    pub(crate) fn begin(&mut self, message: Option<&Message>, request: &OrganizationRequest) {
        self.last = self.rows.len();
        if let Some(message) = message {
            self.rows.extend(contested(message, request));
        }
    }

    /// Takes note of the error of the last request. Only its own rows can be those of another request: what earlier ones
    /// of the change set wrote is refused for good.
    pub(crate) fn failed(&mut self, error: &Error) {
        if let Error::Refused(refusal) = error {
            let mut own = self.rows.iter().skip(self.last);
            self.has_raced |= own.any(|row| row.is_lost(refusal));
        }
    }

    /// The rows of all requests.
    pub(crate) fn into_rows(self) -> Vec<Contested> {
        self.rows
    }

    /// Whether a request failed because another one created or deleted a row.
    pub(crate) const fn has_raced(&self) -> bool {
        self.has_raced
    }

    /// Whether the store refused the writes because another request created or deleted a row.
    pub(crate) fn is_race(&self, refusal: &Refusal) -> bool {
        self.rows.iter().any(|row| row.is_lost(refusal))
    }
}

/// The rows that a request may lose to another one: those of an upsert.
pub(crate) fn contested(
    message: &Message,
    request: &OrganizationRequest,
) -> impl Iterator<Item = Contested> {
    let rows = is_upsert(message).then(|| targets(request));
    rows.into_iter().flatten().map(Contested::of)
}

/// Whether a message decides by what it reads between a create and an update.
fn is_upsert(message: &Message) -> bool {
    ["Create", "Update"]
        .iter()
        .all(|name| message.runs.contains(name))
}

/// The rows that a request names as what it changes.
fn targets(request: &OrganizationRequest) -> impl Iterator<Item = &Entity> {
    let one = match request.parameters.get(TARGET) {
        Some(Value::Entity(row)) => Some(&**row),
        _ => None,
    };
    let many = match request.parameters.get(TARGETS) {
        Some(Value::Collection(rows)) => rows.entities.as_slice(),
        _ => &[],
    };
    one.into_iter().chain(many)
}
