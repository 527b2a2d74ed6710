//! The depth of a privilege: the SDK's enumeration and the column's bit mask (PV-003).

/// The depth of a privilege, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The user's own rows.
    Basic,
    /// Rows of the user's business unit.
    Local,
    /// Rows of the user's business unit and its descendants.
    Deep,
    /// All rows of the organization.
    Global,
}

impl Depth {
    pub(crate) const ALL: [Self; 4] = [Self::Basic, Self::Local, Self::Deep, Self::Global];

    /// The member name in the SDK's enumeration.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Basic => "Basic",
            Self::Local => "Local",
            Self::Deep => "Deep",
            Self::Global => "Global",
        }
    }

    /// The number in the SDK's enumeration, from 0.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Basic => 0,
            Self::Local => 1,
            Self::Deep => 2,
            Self::Global => 3,
        }
    }

    /// The bit in `roleprivileges.privilegedepthmask`.
    pub(crate) const fn mask(self) -> i32 {
        1 << self.number()
    }

    /// The greatest depth in a bit mask.
    pub(crate) fn of_mask(mask: i64) -> Option<Self> {
        let has = |depth: &Self| mask & i64::from(depth.mask()) != 0;
        Self::ALL.into_iter().rev().find(has)
    }

    /// Reads a name, a number, or a number as text, as clients send it (PV-004).
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|depth| depth.name() == text || depth.number().to_string() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::Depth;

    #[test]
    fn a_depth_is_written_in_three_ways_and_stored_in_a_fourth() {
        for (depth, name, number, mask) in [
            (Depth::Basic, "Basic", "0", 1),
            (Depth::Local, "Local", "1", 2),
            (Depth::Deep, "Deep", "2", 4),
            (Depth::Global, "Global", "3", 8),
        ] {
            assert_eq!(Depth::parse(name), Some(depth));
            assert_eq!(Depth::parse(number), Some(depth));
            assert_eq!(depth.mask(), mask);
            assert_eq!(Depth::of_mask(mask.into()), Some(depth));
        }
        assert_eq!(Depth::parse("4"), None);
        assert_eq!(Depth::parse("global"), None);
        assert_eq!(Depth::of_mask(0), None);
        assert_eq!(Depth::of_mask(15), Some(Depth::Global));
    }
}
