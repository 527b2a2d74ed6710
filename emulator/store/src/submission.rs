//! Accepted work that runs later: background operations and system jobs.

use dataverse_model::Provenance;
use dataverse_operation::rules::{AsyncProtocol, RuleValue};
use dataverse_protocol::value::EntityReference;
use jiff::Timestamp;
use uuid::Uuid;

/// An accepted background operation (BG-046, BG-047).
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// `backgroundoperationid`.
    pub id: Uuid,
    /// The name of the message, such as the unique name of a custom API, or the first segment of a deferred request's
    /// path; the row's `name`.
    pub name: String,
    /// The row's `displayname`.
    pub display_name: String,
    /// The work of its attempts.
    pub task: Task,
    /// The text of the `inputparameters` column (BG-05H).
    pub input_memo: Option<String>,
    /// The URL that is called at the end of the operation.
    pub callback: Option<String>,
    /// The provenance of the request that submitted the operation. `runas` and `createdby` are its
    /// caller; `createdonbehalfby` is the user who acts for the caller.
    pub provenance: Provenance,
}

/// The work of an operation's attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// A message with parameters: what Dataverse runs in the background.
    Message {
        /// A text that only the execution crate reads.
        exact: String,
    },
    /// An HTTP request as it came: what OData defers.
    Exchange {
        /// A text that only the door reads.
        exact: String,
    },
}

impl Task {
    /// The protocol under which the operation was accepted.
    pub const fn protocol(&self) -> AsyncProtocol {
        match self {
            Self::Message { .. } => AsyncProtocol::Dataverse,
            Self::Exchange { .. } => AsyncProtocol::OData,
        }
    }

    pub(super) fn exact(&self) -> &str {
        match self {
            Self::Message { exact } | Self::Exchange { exact } => exact,
        }
    }

    pub(super) const fn read(protocol: AsyncProtocol, exact: String) -> Self {
        match protocol {
            AsyncProtocol::Dataverse => Self::Message { exact },
            AsyncProtocol::OData => Self::Exchange { exact },
        }
    }
}

/// Reads the protocol in the row of an operation. A row of an earlier version has none: its task is a message.
pub(super) fn protocol(stored: Option<&str>) -> AsyncProtocol {
    let read = stored.and_then(AsyncProtocol::parse);
    read.unwrap_or(AsyncProtocol::Dataverse)
}

/// An accepted execution of an asynchronous step (PL-020), or an accepted request that a system job does (SL-020, MS-070).
#[derive(Debug, Clone, PartialEq)]
pub struct JobSubmission {
    /// `asyncoperationid`.
    pub id: Uuid,
    /// What the job does.
    pub work: JobWork,
    /// The instant before which the job does not run; `None` for a job that is ready.
    pub starts: Option<Timestamp>,
    /// `messagename`.
    pub message: String,
    /// `regardingobjectid`; its table is `primaryentitytype`.
    pub regarding: Option<EntityReference>,
    /// Jobs of one lane share a bound: the origin of a webhook's URL, or an empty text for plug-ins
    /// in the process.
    pub lane: String,
    /// The execution context for the handler, or the request, as a text that only its reader understands.
    pub context: String,
    /// The provenance of the causing request, with the user that the step runs as. Fills the
    /// columns `createdby`, `ownerid`, `createdonbehalfby`, `correlationid`, `requestid` and
    /// `depth`.
    pub provenance: Provenance,
    /// Whether the row stays after a success.
    pub keep: KeepJob,
}

/// What a system job does.
#[derive(Debug, Clone, PartialEq)]
pub enum JobWork {
    /// Executes a step, which is `owningextensionid`; its name is also the job's.
    Step(EntityReference),
    /// Imports a solution, under this name.
    SolutionImport(String),
    /// Deletes rows in bulk, under this name.
    BulkDeletion(String),
}

/// `operationtype` of a bulk deletion: Bulk Delete (MS-070).
pub(super) const BULK_DELETE: i32 = 13;

impl JobWork {
    /// `name`.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Step(step) => step.name.as_deref(),
            Self::SolutionImport(name) | Self::BulkDeletion(name) => Some(name),
        }
    }

    /// `operationtype`: System Event for a step (PL-020), Import Solution Async Operation (SL-020), Bulk Delete.
    pub(super) const fn operation_type(&self) -> i32 {
        match self {
            Self::Step(_) => 1,
            Self::SolutionImport(_) => 203,
            Self::BulkDeletion(_) => BULK_DELETE,
        }
    }

    /// `owningextensionid`.
    pub(super) const fn step(&self) -> Option<Uuid> {
        match self {
            Self::Step(step) => Some(step.id),
            Self::SolutionImport(_) | Self::BulkDeletion(_) => None,
        }
    }
}

/// Whether the row of a succeeded system job stays (`asyncautodelete`, BG-0A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepJob {
    /// The row stays.
    Always,
    /// The row is deleted; the row of a failed or cancelled job stays.
    UntilSuccess,
}

impl KeepJob {
    pub(super) const fn stored(self) -> i64 {
        match self {
            Self::Always => 1,
            Self::UntilSuccess => 0,
        }
    }

    pub(super) const fn read(stored: i64) -> Self {
        match stored {
            0 => Self::UntilSuccess,
            _ => Self::Always,
        }
    }
}
