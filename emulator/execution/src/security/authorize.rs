//! Authorization of a request, before its main operation (PL-032, PV-007).
//!
//! The message description names the required rights; this file applies them to the rows of the request.

use std::sync::Arc;

use dataverse_model::message::{Access, Binding, Message, Right, TARGET, TARGETS, Visibility};
use dataverse_model::metadata::{Column, ColumnKind, Navigation, Table, Writable};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{HiddenRow, PrivilegeAtRun};
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, EntityReference, Related, Value};
use uuid::Uuid;

use super::access_check::AccessCheck;
use super::refusal;
use crate::privilege::UNIT;
use crate::registry::Presence;
use crate::session::Session;
use crate::subject::subject;

/// Setting this lookup is an assignment, which requires Assign, not Append and AppendTo.
const OWNER: &str = "ownerid";

/// Checks that the users of a session may run a message.
///
/// # Errors
/// A user lacks a privilege, or its depth does not include the row; the caller is not a member of the organization; a
/// plug-in calls a private message.
pub(crate) fn authorize(
    session: &Session<'_>,
    message: &Message,
    request: &OrganizationRequest,
) -> Result<(), Fault> {
    may_be_called(session, message)?;
    let bypass = session.bypass().privileges();
    let bound = bound_row(session, message, request);
    if message.rights.is_empty() && bypass.is_empty() && bound.is_none() {
        return Ok(());
    }
    let Some(check) = AccessCheck::of(session.registry(), session.provenance(), session.rules())?
    else {
        return Ok(());
    };
    for name in bypass {
        check.named(name)?;
    }
    for access in message.rights.iter() {
        check.access(session, access, request)?;
    }
    match bound {
        Some((table, id)) => check.named_row(session, Right::Read, table, id),
        None => Ok(()),
    }
}

/// The row that a message is called on, if the caller has to see it: a call on a row takes no privilege on the row's
/// table (CA-047), unless rule `hidden_row` hides rows (PV-045).
fn bound_row<'s>(
    session: &'s Session<'_>,
    message: &Message,
    request: &OrganizationRequest,
) -> Option<(&'s Arc<Table>, Uuid)> {
    let Binding::Entity { parameter, .. } = &message.binding else {
        return None;
    };
    match request.parameters.get(*parameter) {
        Some(Value::Reference(row)) if session.rules().hidden_row == HiddenRow::NotFound => {
            let table = session.metadata().table(&row.table)?;
            Some((table, row.id))
        }
        _ => None,
    }
}

/// Checks that the caller has a right on a row that a request names otherwise than by its `Target`.
///
/// # Errors
/// A user lacks the privilege, or its depth does not include the row.
pub(crate) fn may(session: &Session<'_>, right: Right, row: &EntityReference) -> Result<(), Fault> {
    let check = AccessCheck::of(session.registry(), session.provenance(), session.rules())?;
    match (check, session.metadata().table(&row.table)) {
        (Some(check), Some(table)) => check.named_row(session, right, table, row.id),
        _ => Ok(()),
    }
}

/// Checks an accepted background operation again before it runs, if rule `privilege_at_run` says so (U-28, PV-027). The
/// answer says whether privileges are checked, too.
///
/// # Errors
/// The user is disabled.
pub(crate) fn may_run_later(session: &Session<'_>) -> Result<Trust, Fault> {
    if session.rules().privilege_at_run == PrivilegeAtRun::Trusted {
        return Ok(Trust::Accepted);
    }
    let principals = &session.registry().principals;
    let user = principals.user(session.provenance().caller);
    if user.is_some_and(|user| user.presence == Presence::Disabled) {
        return Err(refusal::disabled());
    }
    Ok(Trust::Asked)
}

/// Whether the caller's privileges are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// They are not: the request was authorized before.
    Accepted,
    /// They are.
    Asked,
}

/// Plug-ins cannot call a private custom API; the text is the emulator's (CA-028). A plug-in's request has a depth
/// greater than 1.
fn may_be_called(session: &Session<'_>, message: &Message) -> Result<(), Fault> {
    let is_private = message
        .custom_api
        .as_ref()
        .is_some_and(|api| api.visibility == Visibility::Private);
    if !is_private || session.provenance().depth <= 1 {
        return Ok(());
    }
    Err(Fault::new(
        code::NOT_SUPPORTED,
        format!(
            "The custom API '{}' is private: a plug-in cannot call it, and neither can a handler with the token it was given.",
            message.name
        ),
    ))
}

