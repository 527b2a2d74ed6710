//! The row of a job: its columns as a type, and the changes that a job makes to it.

use super::format::Format;
use crate::plugin::prelude::{Context, Entity, EntityReference, Fault, Timestamp, Uuid, Value};

/// The table of jobs.
pub(super) const TABLE: &str = "contoso_reportjob";

/// `contoso_status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Queued = 1,
    Processing = 2,
    Completed = 3,
    Failed = 4,
}

impl Status {
    /// The status that a row has or an update sets; `None` for a row without it.
    pub(super) fn of(row: &Entity) -> Option<Self> {
        match row.get("contoso_status")?.as_integer()? {
            1 => Some(Self::Queued),
            2 => Some(Self::Processing),
            3 => Some(Self::Completed),
            4 => Some(Self::Failed),
            _ => None,
        }
    }

    /// Whether nothing follows.
    pub(super) fn is_end(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}

impl From<Status> for Value {
    fn from(status: Status) -> Self {
        Self::OptionSet(status as i32)
    }
}

/// A job.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: Uuid,
    /// `None` once the account is deleted.
    pub(super) account: Option<EntityReference>,
    pub(super) include_historical: bool,
    pub(super) format: Format,
    pub(super) status: Status,
    /// Percent.
    pub(super) progress: i32,
    /// The reason of a failure.
    pub(super) error: Option<String>,
    /// The end, successful or not.
    pub(super) completed_on: Option<Timestamp>,
}

impl Job {
    /// Reads a job.
    ///
    /// # Errors
    /// The job does not exist, or the user may not read it.
    pub(super) fn read(context: &mut Context<'_>, id: Uuid) -> Result<Self, Fault> {
        let columns = [
            "contoso_accountid",
            "contoso_includehistorical",
            "contoso_reportformat",
            "contoso_status",
            "contoso_progress",
            "contoso_errormessage",
            "contoso_completedon",
        ];
        let row = context.retrieve(&EntityReference::new(TABLE, id), columns)?;
        let text = |column: &str| row.get(column).and_then(Value::as_str);
        Ok(Self {
            id,
            account: match row.get("contoso_accountid") {
                Some(Value::Reference(account)) => Some((**account).clone()),
                _ => None,
            },
            include_historical: row
                .get("contoso_includehistorical")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            format: Format::named(text("contoso_reportformat").unwrap_or_default()),
            status: Status::of(&row).unwrap_or(Status::Queued),
            progress: match row.get("contoso_progress") {
                Some(Value::Integer(percent)) => *percent,
                _ => 0,
            },
            error: text("contoso_errormessage").map(str::to_owned),
            completed_on: match row.get("contoso_completedon") {
                Some(Value::DateTime(at)) => Some(*at),
                _ => None,
            },
        })
    }

    /// The job that the parameter `JobId` names.
    ///
    /// # Errors
    /// The parameter lacks; as [`Job::read`].
    pub(super) fn asked_for(context: &mut Context<'_>) -> Result<Self, Fault> {
        let id = context.input("JobId").and_then(Value::as_guid);
        let id = id.ok_or_else(|| Fault::parameter_missing("JobId", context.message()))?;
        Self::read(context, id)
    }
}

/// An update of a job, to which the caller adds columns.
pub(super) fn change(id: Uuid) -> Entity {
    Entity {
        id: Some(id),
        ..Entity::new(TABLE)
    }
}

/// Says how much of the work is done.
pub(super) fn set_progress(context: &mut Context<'_>, id: Uuid, percent: i32) -> Result<(), Fault> {
    context.update(change(id).with("contoso_progress", percent))
}

/// Ends a job with its report.
pub(super) fn complete(context: &mut Context<'_>, id: Uuid) -> Result<(), Fault> {
    let end = change(id)
        .with("contoso_status", Status::Completed)
        .with("contoso_progress", 100)
        .with("contoso_completedon", context.now());
    context.update(end)
}

/// Ends a job with the reason why it has no report.
pub(super) fn fail(context: &mut Context<'_>, id: Uuid, reason: &str) -> Result<(), Fault> {
    let reason: String = reason.chars().take(LONGEST_REASON).collect();
    let end = change(id)
        .with("contoso_status", Status::Failed)
        .with("contoso_progress", 0)
        .with("contoso_completedon", context.now())
        .with("contoso_errormessage", reason);
    context.update(end)
}

/// What of a reason fits into its column, in characters, each of which may be two UTF-16 code units.
const LONGEST_REASON: usize = 2000;
