//! The six legal pairs of `backgroundoperationstatecode` and `backgroundoperationstatuscode`.
//!
//! The numbers are those of `asyncoperation`, without its Suspended state (section 1.6). Labels are
//! metadata and not known here.

/// A state with one of its statuses. Other pairs cannot be constructed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Ready, Waiting For Resources: (0, 0).
    WaitingForResources,
    /// Locked, In Progress: (2, 20).
    InProgress,
    /// Locked, Canceling: (2, 22).
    Canceling,
    /// Completed, Succeeded: (3, 30).
    Succeeded,
    /// Completed, Failed: (3, 31).
    Failed,
    /// Completed, Canceled: (3, 32).
    Canceled,
}

impl Status {
    /// All pairs, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::WaitingForResources,
        Self::InProgress,
        Self::Canceling,
        Self::Succeeded,
        Self::Failed,
        Self::Canceled,
    ];

    /// State code and status code.
    pub fn pair(self) -> (i32, i32) {
        match self {
            Self::WaitingForResources => (0, 0),
            Self::InProgress => (2, 20),
            Self::Canceling => (2, 22),
            Self::Succeeded => (3, 30),
            Self::Failed => (3, 31),
            Self::Canceled => (3, 32),
        }
    }

    /// The status for a pair of codes; `None` for a pair that is not one of the six.
    pub fn from_pair(state: i32, status: i32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|candidate| candidate.pair() == (state, status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_six_pairs_are_legal() {
        let legal: Vec<(i32, i32)> = (-1..=4)
            .flat_map(|state| (-1..=40).map(move |status| (state, status)))
            .filter(|&(state, status)| Status::from_pair(state, status).is_some())
            .collect();
        assert_eq!(legal, [(0, 0), (2, 20), (2, 22), (3, 30), (3, 31), (3, 32)]);
    }

    #[test]
    fn a_pair_names_the_status_it_came_from() {
        for status in Status::ALL {
            let (state, code) = status.pair();
            assert_eq!(Status::from_pair(state, code), Some(status));
        }
    }
}
