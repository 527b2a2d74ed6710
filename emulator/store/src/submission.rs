//! What is accepted to be done later: a background operation, a system job.

use dataverse_protocol::value::EntityReference;
use uuid::Uuid;

/// A background operation that is accepted (BG-046, BG-047).
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Its id.
    pub id: Uuid,
    /// Unique name of the custom API; also the row's `name`.
    pub custom_api: String,
    /// Display name of the custom API.
    pub display_name: String,
    /// The request, losslessly, in a form of the engine's own.
    pub request_exact: String,
    /// The text of the `inputparameters` column (BG-05H).
    pub input_memo: String,
    /// Who runs it (`runas`) and made the row.
    pub caller: Uuid,
    /// Who acted for the caller.
    pub delegate: Option<Uuid>,
    /// Scheme and authority the caller used, without a trailing slash: what self-URLs begin with.
    pub origin: String,
    /// Where the end is to be posted to, if anywhere.
    pub callback: Option<String>,
    /// Correlation id of the request that submitted it.
    pub correlation: Uuid,
    /// How many operations led here, each started by a handler of the one before.
    pub chain: u32,
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
    /// Who runs it, owns the row and made it.
    pub caller: Uuid,
    /// Who acted for the caller.
    pub delegate: Option<Uuid>,
    /// `correlationid`.
    pub correlation: Uuid,
    /// `requestid`.
    pub request: Option<Uuid>,
    /// `depth`.
    pub depth: u8,
    /// As [`Submission::origin`].
    pub origin: String,
    /// As [`Submission::chain`].
    pub chain: u32,
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
