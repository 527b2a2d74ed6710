//! The differences of two runs: per requirement, per scenario, and per field of the exchanges. Pure.
//!
//! The documentation decides which run is wrong. Where the documentation is silent, or both runs do what it says, the
//! difference is called undocumented.

mod fields;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::register::Evidence;
use crate::results::{ReportedRequirement, ReportedScenario, Results};
use crate::target::TargetKind;
use crate::verdict::{Standing, Verdict};

/// The differences of two runs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The first run's name in texts.
    pub first: String,
    /// The second run's name in texts.
    pub second: String,
    /// Reasons why the runs are hard to compare: another register, another suite.
    pub notes: Vec<String>,
    /// The requirements with different verdicts.
    pub requirements: Vec<RequirementDifference>,
    /// The scenarios with different verdicts or different exchanges.
    pub scenarios: Vec<ScenarioDifference>,
}

/// A requirement with different verdicts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequirementDifference {
    /// Its id.
    pub id: String,
    /// The sentence that must hold.
    pub statement: String,
    /// Its verdict in the first run.
    pub first: Standing,
    /// Its verdict in the second run.
    pub second: Standing,
    /// Which run differs from the documentation.
    pub verdict: Blame,
}

/// A scenario with different verdicts or different exchanges.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScenarioDifference {
    /// Its id.
    pub id: String,
    /// The ids of the requirements that it proves.
    pub requirements: Vec<String>,
    /// Its verdict in the first run; `None` where the scenario was not selected.
    pub first: Option<Verdict>,
    /// Its verdict in the second run; `None` where the scenario was not selected.
    pub second: Option<Verdict>,
    /// Which run differs from the documentation.
    pub verdict: Blame,
    /// The fields that differ.
    pub fields: Vec<FieldDifference>,
}

/// A field of an exchange that differs.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDifference {
    /// The field's place: `2 GET <org>/api/…: header Location`; exchanges are counted from 1.
    pub field: String,
    /// Its value in the first run.
    pub first: String,
    /// Its value in the second run.
    pub second: String,
}

/// Which run differs from the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    /// The first run's target does not do what is documented.
    FirstDiffers,
    /// The second run's target does not do what is documented.
    SecondDiffers,
    /// Both targets do not do what is documented.
    BothDiffer,
    /// The documentation is silent about it, or both targets do what it says.
    Undocumented,
    /// One of the runs has no verdict on it.
    NotCompared,
}

impl Blame {
    /// A sentence with the names of the runs.
    pub fn told(self, first: &str, second: &str) -> String {
        match self {
            Self::FirstDiffers => format!("{first} differs from the documentation"),
            Self::SecondDiffers => format!("{second} differs from the documentation"),
            Self::BothDiffer => "both differ from the documentation".to_owned(),
            Self::Undocumented => "undocumented difference".to_owned(),
            Self::NotCompared => "not compared".to_owned(),
        }
    }
}

/// The meaning of a verdict for the target.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Holds,
    Breaks,
    Nothing,
}

impl Says {
    fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass | Verdict::UnexpectedPass => Self::Holds,
            Verdict::Fail | Verdict::KnownFailure => Self::Breaks,
            Verdict::Error | Verdict::NotSupported | Verdict::Inconclusive => Self::Nothing,
            // An informational scenario is recorded for comparison, so neither run is wrong.
            Verdict::Informational => Self::Holds,
        }
    }

    fn standing(standing: Standing) -> Self {
        match standing {
            Standing::Pass | Standing::UnexpectedPass | Standing::Informational => Self::Holds,
            Standing::Fail | Standing::KnownFailure => Self::Breaks,
            Standing::Error
            | Standing::NotSupported
            | Standing::Inconclusive
            | Standing::NotRun
            | Standing::Waived
            | Standing::Unproved => Self::Nothing,
        }
    }
}

fn blame(first: Says, second: Says, documented: bool) -> Blame {
    match (first, second) {
        (Says::Nothing, _) | (_, Says::Nothing) => Blame::NotCompared,
        _ if !documented => Blame::Undocumented,
        (Says::Holds, Says::Holds) => Blame::Undocumented,
        (Says::Breaks, Says::Holds) => Blame::FirstDiffers,
        (Says::Holds, Says::Breaks) => Blame::SecondDiffers,
        (Says::Breaks, Says::Breaks) => Blame::BothDiffer,
    }
}

