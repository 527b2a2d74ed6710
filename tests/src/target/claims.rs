//! What a target is said to be able to do, whose it is, and how far a run may go there.

use serde::Deserialize;

/// What a target is said to be able to do. What it claims is probed before the first scenario; what it does not
/// claim is not tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Claims {
    /// It is the emulator: where nothing is documented it does what its rules say, and it speaks English.
    pub emulator: bool,
    /// It has a control door, through which every scenario gets an organization of its own.
    pub control: bool,
    /// It has the emulator's sample rows and plug-ins.
    pub samples: bool,
    /// The administrator may make custom APIs.
    pub custom_apis: bool,
    /// The administrator may register webhooks and steps.
    pub steps: bool,
    /// The administrator may act for other users.
    pub impersonation: bool,
}

impl Claims {
    /// What an emulator with control door can do.
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
pub enum Ground {
    /// Each in an organization of its own, made over the control door.
    Own,
    /// All in the one organization of the target.
    Shared,
}

/// How far a run may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// Makes and changes only what is the suite's own.
    #[default]
    Safe,
    /// May also do what others would notice; for an organization that is disposable.
    Full,
}

impl Profile {
    /// As the command calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Full => "full",
        }
    }
}
