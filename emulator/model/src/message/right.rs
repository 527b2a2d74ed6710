//! What is done with a row: the names and numbers of the platform's rights.

/// What is done with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Make it.
    Create,
    /// See it.
    Read,
    /// Change it.
    Write,
    /// Remove it.
    Delete,
    /// Have it refer to another.
    Append,
    /// Have another refer to it.
    AppendTo,
    /// Give it to another owner.
    Assign,
    /// Let others see it.
    Share,
}

impl Right {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Create,
        Self::Read,
        Self::Write,
        Self::Delete,
        Self::Append,
        Self::AppendTo,
        Self::Assign,
        Self::Share,
    ];

    /// As in `prvReadContact` and `ReadAccess`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::Delete => "Delete",
            Self::Append => "Append",
            Self::AppendTo => "AppendTo",
            Self::Assign => "Assign",
            Self::Share => "Share",
        }
    }

    /// Its number in the platform's enumeration `AccessRights` (PV-006).
    pub const fn access_right(self) -> i32 {
        match self {
            Self::Read => 1,
            Self::Write => 2,
            Self::Append => 4,
            Self::AppendTo => 16,
            Self::Create => 32,
            Self::Delete => 0x1_0000,
            Self::Share => 0x4_0000,
            Self::Assign => 0x8_0000,
        }
    }

    /// Whether a table without owners has it, too.
    pub const fn is_without_owner(self) -> bool {
        !matches!(self, Self::Assign | Self::Share)
    }
}
