//! A check of privileges, with its inputs: users, organization, rules.
//!
//! Under impersonation both users need each privilege: the caller and the impersonator (IM-001). The System
//! Administrator and the platform itself pass every check.

use std::sync::Arc;

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
    /// The users to check: the caller and the impersonator, without System Administrators.
    pub(super) users: Vec<Arc<User>>,
}

impl<'a> AccessCheck<'a> {
    /// Makes the check for a request; `None` if no user has to be checked.
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
        let ids = [Some(provenance.caller), provenance.on_behalf_by];
        for id in ids.into_iter().flatten() {
            // The platform itself has the nil id and no row.
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

    /// Checks for a privilege on a table, at any depth.
    ///
    /// # Errors
    /// A user lacks the privilege.
    pub(super) fn table(&self, right: Right, table: &Table) -> Result<(), Fault> {
        let privileges = self.principals.privileges();
        match privileges.of_table(&table.logical_name, right) {
            Some(privilege) => self.privilege(privilege),
            None => Ok(()),
        }
    }

    /// Checks for a privilege by its name, at any depth. No user has a privilege that does not exist (any more).
    ///
    /// # Errors
    /// A user lacks the privilege.
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

    /// Checks for a privilege, at any depth.
    ///
    /// # Errors
    /// A user lacks the privilege.
    pub(super) fn privilege(&self, privilege: &Privilege) -> Result<(), Fault> {
        for user in &self.users {
            self.depth(user, privilege)?;
        }
        Ok(())
    }

    /// The depth of a user's privilege.
    ///
    /// # Errors
    /// The user lacks the privilege.
    pub(super) fn depth(&self, user: &User, privilege: &Privilege) -> Result<Depth, Fault> {
        if !user.has_roles() {
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
