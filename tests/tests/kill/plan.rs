//! What a seed decides: where the process dies, and what it is doing at that time.
//!
//! Even seeds die at a named point, one after the other; odd seeds at a moment between two things
//! that the test observes. The same seed makes the same plan; how far the emulator has come by
//! then is up to the machine.

use std::fmt;

use dataverse_conformance::registration::Run;

/// Connections that submit at a time; so many submissions may be committed and unanswered.
pub(crate) const CONNECTIONS: u64 = 8;

/// The client creates a row beside one submission of so many.
pub(crate) const CREATES_EVERY: u64 = 4;

/// A round before it is run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// How many operations are submitted, unless the process dies before that.
    pub(crate) operations: u64,
    pub(crate) death: Death,
    pub(crate) pace: Pace,
    pub(crate) recovery: Recovery,
}

/// Where the process dies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Death {
    /// It aborts at the n-th arrival at a named point of its own.
    At(Fault),
    /// It is killed after so many things were observed: answers, callbacks and calls of steps.
    After { observed: u64 },
}

/// The n-th arrival at a named point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) point: &'static str,
    pub(crate) arrival: u64,
}

/// How operations and time go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Time jumps to what is due next; an export does its work at once.
    Prompt,
    /// The same, but an export waits a while before, so that many are running.
    Slow,
    /// The same, but an export waits beyond the two-minute limit and runs out of time.
    TooSlow,
    /// Time stands still until all that was submitted is running at once.
    Together,
}

impl Pace {
    /// What becomes of the jobs of completion events.
    pub(crate) const fn completions(self) -> Run {
        match self {
            Self::Prompt | Self::Slow | Self::TooSlow => Run::LaterUnkept,
            Self::Together => Run::Later,
        }
    }
}

/// What happens to the process that takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// Nothing.
    Undisturbed,
    /// It dies as well, if it gets as far as this, and a third one takes over.
    Dies(Fault),
}

/// A named point, and of how many operations one arrives at it for certain.
const POINTS: [(&str, u64); 13] = [
    ("submit.committed", 1),
    ("start.committed", 1),
    ("attempt.performed", 2),
    ("attempt.committed", 1),
    ("event.due", 1),
    ("event.raised", 1),
    ("job.started", 1),
    ("job.performed", 1),
    ("job.finished", 1),
    ("callback.answered", 2),
    ("callback.marked", 2),
    ("group.written", CONNECTIONS),
    ("group.committed", CONNECTIONS),
];

/// Points that a process arrives at that takes over what another has accepted.
const MET_AGAIN: [&str; 11] = [
    "start.committed",
    "attempt.performed",
    "attempt.committed",
    "event.due",
    "event.raised",
    "job.started",
    "job.performed",
    "job.finished",
    "callback.answered",
    "callback.marked",
    "group.committed",
];

impl Plan {
    /// The plan of a seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut random = Random(seed);
        // Two rounds of five have everything run at once; one of ten is as large as the promise. The
        // others die as well and take less time.
        let together = matches!(seed % 5, 1 | 3);
        let operations = match seed % 20 {
            1 | 6 => 1000,
            _ => 80,
        };
        let named = seed.is_multiple_of(2);
        let death = if named {
            let (point, share) = POINTS[(seed / 2) as usize % POINTS.len()];
            let arrival = 1 + random.below(operations / share);
            Death::At(Fault { point, arrival })
        } else if together {
            // Half of them call back and all of them have an event, none before all are running; but
            // what the client creates is answered and told before.
            let before = operations + 2 * operations.div_ceil(CREATES_EVERY);
            let observed = before + 1 + random.below(operations + operations / 2);
            Death::After { observed }
        } else {
            let observed = 1 + random.below(2 * operations + operations / 2);
            Death::After { observed }
        };
        let pace = match random.below(3) {
            _ if together => Pace::Together,
            0 => Pace::Prompt,
            // What is out of time never arrives at some of the points.
            1 if !named => Pace::TooSlow,
            _ => Pace::Slow,
        };
        let recovery = match random.below(3) {
            0 => Recovery::Dies(Fault {
                point: MET_AGAIN[random.below(MET_AGAIN.len() as u64) as usize],
                arrival: 1 + random.below(operations / 25),
            }),
            _ => Recovery::Undisturbed,
        };
        Self {
            seed,
            operations,
            death,
            pace,
            recovery,
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operations, pace, ..
        } = self;
        write!(formatter, "{operations} operations, {pace:?}, ")?;
        match &self.death {
            Death::At(fault) => write!(formatter, "dies at {fault}")?,
            Death::After { observed } => write!(formatter, "dies after {observed} observed")?,
        }
        match &self.recovery {
            Recovery::Undisturbed => Ok(()),
            Recovery::Dies(fault) => write!(formatter, ", again at {fault}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.point, self.arrival)
    }
}

/// SplitMix64: enough to choose with, and the same everywhere.
struct Random(u64);

impl Random {
    /// A number from 0 to one less than `bound`, which is at least 1.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

#[test]
fn twenty_six_seeds_die_at_every_named_point_and_at_as_many_moments() {
    let plans: Vec<_> = (0..26).map(Plan::of).collect();
    for (point, _) in POINTS {
        let dies_here = |plan: &&Plan| matches!(&plan.death, Death::At(at) if at.point == point);
        assert!(plans.iter().any(|plan| dies_here(&plan)), "{point}");
    }
    let moments = plans
        .iter()
        .filter(|plan| matches!(plan.death, Death::After { .. }));
    assert_eq!(moments.count(), POINTS.len());
    assert!(plans.iter().any(|plan| plan.pace == Pace::TooSlow));
    let large = |plan: &&Plan| plan.pace == Pace::Together && plan.operations == 1000;
    let named = |plan: &&Plan| matches!(plan.death, Death::At(_));
    assert!(plans.iter().filter(large).any(|plan| named(&plan)));
    assert!(plans.iter().filter(large).any(|plan| !named(&plan)));
    assert!(
        plans
            .iter()
            .any(|plan| matches!(plan.recovery, Recovery::Dies(_)))
    );
}
