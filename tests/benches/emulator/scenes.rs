//! What is measured, one line of the output after the other.

use std::error::Error;
use std::path::{Path, PathBuf};

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::{Connection, Request};
use futures::future::try_join_all;

use crate::Effort;
use crate::emulator::{self, Fate, Keeping};
use crate::figure::{Figure, print, print_compared};
use crate::load::{CONNECTIONS, Measure, Side, compare};
use crate::raw::{self, Durability};
use crate::rows;
use crate::steps;
use crate::stopwatch::Stopwatch;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const FEW: u64 = 1_000;
const MANY: u64 = 1_000_000;
const LIVES: usize = 100_000;

/// Measures everything.
pub(crate) async fn all(effort: Effort) -> Outcome {
    let binary = emulator::binary()?;
    let folder = tempfile::tempdir()?;
    let stage = Stage {
        binary: &binary,
        folder: folder.path(),
        effort,
    };
    starts(&stage).await?;
    submits(&stage, "submit, durable", Durability::Full).await?;
    submits(&stage, "submit, temporary", Durability::Off).await?;
    steps::all(&stage).await?;
    polls(&stage).await?;
    life(&stage).await?;
    lives(&stage).await
}

/// What all scenes share.
pub(crate) struct Stage<'a> {
    pub(crate) binary: &'a Path,
    folder: &'a Path,
    pub(crate) effort: Effort,
}

impl Stage<'_> {
    /// A database with one operation in it, waiting or completed.
    async fn model(&self, name: &str, fate: Fate) -> Outcome<PathBuf> {
        let path = self.folder.join(name);
        let emulator = emulator::start_defined(self.binary, Keeping::File(&path), fate).await?;
        let mut connection = Connection::open(emulator.address()).await?;
        let answer = connection.exchange(&emulator::submission()).await?;
        answer.expect(202)?;
        emulator::settle(&emulator).await?;
        drop(connection);
        emulator::stop(emulator).await?;
        rows::gather(&path)?;
        Ok(path)
    }

    fn copy(&self, model: &Path, name: &str) -> Outcome<PathBuf> {
        let path = self.folder.join(name);
        std::fs::copy(model, &path)?;
        Ok(path)
    }
}

async fn starts(stage: &Stage<'_>) -> Outcome {
    let (mut times, mut resident) = (Vec::new(), Vec::new());
    // The first start reads the binary from disk.
    for round in 0..=stage.effort.rounds * 2 {
        let stopwatch = Stopwatch::start();
        let emulator = emulator::start(stage.binary, Keeping::Temporary).await?;
        let mut connection = Connection::open(emulator.address()).await?;
        let answer = connection.exchange(&emulator::first_submission()).await?;
        let time = stopwatch.elapsed();
        answer.expect(202)?;
        emulator::settle(&emulator).await?;
        if round > 0 {
            times.push(time);
            resident.push(emulator::resident_megabytes(&emulator)?);
        }
    }
    let times = Figure::milliseconds(times);
    print("start to first 202", format_args!("{times:.1} ms"));
    let resident = Figure::of(resident);
    print("resident when idle", format_args!("{resident:.1} MB"));
    Ok(())
}

async fn submits(stage: &Stage<'_>, name: &str, durability: Durability) -> Outcome {
    let model = stage.model(&format!("{name} model.db"), Fate::Held).await?;
    let file = stage.folder.join(format!("{name}.db"));
    let keeping = match durability {
        Durability::Full => Keeping::File(&file),
        Durability::Off => Keeping::Temporary,
    };
    let emulator = emulator::start_defined(stage.binary, keeping, Fate::Held).await?;
    let copy = stage.copy(&model, &format!("{name} raw.db"))?;
    let raw = raw::start(&copy, durability).await?;
    let side = async |process: &Running| {
        let requests = vec![emulator::submission()];
        Side::connect(process.address(), CONNECTIONS, requests, 202).await
    };
    let (first, second) = (side(&emulator).await?, side(&raw).await?);
    let compared = compare(stage.effort, Measure::Rate, first, second).await?;
    print_compared(name, ["emulator", "raw"], "/s", &compared);
    Ok(())
}

