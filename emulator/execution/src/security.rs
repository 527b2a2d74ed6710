//! Authentication of callers and authorization of requests.
//!
//! [`authorize`] checks every request; [`query_visible`] limits a query to the rows that the caller may read.
//! Privileges are derived from the tables; principals are read from rows (`registry`). This module knows neither SQL
//! nor the main operation of a message.

mod access_check;
mod authorize;
mod caller;
mod extent;
mod first;
mod grants;
mod monitor;
mod principal_rights;
mod provision;
mod refusal;
mod row_filter;
mod shares;

pub(crate) use authorize::{Trust, authorize, may, may_run_later};
pub use caller::{Admission, Caller, Named, admit, caller};
pub(crate) use first::{privilege_row, privilege_rows, role_privilege, role_rows};
pub(crate) use grants::{
    guarded_columns_of_users, may_act_for, may_assign, may_change_user, may_grant, may_release,
};
pub(crate) use monitor::{is_asked, is_hidden, may_access, may_cancel, may_poll, may_use};
pub(crate) use principal_rights::principal_rights;
pub use provision::{Provisioned, UserSpec};
pub(crate) use row_filter::query_visible;
pub(crate) use shares::{GRANTED, INHERITED, is_shareable, rights_of, share_id};