/// Compares two runs.
pub fn difference(first: &Results, second: &Results) -> Difference {
    let documented: BTreeSet<&str> = first
        .requirements()
        .chain(second.requirements())
        .filter(|one| matches!(one.evidence, Evidence::Documented | Evidence::Example))
        .map(|one| one.id.as_str())
        .collect();
    let (one, other) = names(first, second);
    Difference {
        first: one,
        second: other,
        notes: notes(first, second),
        requirements: requirements(first, second, &documented),
        scenarios: scenarios(first, second, &documented),
    }
}

/// Names of the runs: the kinds of their targets, with addresses or dates where the kinds are the same.
fn names(first: &Results, second: &Results) -> (String, String) {
    let kind = |results: &Results| match results.target.kind {
        TargetKind::Emulator => "emulator",
        TargetKind::Organization => "target",
    };
    let dated = |results: &Results| format!("{} of {}", kind(results), results.date);
    if kind(first) == kind(second) {
        (dated(first), dated(second))
    } else {
        (kind(first).to_owned(), kind(second).to_owned())
    }
}

fn notes(first: &Results, second: &Results) -> Vec<String> {
    let mut notes = Vec::new();
    if first.register != second.register {
        notes.push("the runs judge by different registers".to_owned());
    }
    if first.suite != second.suite {
        let versions = format!("the suite was {} and then {}", first.suite, second.suite);
        notes.push(versions);
    }
    notes
}

fn requirements(
    first: &Results,
    second: &Results,
    documented: &BTreeSet<&str>,
) -> Vec<RequirementDifference> {
    let others: BTreeMap<&str, &ReportedRequirement> = second
        .requirements()
        .map(|one| (one.id.as_str(), one))
        .collect();
    let pairs = first
        .requirements()
        .filter_map(|one| Some((one, *others.get(one.id.as_str())?)));
    pairs
        .filter(|(one, other)| one.verdict != other.verdict)
        .map(|(one, other)| RequirementDifference {
            id: one.id.clone(),
            statement: one.statement.clone(),
            first: one.verdict,
            second: other.verdict,
            verdict: blame(
                Says::standing(one.verdict),
                Says::standing(other.verdict),
                documented.contains(one.id.as_str()),
            ),
        })
        .collect()
}

fn scenarios(
    first: &Results,
    second: &Results,
    documented: &BTreeSet<&str>,
) -> Vec<ScenarioDifference> {
    let index = |results: &'_ Results| -> BTreeMap<String, usize> {
        let all = results.scenarios.iter().enumerate();
        all.map(|(place, one)| (one.id.clone(), place)).collect()
    };
    let (ones, others) = (index(first), index(second));
    let ids: BTreeSet<&String> = ones.keys().chain(others.keys()).collect();
    let compared = ids.into_iter().filter_map(|id| {
        let one = ones.get(id).map(|place| &first.scenarios[*place]);
        let other = others.get(id).map(|place| &second.scenarios[*place]);
        scenario(id, one, other, documented)
    });
    compared.collect()
}

fn scenario(
    id: &str,
    first: Option<&ReportedScenario>,
    second: Option<&ReportedScenario>,
    documented: &BTreeSet<&str>,
) -> Option<ScenarioDifference> {
    let verdict = |side: Option<&ReportedScenario>| side.map(|one| one.verdict);
    let says = |side: Option<&ReportedScenario>| verdict(side).map_or(Says::Nothing, Says::of);
    let either = first.or(second)?;
    let fields = match (first, second) {
        (Some(one), Some(other)) => fields::compare(&one.exchanges, &other.exchanges),
        _ => Vec::new(),
    };
    if verdict(first) == verdict(second) && fields.is_empty() {
        return None;
    }
    let is_documented = either
        .requirements
        .iter()
        .any(|id| documented.contains(id.as_str()));
    Some(ScenarioDifference {
        id: id.to_owned(),
        requirements: either.requirements.clone(),
        first: verdict(first),
        second: verdict(second),
        verdict: blame(says(first), says(second), is_documented),
        fields,
    })
}

#[cfg(test)]
mod tests {
    use super::{Blame, Says, blame};

    #[test]
    fn the_documentation_decides_who_differs() {
        use Says::{Breaks, Holds, Nothing};
        let table = [
            (Breaks, Holds, Blame::FirstDiffers),
            (Holds, Breaks, Blame::SecondDiffers),
            (Breaks, Breaks, Blame::BothDiffer),
            (Holds, Holds, Blame::Undocumented),
            (Nothing, Breaks, Blame::NotCompared),
            (Holds, Nothing, Blame::NotCompared),
        ];
        for (first, second, verdict) in table {
            assert_eq!(blame(first, second, true), verdict);
            let silent = blame(first, second, false);
            let compared = verdict != Blame::NotCompared;
            assert_eq!(silent == Blame::Undocumented, compared);
        }
    }
}
