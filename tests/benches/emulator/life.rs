//! Whole lives of operations: one after the other, and 100 000 at once.

use std::error::Error;
use std::time::Duration;

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::Connection;
use futures::future::try_join_all;

use crate::Outcome;
use crate::emulator::{self, Fate, Keeping};
use crate::figure::{Line, Reading, Unit, median_milliseconds};
use crate::load::CONNECTIONS;
use crate::play::{Plan, Scene, Stage, Turn, play, play_once};
use crate::stopwatch::Stopwatch;

const LIVES: usize = 100_000;

const fn line(name: &'static str, unit: Unit) -> Line {
    Line {
        name,
        sides: &["emulator"],
        unit,
    }
}

pub(crate) async fn one(plan: &Plan) -> Outcome {
    let line = line("life, submit to succeeded", Unit::Milliseconds);
    play(plan, &[line], async |stage| Ok(One(start(stage).await?))).await
}

pub(crate) async fn many(plan: &Plan) -> Outcome {
    let lines = [
        line("100 000 lives", Unit::PerSecond),
        line("resident before 100 000 lives", Unit::Megabytes),
        line("resident after 100 000 lives", Unit::Megabytes),
    ];
    play_once(plan, &lines, async |stage| Ok(Many(start(stage).await?))).await
}

async fn start(stage: &Stage<'_>) -> Outcome<Running> {
    emulator::start_defined(stage.binary, Keeping::Temporary, Fate::Executed).await
}

struct One(Running);

impl Scene for One {
    async fn round(&mut self, _: Turn, window: Duration) -> Outcome<Vec<Reading>> {
        let mut connection = Connection::open(self.0.address()).await?;
        let mut times = Vec::new();
        let round = Stopwatch::start();
        while times.is_empty() || round.elapsed() < window {
            let stopwatch = Stopwatch::start();
            live(&mut connection).await?;
            times.push(stopwatch.elapsed());
        }
        Ok(vec![vec![median_milliseconds(times)]])
    }
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

struct Many(Running);

impl Scene for Many {
    async fn round(&mut self, _: Turn, _: Duration) -> Outcome<Vec<Reading>> {
        emulator::settle(&self.0).await?;
        let before = emulator::resident_megabytes(&self.0)?;
        let stopwatch = Stopwatch::start();
        let connections = (0..CONNECTIONS).map(|_| async {
            let mut connection = Connection::open(self.0.address()).await?;
            let submission = emulator::submission();
            for _ in 0..LIVES / CONNECTIONS {
                connection.exchange(&submission).await?.expect(202)?;
            }
            Ok::<(), Box<dyn Error>>(())
        });
        try_join_all(connections).await?;
        emulator::settle(&self.0).await?;
        let rate = LIVES as f64 / stopwatch.elapsed().as_secs_f64();
        let after = emulator::resident_megabytes(&self.0)?;
        Ok(vec![vec![rate], vec![before], vec![after]])
    }
}
