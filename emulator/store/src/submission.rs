//! What is accepted to be done later: a background operation, a system job.

use dataverse_model::Provenance;
use dataverse_protocol::value::EntityReference;
use uuid::Uuid;

/// A background operation that is accepted (BG-046, BG-047).
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// `backgroundoperationid`.
    pub id: Uuid,
    /// The name of the message, such as the unique name of a custom API; the row's `name`.
    pub name: String,
    /// The row's `displayname`.
    pub display_name: String,
    /// What its attempts do, as a text of the execution's own that the store does not read.
    pub task: String,
    /// The text of the `inputparameters` column (BG-05H).
    pub input_memo: String,
    /// The address that its end is posted to.
    pub callback: Option<String>,
    /// That of the request that submitted it: `runas`, `createdby` and `createdonbehalfby` are its caller and the user
    /// who acts for the caller.
    pub provenance: Provenance,
}

/// The execution of an asynchronous step that is to take place (PL-020).
#[derive(Debug, Clone, PartialEq)]
pub struct JobSubmission {
    /// `asyncoperationid`.
    pub id: Uuid,
    /// `owningextensionid`; its name is the job's.
    pub step: EntityReference,
    /// `messagename`.
    pub message: String,
    /// `regardingobjectid`; its table is `primaryentitytype`.
    pub regarding: Option<EntityReference>,
    /// Jobs of one lane share a bound: the origin of a webhook's URL, empty in process.
    pub lane: String,
    /// What the handler is told, in a form of the pipeline's own.
    pub context: String,
    /// That of the request that caused it, as the user whom the step runs as: `createdby`, `ownerid`,
    /// `createdonbehalfby`, `correlationid`, `requestid` and `depth` are its members.
    pub provenance: Provenance,
    /// Whether the row stays.
    pub keep: KeepJob,
}

/// Whether the row of a system job stays when it has succeeded (`asyncautodelete`, BG-0A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepJob {
    /// It does.
    Always,
    /// It is deleted; that of a failed or cancelled job stays.
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
