//! What a request of a batch depends on: earlier requests, and a condition on how they have ended (J-06).

mod condition;

use thiserror::Error;

pub use condition::{Condition, ConditionError};

/// What has to be so before a request is executed. A request of a multipart document depends on nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dependencies {
    /// The ids of earlier requests and the names of earlier atomicity groups.
    pub on: Vec<String>,
    /// The member `if`. Without one, everything that the request depends on has to succeed.
    pub condition: Option<Condition>,
}

/// Why a request is not executed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unmet {
    /// What the request depends on has failed.
    #[error("The request was not executed, since it depends on '{on}', which has not succeeded.")]
    Failed {
        /// The id of the request, or the name of the atomicity group, that has failed.
        on: String,
    },
    /// The condition of the request is false.
    #[error("The request was not executed, since its condition 'if' is false.")]
    Condition,
}

impl Dependencies {
    /// Whether the request may be executed; `succeeded` says it of an earlier request or atomicity group.
    ///
    /// # Errors
    /// [`Unmet`] if it may not.
    pub fn check(&self, succeeded: impl Fn(&str) -> bool) -> Result<(), Unmet> {
        match &self.condition {
            Some(condition) if condition.holds(&succeeded) => Ok(()),
            Some(_) => Err(Unmet::Condition),
            None => match self.on.iter().find(|on| !succeeded(on)) {
                Some(on) => Err(Unmet::Failed { on: on.clone() }),
                None => Ok(()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_waits_for_all_or_for_its_condition() {
        let succeeded = |on: &str| on == "good";
        let check = |on: &[&str], condition: Option<&str>| {
            let dependencies = Dependencies {
                on: on.iter().map(|on| (*on).to_owned()).collect(),
                condition: condition.map(|text| Condition::parse(text).unwrap()),
            };
            dependencies.check(succeeded)
        };
        let failed = |on: &str| Err(Unmet::Failed { on: on.to_owned() });
        assert_eq!(check(&[], None), Ok(()));
        assert_eq!(check(&["good"], None), Ok(()));
        assert_eq!(check(&["good", "bad"], None), failed("bad"));
        let not = Some("not $bad/$succeeded");
        assert_eq!(check(&["good", "bad"], not), Ok(()));
        let both = Some("$good/$succeeded and $bad/$succeeded");
        assert_eq!(check(&["good", "bad"], both), Err(Unmet::Condition));
    }
}
