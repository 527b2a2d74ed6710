//! The verdicts on scenarios and on requirements. Pure: tables only.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::failure;
use crate::target::TargetKind;

/// The verdict on a scenario. Every scenario gets exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every step passed.
    Pass,
    /// A step failed, and the target is responsible.
    Fail,
    /// The scenario could not be judged, and the suite is responsible.
    Error,
    /// The target does not support the scenario.
    NotSupported,
    /// A step failed, as a known failure says.
    KnownFailure,
    /// Every step passed, although a known failure says otherwise.
    UnexpectedPass,
    /// The scenario could not be judged: the target was too slow, or did not answer.
    Inconclusive,
    /// Nothing is documented: the result is recorded and not judged.
    Informational,
}

impl Verdict {
    /// The verdicts in the order of a summary.
    pub const ALL: [Self; 8] = [
        Self::Pass,
        Self::Fail,
        Self::Error,
        Self::UnexpectedPass,
        Self::Inconclusive,
        Self::KnownFailure,
        Self::NotSupported,
        Self::Informational,
    ];

    /// Whether a run with this verdict is as expected.
    pub fn is_expected(self) -> bool {
        match self {
            Self::Pass | Self::KnownFailure | Self::NotSupported | Self::Informational => true,
            Self::Fail | Self::Error | Self::UnexpectedPass | Self::Inconclusive => false,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Error => "error",
            Self::NotSupported => "not supported",
            Self::KnownFailure => "known failure",
            Self::UnexpectedPass => "unexpected pass",
            Self::Inconclusive => "inconclusive",
            Self::Informational => "informational",
        })
    }
}

/// How a scenario ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Every step passed.
    Held,
    /// A step failed.
    Broke(failure::Kind),
}

/// The expectation for a scenario before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// Every step passes.
    Holds,
    /// A step fails: a known failure covers this scenario, and no other scenario confirms it.
    Breaks,
    /// A step may fail: another scenario confirms the known failure of the requirement.
    MayBreak,
}

/// Whether a target is judged by a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// The result is judged.
    Judged,
    /// The result is recorded only.
    Recorded,
}

impl Binding {
    /// A scenario that proves only unspecified requirements binds the emulator, whose rules it states, and no live
    /// organization. A scenario without requirements is about the emulator.
    pub fn of(target: TargetKind, specified: usize, unspecified: usize) -> Self {
        match target {
            TargetKind::Organization if specified == 0 && unspecified > 0 => Self::Recorded,
            TargetKind::Organization | TargetKind::Emulator => Self::Judged,
        }
    }
}

/// The table of verdicts.
pub fn judge(ending: Ending, binding: Binding, expectation: Expectation) -> Verdict {
    use failure::Kind as Fault;
    match (ending, binding, expectation) {
        (Ending::Broke(Fault::Suite), _, _) => Verdict::Error,
        (Ending::Broke(Fault::Unknown), _, _) => Verdict::Inconclusive,
        (Ending::Broke(Fault::Unsupported), _, _) => Verdict::NotSupported,
        (_, Binding::Recorded, _) => Verdict::Informational,
        (Ending::Held, _, Expectation::Breaks) => Verdict::UnexpectedPass,
        (Ending::Held, _, Expectation::Holds | Expectation::MayBreak) => Verdict::Pass,
        (Ending::Broke(Fault::Target), _, Expectation::Holds) => Verdict::Fail,
        (Ending::Broke(Fault::Target), _, Expectation::Breaks | Expectation::MayBreak) => {
            Verdict::KnownFailure
        }
    }
}

/// The verdict on a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Every judged scenario passed.
    Pass,
    /// A scenario failed.
    Fail,
    /// A scenario could not be judged, and the suite is responsible.
    Error,
    /// The target supports none of its scenarios.
    NotSupported,
    /// A scenario failed, as a known failure says.
    KnownFailure,
    /// A scenario passed, although a known failure says otherwise.
    UnexpectedPass,
    /// A scenario could not be judged.
    Inconclusive,
    /// Nothing is documented: the result was recorded.
    Informational,
    /// Its scenarios were not selected.
    NotRun,
    /// It has no scenario, and a waiver gives the reason.
    Waived,
    /// It has no scenario.
    Unproved,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Error => "error",
            Self::NotSupported => "not supported",
            Self::KnownFailure => "known failure",
            Self::UnexpectedPass => "unexpected pass",
            Self::Inconclusive => "inconclusive",
            Self::Informational => "informational",
            Self::NotRun => "not run",
            Self::Waived => "waived",
            Self::Unproved => "unproved",
        })
    }
}

