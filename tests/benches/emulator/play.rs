//! Plays a scene: prepares it for each binary, then measures the binaries in turns, round by round.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::Outcome;
use crate::figure::{self, Line, Reading};
use crate::scenes::Name;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Rounds that count. One more is run before them, to warm up.
    pub(crate) rounds: usize,
    /// How long a side is measured in a round.
    pub(crate) window: Duration,
}

/// The scenes to measure, with their binaries.
pub(crate) struct Plan {
    pub(crate) effort: Effort,
    /// Address of the stub, if one was named.
    pub(crate) stub: Option<SocketAddr>,
    /// The scenes, in this order.
    pub(crate) names: Vec<Name>,
    pub(crate) binary: PathBuf,
    /// The second binary, measured in the same rounds.
    pub(crate) against: Option<PathBuf>,
}

/// What a scene needs to prepare itself.
pub(crate) struct Stage<'a> {
    /// The emulator's binary.
    pub(crate) binary: &'a Path,
    /// The scene's own folder, for its files.
    pub(crate) folder: &'a Path,
}

/// Which side goes first.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    Forth,
    Back,
}

impl Turn {
    fn of(round: usize) -> Self {
        if round.is_multiple_of(2) {
            Self::Forth
        } else {
            Self::Back
        }
    }

    /// The positions from 0 to below `count`, in the order of this turn.
    pub(crate) fn order(self, count: usize) -> impl Iterator<Item = usize> {
        (0..count).map(move |position| match self {
            Self::Forth => position,
            Self::Back => count - 1 - position,
        })
    }
}

/// A prepared measurement that can be repeated.
pub(crate) trait Scene {
    /// Measures each side for a window. Returns one reading per line.
    async fn round(&mut self, turn: Turn, window: Duration) -> Outcome<Vec<Reading>>;
}

/// Measures a scene in the rounds of the plan, and prints its lines.
pub(crate) async fn play<S: Scene>(
    plan: &Plan,
    lines: &[Line],
    prepare: impl AsyncFn(&Stage<'_>) -> Outcome<S>,
) -> Outcome {
    let mut rounds = Vec::new();
    let mut sets = sets(plan, prepare).await?;
    for round in 0..=plan.effort.rounds {
        let measured = measure(&mut sets, Turn::of(round), plan.effort.window).await?;
        if round > 0 {
            rounds.push(measured);
        }
    }
    print(lines, &rounds);
    Ok(())
}

/// Measures a scene once, without warming up, and prints its lines.
pub(crate) async fn play_once<S: Scene>(
    plan: &Plan,
    lines: &[Line],
    prepare: impl AsyncFn(&Stage<'_>) -> Outcome<S>,
) -> Outcome {
    let mut sets = sets(plan, prepare).await?;
    let measured = measure(&mut sets, Turn::Forth, plan.effort.window).await?;
    print(lines, &[measured]);
    Ok(())
}

/// A scene, and the folder that is removed after it.
type Set<S> = (S, TempDir);

/// Prepares a scene for each binary.
async fn sets<S: Scene>(
    plan: &Plan,
    prepare: impl AsyncFn(&Stage<'_>) -> Outcome<S>,
) -> Outcome<Vec<Set<S>>> {
    let mut sets = Vec::new();
    for binary in std::iter::once(&plan.binary).chain(&plan.against) {
        let folder = tempfile::tempdir()?;
        let stage = Stage {
            binary,
            folder: folder.path(),
        };
        sets.push((prepare(&stage).await?, folder));
    }
    Ok(sets)
}

/// One round: the readings of each binary, in the order of the binaries. `turn` says which is measured first.
async fn measure<S: Scene>(
    sets: &mut [Set<S>],
    turn: Turn,
    window: Duration,
) -> Outcome<Vec<Vec<Reading>>> {
    let mut measured = vec![Vec::new(); sets.len()];
    for position in turn.order(sets.len()) {
        measured[position] = sets[position].0.round(turn, window).await?;
    }
    Ok(measured)
}

/// Prints each line with the readings of all rounds, for each binary.
fn print(lines: &[Line], rounds: &[Vec<Vec<Reading>>]) {
    for (index, line) in lines.iter().enumerate() {
        let binaries = 0..rounds[0].len();
        let readings = binaries.map(|binary| {
            rounds
                .iter()
                .map(|round| round[binary][index].clone())
                .collect()
        });
        figure::print(line, &readings.collect::<Vec<_>>());
    }
}
