//! The question each message asks before it is done: may this caller do it? (PL-032, PV-007)
//!
//! Who acts for another user needs what is asked as well as the other does (IM-001): everything is
//! asked of both, and a System Administrator is never asked.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::{Entity, Value};

use super::depth::Depth;
use super::privilege::{Privilege, Right};
use super::refusal;
use super::standing::{Standing, User};
use super::{ROLE, UNIT, USER};
use crate::message::session::Call;
use crate::message::{Platform, Session, platform};
use crate::metadata::{Column, ColumnKind, Table, Writable};
use crate::organization::Organization;
use crate::pipeline::subject;

/// The lookup that says whose a row is; setting it is no reference, but an assignment.
const OWNER: &str = "ownerid";

/// Whether a message may be done for the caller of a session. What a custom API needs is asked
/// elsewhere (`may_execute`).
///
/// # Errors
/// A privilege is missing, or does not reach the row; or the caller is nobody.
pub(crate) fn permit(session: &Session<'_>, request: &OrganizationRequest) -> Result<(), Fault> {
    let message = platform(&request.name);
    let bypass = session.call().bypass.privileges();
    if message.is_none() && bypass.is_empty() {
        return Ok(());
    }
    let Some(asking) = Asking::of(session.organization(), session.call())? else {
        return Ok(());
    };
    for name in bypass {
        if let Some(privilege) = asking.standing.privileges.by_name(name) {
            asking.privilege(privilege)?;
        }
    }
    match message {
        Some(message) => asking.message(session, message, request),
        None => Ok(()),
    }
}

/// A question with everything that it depends on.
pub(super) struct Asking<'a> {
    pub(super) standing: Arc<Standing>,
    pub(super) call: &'a Call,
    pub(super) rules: Arc<Rules>,
    /// Of whom it is asked: the caller, and who acts for the caller.
    pub(super) users: Vec<Arc<User>>,
}

impl<'a> Asking<'a> {
    /// A question of a call; none where there is nobody to ask.
    ///
    /// # Errors
    /// The caller is nobody of this organization.
    pub(super) fn of(organization: &Organization, call: &'a Call) -> Result<Option<Self>, Fault> {
        let standing = organization.standing();
        let mut users = Vec::new();
        let delegate = call.delegate.filter(|_| !Bug::DelegateNotAsked.is_on());
        for id in [Some(call.caller), delegate].into_iter().flatten() {
            // The platform itself has no row.
            if id.is_nil() {
                continue;
            }
            let user = standing.user(id).ok_or_else(refusal::no_member)?;
            if !user.may_do_everything() {
                users.push(user.clone());
            }
        }
        if users.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            standing,
            call,
            rules: organization.rules(),
            users,
        }))
    }

    fn message(
        &self,
        session: &Session<'_>,
        message: Platform,
        request: &OrganizationRequest,
    ) -> Result<(), Fault> {
        let metadata = session.metadata();
        let (table, id) = subject(request);
        // What does not exist is refused by the message itself.
        let table = metadata.table(table);
        match (message, table) {
            (Platform::Create, Some(table)) => match request.parameters.get("Target") {
                Some(Value::Entity(target)) => self.create(session, table, target),
                _ => Ok(()),
            },
            (Platform::Update, Some(table)) => match request.parameters.get("Target") {
                Some(Value::Entity(target)) => self.update(session, table, target),
                _ => Ok(()),
            },
            (Platform::Delete, Some(table)) => match id {
                Some(id) => self.row(session, Right::Delete, table, id),
                None => Ok(()),
            },
            (Platform::Retrieve, Some(table)) => match id {
                Some(id) => self.row(session, Right::Read, table, id),
                None => Ok(()),
            },
            // Which rows are seen is the query's own matter (PV-017).
            (Platform::RetrieveMultiple, Some(table)) => self.table(Right::Read, table),
            (Platform::ExecuteBackgroundOperation, _) if Bug::AnybodySubmits.is_on() => Ok(()),
            (Platform::ExecuteBackgroundOperation, _) => {
                // A row is written, so that is asked first (BG-040, BG-044).
                let operations = session.organization().operations_table();
                if Bug::ReadAskedFirst.is_on() {
                    self.table(Right::Read, operations)?;
                }
                self.table(Right::Write, operations)?;
                self.table(Right::Read, operations)
            }
            (Platform::AddPrivilegesRole, _) => {
                for (right, table) in [
                    (Right::Read, USER),
                    (Right::Read, "organization"),
                    (Right::Write, ROLE),
                    (Right::Read, ROLE),
                ] {
                    let table = session.table(table)?;
                    self.table(right, &table)?;
                }
                Ok(())
            }
            // An upsert is a create or an update, and asked as such.
            (Platform::Upsert, _)
            | (
                Platform::WhoAmI
                | Platform::RetrieveVersion
                | Platform::RetrieveCurrentOrganization,
                _,
            )
            | (
                Platform::Create
                | Platform::Update
                | Platform::Delete
                | Platform::Retrieve
                | Platform::RetrieveMultiple,
                None,
            ) => Ok(()),
        }
    }

    fn create(
        &self,
        session: &Session<'_>,
        table: &Arc<Table>,
        target: &Entity,
    ) -> Result<(), Fault> {
        self.new_row(Right::Create, table, target)?;
        self.references(session, table, target, |asking| {
            asking.new_row(Right::Append, table, target)
        })
    }

    fn update(
        &self,
        session: &Session<'_>,
        table: &Arc<Table>,
        target: &Entity,
    ) -> Result<(), Fault> {
        let given = target.get(&table.primary_id).and_then(Value::as_guid);
        let Some(id) = target.id.or(given) else {
            return Ok(());
        };
        self.row(session, Right::Write, table, id)?;
        if target.attributes.contains_key(OWNER) {
            self.row(session, Right::Assign, table, id)?;
        }
        self.references(session, table, target, |asking| {
            asking.row(session, Right::Append, table, id)
        })
    }

    /// Whoever has a row refer to another may append the one, and append to the other.
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
            if Bug::AppendingNotAsked.is_on() {
                continue;
            }
            append(self)?;
            // A role's business unit and the like are part of what is made, not appended to.
            if other.logical_name != UNIT {
                self.row(session, Right::AppendTo, other, reference.id)?;
            }
        }
        Ok(())
    }

    /// Asks for a privilege of a table, however far it reaches.
    ///
    /// # Errors
    /// It is missing.
    pub(super) fn table(&self, right: Right, table: &Table) -> Result<(), Fault> {
        match self
            .standing
            .privileges
            .of_table(&table.logical_name, right)
        {
            Some(privilege) => self.privilege(privilege),
            None => Ok(()),
        }
    }

    /// Asks for a privilege, however far it reaches.
    ///
    /// # Errors
    /// It is missing.
    pub(super) fn privilege(&self, privilege: &Privilege) -> Result<(), Fault> {
        for user in &self.users {
            self.depth(user, privilege)?;
        }
        Ok(())
    }

    /// How far a user's privilege reaches.
    pub(super) fn depth(&self, user: &User, privilege: &Privilege) -> Result<Depth, Fault> {
        if user.roles.is_empty() {
            return Err(refusal::no_roles(user));
        }
        user.depth(privilege).ok_or_else(|| {
            refusal::missing(
                &self.standing,
                user,
                privilege,
                self.call.caller,
                &self.rules,
            )
        })
    }
}

fn is_reference(column: &Column) -> bool {
    matches!(column.kind, ColumnKind::Lookup { .. })
        && column.write != Writable::Never
        && column.logical_name != OWNER
}
