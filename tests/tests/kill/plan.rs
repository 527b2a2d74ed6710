//! The plan of a round, chosen by a seed: the point at which the process dies, and its work at that
//! time.
//!
//! Even seeds die at a named crash point, one after the other; odd seeds after a number of events
//! that the test observes. The same seed gives the same plan; the emulator's progress at that time
//! depends on the machine.

use std::fmt;

use dataverse_conformance::registration::StepRun;

/// The number of connections that submit: at most this many submissions may be committed and
/// unanswered.
pub(crate) const CONNECTIONS: u64 = 8;

/// The client creates an annotation with one submission out of this number.
pub(crate) const CREATES_EVERY: u64 = 4;

/// The plan of a round.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    /// The number of submissions, unless the process dies before.
    pub(crate) operations: u64,
    pub(crate) death: Death,
    pub(crate) pace: Pace,
    pub(crate) recovery: Recovery,
}

/// The death of the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Death {
    /// The process aborts at the n-th arrival at one of its crash points.
    At(Fault),
    /// The test kills the process after this number of answers, callbacks and step calls.
    After { observed: u64 },
}

/// The n-th arrival at a crash point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) point: &'static str,
    pub(crate) arrival: u64,
}

/// How the clock and the operations proceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// The clock jumps to the next due time; an export works at once.
    Prompt,
    /// Like `Prompt`, but an export waits first, so that many are running.
    Slow,
    /// Like `Prompt`, but an export waits beyond the two-minute limit and times out.
    TooSlow,
    /// The clock stands still until all submitted operations are running.
    Together,
}

impl Pace {
    /// Whether the jobs of completion events stay.
    pub(crate) const fn completions(self) -> StepRun {
        match self {
            Self::Prompt | Self::Slow | Self::TooSlow => StepRun::LaterUnkept,
            Self::Together => StepRun::Later,
        }
    }
}

/// What happens to the next process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// The next process is not disturbed.
    Undisturbed,
    /// The next process dies as well, if it reaches this crash point, and a third one takes over.
    Dies(Fault),
}

/// The crash points, each with the number of operations of which at least one reaches it.
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

/// The crash points that a process reaches when it takes over operations of another one.
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
        // In two rounds of five all operations run at the same time; one round in ten has 1000
        // operations, the number that is promised. The others also die, and take less time.
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
            // Half of the operations have a callback and all have an event, none before all are
            // running. The annotations of the client are answered, and reported by their steps,
            // before that.
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
            // An operation that times out never reaches some of the points.
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

/// SplitMix64: a small random generator with the same numbers on every platform.
struct Random(u64);

impl Random {
    /// A number from 0 to `bound - 1`; `bound` is at least 1.
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