async fn polls(stage: &Stage<'_>) -> Outcome {
    let model = stage.model("completed.db", Fate::Executed).await?;
    let few = stage.copy(&model, "few.db")?;
    rows::fill(&few, FEW)?;
    let copy = stage.copy(&few, "few raw.db")?;
    let many = stage.copy(&model, "many.db")?;
    rows::fill(&many, MANY)?;

    let with_few = emulator::start(stage.binary, Keeping::File(&few)).await?;
    let raw = raw::start(&copy, Durability::Full).await?;
    let side = async |process: &Running, connections, stored| {
        Side::connect(process.address(), connections, questions(stored), 200).await
    };
    let first = side(&with_few, CONNECTIONS, FEW).await?;
    let second = side(&raw, CONNECTIONS, FEW).await?;
    let compared = compare(stage.effort, Measure::Rate, first, second).await?;
    print_compared("poll", ["emulator", "raw"], "/s", &compared);
    drop(raw);

    let with_many = emulator::start(stage.binary, Keeping::File(&many)).await?;
    let first = side(&with_many, 1, MANY).await?;
    let second = side(&with_few, 1, FEW).await?;
    let compared = compare(stage.effort, Measure::Latency, first, second).await?;
    let name = "poll latency, 1 000 000 to 1 000";
    print_compared(name, ["many", "few"], "ms", &compared);
    Ok(())
}

/// Polls of operations spread over all that are stored; the same number of them either way.
fn questions(stored: u64) -> Vec<Request> {
    let apart = (stored / FEW).max(1) as usize;
    (1..stored)
        .step_by(apart)
        .map(|number| emulator::poll(&rows::id(number).to_string()))
        .collect()
}

async fn life(stage: &Stage<'_>) -> Outcome {
    let emulator =
        emulator::start_defined(stage.binary, Keeping::Temporary, Fate::Executed).await?;
    let mut connection = Connection::open(emulator.address()).await?;
    let mut medians = Vec::new();
    for round in 0..=stage.effort.rounds {
        let mut times = Vec::new();
        let window = Stopwatch::start();
        while window.elapsed() < stage.effort.window {
            let stopwatch = Stopwatch::start();
            live(&mut connection).await?;
            times.push(stopwatch.elapsed());
        }
        times.sort();
        if round > 0 {
            medians.push(times[times.len() / 2]);
        }
    }
    let medians = Figure::milliseconds(medians);
    print("life, submit to succeeded", format_args!("{medians:.3} ms"));
    Ok(())
}

/// Submits an operation and polls it until it has succeeded.
async fn live(connection: &mut Connection) -> Outcome {
    let accepted = connection
        .exchange(&emulator::submission())
        .await?
        .expect(202)?;
    let id = accepted
        .header("x-ms-dyn-backgroundoperationid")
        .ok_or("a 202 that names no operation")?;
    let poll = emulator::poll(id);
    loop {
        let state = connection.exchange(&poll).await?.expect(200)?.json()?;
        match state["backgroundOperationStatusCode"].as_i64() {
            Some(30) => return Ok(()),
            Some(0 | 20) => {}
            _ => return Err(format!("an operation that does not succeed: {state}").into()),
        }
    }
}

async fn lives(stage: &Stage<'_>) -> Outcome {
    let emulator =
        emulator::start_defined(stage.binary, Keeping::Temporary, Fate::Executed).await?;
    emulator::settle(&emulator).await?;
    let before = emulator::resident_megabytes(&emulator)?;
    let stopwatch = Stopwatch::start();
    let connections = (0..CONNECTIONS).map(|_| async {
        let mut connection = Connection::open(emulator.address()).await?;
        let submission = emulator::submission();
        for _ in 0..LIVES / CONNECTIONS {
            connection.exchange(&submission).await?.expect(202)?;
        }
        Ok::<(), Box<dyn Error>>(())
    });
    try_join_all(connections).await?;
    emulator::settle(&emulator).await?;
    let rate = LIVES as f64 / stopwatch.elapsed().as_secs_f64();
    let after = emulator::resident_megabytes(&emulator)?;
    print("100 000 lives", format_args!("{rate:.0} /s"));
    let resident = format_args!("{before:.1} MB before, {after:.1} MB after");
    print("resident with 100 000 lives", resident);
    Ok(())
}
