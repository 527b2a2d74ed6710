//! Rows, operations and what is due, kept in SQLite: the only module that knows it.
//!
//! A [`Store`] has one writer, which commits changes in groups and is the only serialization
//! point; [`View`]s read what is committed, a [`Unit`] reads its own writes before they are. What a
//! message means, who may do what, and when something is due are not known here.

mod bind;
mod bound;
mod cell;
mod change;
mod condition;
mod connections;
mod operand;
mod paging;
mod pattern;
mod read;
mod released;
mod schema;
mod sql;
mod view;

#[cfg(test)]
mod foundations;

pub use bind::{BindError, bind};
pub use bound::Bound;
pub use change::{
    AfterTry, CallbackId, Change, Committed, Expect, Outcome, Refusal, Staleness, Submission, Write,
};
pub use read::{Limit, StoreError, StoredOperation};
pub use released::{CallbackDue, Released, ReleasedEffect, Work};
pub use sql::Names;
pub use view::View;