impl AccessCheck<'_> {
    fn access(
        &self,
        session: &Session<'_>,
        access: &Access,
        request: &OrganizationRequest,
    ) -> Result<(), Fault> {
        let subject = subject(request);
        // A missing table or row is refused later, by the message itself.
        let table = session.metadata().table(subject.table);
        let targets = targets(request);
        match (access, table) {
            (Access::Row(right), Some(table)) => {
                let named = match request.parameters.get(TARGETS) {
                    Some(Value::References(rows)) => rows.iter().map(|row| row.id).collect(),
                    _ => Vec::from_iter(subject.id),
                };
                let mut named = named.into_iter();
                named.try_for_each(|id| self.named_row(session, *right, table, id))
            }
            (Access::Table(right), Some(table)) => self.table(*right, table),
            (Access::NewRow, Some(table)) => {
                let mut targets = targets.iter();
                targets.try_for_each(|target| self.creation(session, table, target))
            }
            (Access::ChangedRow, Some(table)) => {
                let mut targets = targets.iter();
                targets.try_for_each(|target| self.change(session, table, target))
            }
            (Access::Row(_) | Access::Table(_) | Access::NewRow | Access::ChangedRow, None) => {
                Ok(())
            }
            (Access::TableNamed(right, name), _) => self.table(*right, &*session.table(name)?),
            (Access::Privilege(name), _) => self.named(name),
        }
    }

    fn creation(
        &self,
        session: &Session<'_>,
        table: &Arc<Table>,
        target: &Entity,
    ) -> Result<(), Fault> {
        self.new_row(Right::Create, table, target)?;
        self.references(session, table, target, |check| {
            check.new_row(Right::Append, table, target)
        })
    }

    fn change(
        &self,
        session: &Session<'_>,
        table: &Arc<Table>,
        target: &Entity,
    ) -> Result<(), Fault> {
        let given = target.get(&table.primary_id).and_then(Value::as_guid);
        let Some(id) = target.id.or(given) else {
            return Ok(());
        };
        self.named_row(session, Right::Write, table, id)?;
        if target.attributes.contains_key(OWNER) {
            self.named_row(session, Right::Assign, table, id)?;
        }
        self.references(session, table, target, |check| {
            check.named_row(session, Right::Append, table, id)
        })
    }

    /// Setting a lookup requires Append on the referencing row and AppendTo on the referenced one.
    fn references(
        &self,
        session: &Session<'_>,
        table: &Table,
        target: &Entity,
        append: impl Fn(&Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for (name, value) in &target.attributes {
            let refers = table.column(name).is_some_and(is_reference);
            let (true, Value::Reference(reference)) = (refers, value) else {
                continue;
            };
            let Some(other) = session.metadata().table(&reference.table) else {
                continue;
            };
            append(self)?;
            // The business unit of a role, for example, needs no AppendTo.
            if other.logical_name != UNIT {
                self.named_row(session, Right::AppendTo, other, reference.id)?;
            }
        }
        self.hanging(session, table, target, append)
    }

    /// Applies the same to a related row that is created in the same request. The row has no owner yet, so AppendTo is
    /// checked at any depth.
    fn hanging(
        &self,
        session: &Session<'_>,
        table: &Table,
        target: &Entity,
        append: impl Fn(&Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for (name, related) in &target.related {
            if !matches!(related, Related::One(Some(_))) {
                continue;
            }
            if let Some(Navigation::One { target: other, .. }) =
                session.metadata().navigation(table, name)
            {
                append(self)?;
                self.table(Right::AppendTo, &*session.table(&other.table)?)?;
            }
        }
        Ok(())
    }
}

/// The row in `Target`, or the rows in `Targets`.
fn targets(request: &OrganizationRequest) -> &[Entity] {
    let parameters = &request.parameters;
    match parameters.get(TARGET).or_else(|| parameters.get(TARGETS)) {
        Some(Value::Entity(target)) => std::slice::from_ref(target),
        Some(Value::Collection(rows)) => &rows.entities,
        _ => &[],
    }
}

fn is_reference(column: &Column) -> bool {
    matches!(column.kind, ColumnKind::Lookup { .. })
        && column.write != Writable::Never
        && column.logical_name != OWNER
}
