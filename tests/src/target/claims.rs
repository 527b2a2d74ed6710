//! The claimed capabilities of a target, the isolation of its scenarios, and the profile of a run.

use serde::Deserialize;

/// The capabilities that a target file claims. The suite probes each claim before the first scenario, and does not try
/// capabilities that are not claimed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Claims {
    /// The target is the emulator: its rules decide what is not documented, and its labels are English.
    pub emulator: bool,
    /// The target has a control door, which gives every scenario an organization of its own.
    pub control: bool,
    /// The target has the emulator's sample rows and plug-ins.
    pub samples: bool,
    /// The administrator may create custom APIs.
    pub custom_apis: bool,
    /// The administrator may register webhooks and steps.
    pub steps: bool,
    /// The administrator may impersonate other users.
    pub impersonation: bool,
}

impl Claims {
    /// The capabilities of an emulator with a control door.
    pub const EVERYTHING: Self = Self {
        emulator: true,
        control: true,
        samples: true,
        custom_apis: true,
        steps: true,
        impersonation: true,
    };
}

/// Where scenarios take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationKind {
    /// Each in an organization of its own, made through the control door.
    Own,
    /// All in the target's one organization.
    Shared,
}

/// How far a run may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// The run creates rows of its own and changes only these.
    #[default]
    Safe,
    /// The run may also change what others use; for a disposable organization.
    Full,
}

impl Profile {
    /// The name of the command-line argument.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Full => "full",
        }
    }
}
