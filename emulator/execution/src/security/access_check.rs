//! A check of privileges with everything that it depends on: who is asked, in which organization, under which rules.
//!
//! A user who acts for the caller needs what is asked as well as the caller does (IM-001): everything is asked of both. A
//! System Administrator and the platform itself are never asked.

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_model::Provenance;
use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::Rules;

use super::refusal;
use crate::privilege::{Depth, Privilege};
use crate::registry::{Principals, Registry, User};

/// A check of privileges.
pub(super) struct AccessCheck<'a> {
    pub(super) principals: &'a Principals,
    pub(super) provenance: &'a Provenance,
    pub(super) rules: &'a Rules,
    /// The users who are asked: the caller, and the user who acts for the caller.
    pub(super) users: Vec<Arc<User>>,
}

impl<'a> AccessCheck<'a> {
    /// The check of a request; `None` where all of its users may do everything.
    ///
    /// # Errors
    /// A user is not a member of the organization.
    pub(super) fn of(
        registry: &'a Registry,
        provenance: &'a Provenance,
        rules: &'a Rules,
    ) -> Result<Option<Self>, Fault> {
        let principals = &*registry.principals;
        let mut users = Vec::new();
        let delegate = provenance
            .on_behalf_by
            .filter(|_| !Bug::DelegateNotAsked.is_on());
        for id in [Some(provenance.caller), delegate].into_iter().flatten() {
            // The platform itself has no row.
            if id.is_nil() {
                continue;
            }
            let user = principals.user(id).ok_or_else(refusal::no_member)?;
            if !user.may_do_everything() {
                users.push(user.clone());
            }
        }
        if users.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            principals,
            provenance,
            rules,
            users,
        }))
    }

    /// Asks for a privilege of a table, however far it reaches.
    ///
    /// # Errors
    /// It is missing.
    pub(super) fn table(&self, right: Right, table: &Table) -> Result<(), Fault> {
        let privileges = self.principals.privileges();
        match privileges.of_table(&table.logical_name, right) {
            Some(privilege) => self.privilege(privilege),
            None => Ok(()),
        }
    }

    /// Asks for a privilege by its name, however far it reaches. A name that no privilege has any more is one that no
    /// user has.
    ///
    /// # Errors
    /// It is missing.
    pub(super) fn named(&self, name: &str) -> Result<(), Fault> {
        match self.principals.privileges().by_name(name) {
            Some(privilege) => self.privilege(privilege),
            None => Err(Fault::new(
                code::PRIVILEGE_DENIED,
                format!(
                    "Principal user (Id={}, type=8) is missing {name} privilege",
                    self.provenance.caller
                ),
            )),
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
    ///
    /// # Errors
    /// It is missing.
    pub(super) fn depth(&self, user: &User, privilege: &Privilege) -> Result<Depth, Fault> {
        if user.roles.is_empty() {
            return Err(refusal::no_roles(user));
        }
        user.depth(privilege).ok_or_else(|| {
            refusal::missing(
                self.principals,
                user,
                privilege,
                self.provenance.caller,
                self.rules,
            )
        })
    }
}
