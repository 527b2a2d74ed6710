//! Labels of something that is changed: replaced, or merged with the present ones (`MergeLabels`).

use dataverse_model::metadata::{Details, Labels};

/// What becomes of present labels in languages that a change does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merge {
    /// They stay.
    Kept,
    /// They go.
    Replaced,
}

impl Merge {
    pub(crate) const fn of(kept: bool) -> Self {
        match kept {
            true => Self::Kept,
            false => Self::Replaced,
        }
    }

    /// The labels after a change; the present ones if none are given.
    pub(crate) fn labels(self, given: Option<Labels>, present: &Labels) -> Labels {
        match (given, self) {
            (None, _) => present.clone(),
            (Some(given), Self::Kept) => given.merged(present),
            (Some(given), Self::Replaced) => given,
        }
    }

    /// The details after a change: what is not given stays, as does the id.
    pub(crate) fn details(self, given: Details, present: &Details) -> Details {
        let mut details = present.clone();
        details.description = match (given.description, &present.description) {
            (Some(given), Some(present)) => Some(self.labels(Some(given), present)),
            (given, present) => given.or_else(|| present.clone()),
        };
        details.properties.extend(given.properties);
        details
    }
}
