//! The platform's rights on rows: their names and numbers.

/// An access right on rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Create a row.
    Create,
    /// Read a row.
    Read,
    /// Change a row.
    Write,
    /// Delete a row.
    Delete,
    /// Set a lookup of a row.
    Append,
    /// Refer to a row from another one.
    AppendTo,
    /// Change a row's owner.
    Assign,
    /// Share a row with other users.
    Share,
}

impl Right {
    /// All rights.
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

    /// The name, as in `prvReadContact` and `ReadAccess`.
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

    /// The value of the platform's enumeration `AccessRights` (PV-006).
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

    /// Whether tables without owners have the right too.
    pub const fn is_without_owner(self) -> bool {
        !matches!(self, Self::Assign | Self::Share)
    }
}