impl Standing {
    /// The verdict from the verdicts of its scenarios: the worst one counts. `None` without scenarios.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Option<Self> {
        let rank = |verdict: &Verdict| match verdict {
            Verdict::Fail => 0,
            Verdict::Error => 1,
            Verdict::UnexpectedPass => 2,
            Verdict::Inconclusive => 3,
            Verdict::KnownFailure => 4,
            Verdict::Pass => 5,
            Verdict::Informational => 6,
            Verdict::NotSupported => 7,
        };
        let worst = verdicts.into_iter().min_by_key(rank)?;
        Some(match worst {
            Verdict::Pass => Self::Pass,
            Verdict::Fail => Self::Fail,
            Verdict::Error => Self::Error,
            Verdict::NotSupported => Self::NotSupported,
            Verdict::KnownFailure => Self::KnownFailure,
            Verdict::UnexpectedPass => Self::UnexpectedPass,
            Verdict::Inconclusive => Self::Inconclusive,
            Verdict::Informational => Self::Informational,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Binding, Ending, Expectation, Standing, Verdict, judge};
    use crate::failure::Kind as Fault;
    use crate::target::TargetKind;

    const EXPECTATIONS: [Expectation; 3] = [
        Expectation::Holds,
        Expectation::Breaks,
        Expectation::MayBreak,
    ];

    #[test]
    fn what_is_judged_follows_the_expectation() {
        let table = [
            (
                Ending::Held,
                [Verdict::Pass, Verdict::UnexpectedPass, Verdict::Pass],
            ),
            (
                Ending::Broke(Fault::Target),
                [Verdict::Fail, Verdict::KnownFailure, Verdict::KnownFailure],
            ),
            (Ending::Broke(Fault::Suite), [Verdict::Error; 3]),
            (Ending::Broke(Fault::Unknown), [Verdict::Inconclusive; 3]),
            (
                Ending::Broke(Fault::Unsupported),
                [Verdict::NotSupported; 3],
            ),
        ];
        for (ending, verdicts) in table {
            let found = EXPECTATIONS.map(|known| judge(ending, Binding::Judged, known));
            assert_eq!(found, verdicts, "{ending:?}");
        }
    }

    #[test]
    fn what_is_recorded_is_never_a_failure() {
        for known in EXPECTATIONS {
            for ending in [Ending::Held, Ending::Broke(Fault::Target)] {
                let found = judge(ending, Binding::Recorded, known);
                assert_eq!(found, Verdict::Informational);
            }
            let error = judge(Ending::Broke(Fault::Suite), Binding::Recorded, known);
            assert_eq!(error, Verdict::Error);
        }
    }

    #[test]
    fn the_unspecified_binds_the_emulator_alone() {
        assert_eq!(Binding::of(TargetKind::Emulator, 0, 2), Binding::Judged);
        assert_eq!(
            Binding::of(TargetKind::Organization, 0, 2),
            Binding::Recorded
        );
        assert_eq!(Binding::of(TargetKind::Organization, 1, 2), Binding::Judged);
        assert_eq!(Binding::of(TargetKind::Organization, 0, 0), Binding::Judged);
    }

    #[test]
    fn the_worst_scenario_counts() {
        let order = [
            Verdict::Fail,
            Verdict::Error,
            Verdict::UnexpectedPass,
            Verdict::Inconclusive,
            Verdict::KnownFailure,
            Verdict::Pass,
            Verdict::Informational,
            Verdict::NotSupported,
        ];
        for (place, worst) in order.into_iter().enumerate() {
            let alone = Standing::of([worst]);
            for better in &order[place..] {
                assert_eq!(Standing::of([*better, worst]), alone, "{worst} {better}");
            }
        }
        assert_eq!(Standing::of([]), None);
    }
}
