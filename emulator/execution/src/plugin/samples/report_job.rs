//! The report job: an account's report, made in the background, as an application on Dataverse does it.
//!
//! Four plug-in types share the row of a job (`contoso_reportjob`), which is all that they know of each other:
//!
//! ```text
//! client ─► contoso_GenerateAccountReport   start::Start      makes the row, sets its status to 2, answers at once
//!                  Update of the row ─►     process::Process  asynchronous step: progress, report as a note, status 3 or 4
//! client ─► contoso_GetReportStatus         status::Status    reads the row
//! client ─► contoso_GetReport               fetch::Fetch      reads the note
//! ```
//!
//! The step is registered with `filteringattributes = contoso_status`: the progress that it writes does not call it again.
//! A client that wants to be told of the end registers a webhook on the same update.

mod fetch;
mod format;
mod gather;
mod job;
mod metrics;
mod process;
mod start;
mod status;

use crate::plugin::prelude::Uuid;

pub(super) use fetch::Fetch;
pub(super) use process::Process;
pub(super) use start::Start;
pub(super) use status::Status;

/// `plugintypeid` of the four types, which end in 1 to 4.
pub(super) const fn type_id(number: u128) -> Uuid {
    Uuid::from_u128(0xc0de_0000_0000_4000_8000_0000_0000_0000 + number)
}
