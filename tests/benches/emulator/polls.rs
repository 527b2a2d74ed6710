//! Polling the status monitor, with few and with many stored operations.

use std::path::PathBuf;

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::WireRequest;

use crate::emulator::{self, Fate, Keeping};
use crate::figure::{Line, Unit};
use crate::load::{CONNECTIONS, Contest, Measure, Side};
use crate::play::{Plan, Stage, play};
use crate::raw::{self, Durability};
use crate::submits::one_operation;
use crate::{Outcome, rows};

const FEW: u64 = 1_000;
const MANY: u64 = 1_000_000;

pub(crate) async fn rate(plan: &Plan) -> Outcome {
    let line = Line {
        name: "poll",
        sides: &["emulator", "raw"],
        unit: Unit::PerSecond,
    };
    play(plan, &[line], async |stage| {
        let file = one_operation(stage, Fate::Executed).await?;
        rows::fill(&file, FEW)?;
        let copy = copy(stage, &file, "raw.db")?;
        let emulator = emulator::start(stage.binary, Keeping::File(&file)).await?;
        let raw = raw::start(&copy, Durability::Full).await?;
        let sides = vec![
            side(&emulator, CONNECTIONS, FEW).await?,
            side(&raw, CONNECTIONS, FEW).await?,
        ];
        Ok(Contest::new(Measure::Rate, sides, [emulator, raw]))
    })
    .await
}

pub(crate) async fn latency(plan: &Plan) -> Outcome {
    let line = Line {
        name: "poll latency, 1 000 000 to 1 000",
        sides: &["many", "few"],
        unit: Unit::Milliseconds,
    };
    play(plan, &[line], async |stage| {
        let file = one_operation(stage, Fate::Executed).await?;
        let many = copy(stage, &file, "many.db")?;
        rows::fill(&file, FEW)?;
        rows::fill(&many, MANY)?;
        let with_many = emulator::start(stage.binary, Keeping::File(&many)).await?;
        let with_few = emulator::start(stage.binary, Keeping::File(&file)).await?;
        let sides = vec![
            side(&with_many, 1, MANY).await?,
            side(&with_few, 1, FEW).await?,
        ];
        Ok(Contest::new(Measure::Latency, sides, [with_many, with_few]))
    })
    .await
}

fn copy(stage: &Stage<'_>, file: &PathBuf, name: &str) -> Outcome<PathBuf> {
    let path = stage.folder.join(name);
    std::fs::copy(file, &path)?;
    Ok(path)
}

async fn side(process: &Running, connections: usize, stored: u64) -> Outcome<Side> {
    Side::connect(process.address(), connections, questions(stored), 200).await
}

/// Polls of operations spread evenly over all stored ones. Their number does not depend on `stored`.
fn questions(stored: u64) -> Vec<WireRequest> {
    let apart = (stored / FEW).max(1) as usize;
    (1..stored)
        .step_by(apart)
        .map(|number| emulator::poll(&rows::id(number).to_string()))
        .collect()
}
