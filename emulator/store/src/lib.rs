//! Rows, operations and due effects in SQLite. No other crate knows SQLite.
//!
//! A [`Store`] has one writer, which commits changes in groups and is the only serialization point.
//! A [`View`] reads committed rows; a [`Unit`] also reads its own uncommitted writes. The store
//! does not know what a message means, which caller may do what, or when something is due.

mod access;
mod aggregate;
mod apply;
mod bind;
mod bind_error;
mod bound;
mod bounds;
mod bulk_deletions;
mod cell;
mod change;
mod checkpoint;
mod condition;
mod connections;
mod contested;
mod database;
mod date_condition;
mod date_part;
mod definitions;
mod delete;
mod deleted;
mod due_effect;
mod edit;
mod effects;
mod events;
mod expiry;
mod file_lock;
pub mod files;
mod fiscal;
mod form;
mod handle;
mod hierarchy;
mod indexes;
mod job_queues;
mod jobs;
mod links;
mod location;
mod matcher;
mod operand;
mod operations;
mod order;
mod outage;
mod paging;
mod pattern;
mod period;
mod predicate;
mod published;
mod query_context;
mod read;
mod readable;
mod recover;
mod refusal;
mod row_reader;
mod schema;
mod shadow;
mod sql;
mod statements;
mod submission;
mod template;
mod temporary;
mod undo;
mod unit;
mod view;
mod visibility;
mod writer;

#[cfg(test)]
mod foundations;
#[cfg(test)]
mod tests;

pub use bind::{bind, bind_for_caller};
pub use bind_error::BindError;
pub use bound::Bound;
pub use cell::ticks;
pub use change::{
    AfterTry, CallbackId, Change, Committed, CompletionEvent, EventId, Expect, Outcome, Write,
};
pub use checkpoint::Checkpointer;
pub use contested::{Contested, MOST_RUNS};
pub use deleted::CHANGES_KEPT;
pub use due_effect::{
    CallbackDue, CalledBack, DueEffect, EffectKind, EventDue, JobCall, Submitted,
};
pub use handle::{Opening, Store};
pub use job_queues::RecoveredJobs;
pub use location::{DatabaseLocation, OpenError, erase};
pub use outage::until_available;
pub use query_context::{
    Calendar, FiscalNames, FiscalPeriod, FiscalYearNamedBy, QueryContext, YearDigits,
};
pub use read::{Limit, StoreError, StoredPhase};
pub use readable::readable;
pub use recover::{Recovered, Unfinished};
pub use refusal::{Refusal, Staleness};
pub use schema::SchemaError;
pub use sql::Names;
pub use submission::{JobSubmission, JobWork, KeepJob, Submission, Task};
pub use template::{Beginning, Template};
pub use temporary::sweep_temporary;
pub use unit::{Savepoint, Unit};
pub use view::View;
pub use visibility::{
    Everything, IdCondition, ListedRows, RowCondition, RowVisibility, VisibleRows,
};
