//! Users, roles and privileges: may this user do this, on this table, on this row?
//!
//! Privileges are derived from the metadata; who has which is read from the rows of users, roles and
//! business units, kept in memory, and read again after each commit that touches them. The
//! questions are asked by the message layer, once per message (`permit`); queries are bound with
//! what the caller may see (`Sight`). Nothing here knows HTTP or SQL.

mod act;
mod caller;
mod depth;
mod first;
mod people;
mod permit;
mod privilege;
mod refusal;
mod row;
mod sight;
mod standing;
mod tokens;

pub(crate) use act::{may_cancel, may_execute, may_poll, may_run};
pub(crate) use caller::{Admission, Caller, Named, admit, caller};
pub(crate) use depth::Depth;
pub(crate) use first::{SYSTEM_ADMINISTRATOR, privilege_rows, role_privilege, role_rows};
pub(crate) use people::{Arranged, Person, membership_id};
pub(crate) use permit::permit;
pub(crate) use privilege::{BYPASS_BUSINESS_LOGIC, BYPASS_PLUGINS, Privileges};
pub(crate) use sight::CallerSight;
pub(crate) use standing::Standing;
pub(crate) use tokens::Tokens;

/// The table of users.
pub(crate) const USER: &str = "systemuser";
/// The table of roles.
pub(crate) const ROLE: &str = "role";
/// The table that tells which privileges a role has.
pub(crate) const ROLE_PRIVILEGE: &str = "roleprivileges";
/// The table that tells which roles a user has.
pub(crate) const USER_ROLE: &str = "systemuserroles";
/// The table of business units.
pub(crate) const UNIT: &str = "businessunit";
/// The table of privileges.
pub(crate) const PRIVILEGE: &str = "privilege";
