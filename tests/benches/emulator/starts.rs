//! The time until an operation is accepted: by a new process, and by a new organization.

use std::path::PathBuf;
use std::time::Duration;

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::{Connection, WireRequest};

use crate::Outcome;
use crate::emulator::{self, Keeping};
use crate::figure::{Line, Reading, Unit, median_milliseconds};
use crate::play::{Plan, Scene, Stage, Turn, play};
use crate::stopwatch::Stopwatch;

const fn line(name: &'static str, unit: Unit) -> Line {
    Line {
        name,
        sides: &["emulator"],
        unit,
    }
}

pub(crate) async fn processes(plan: &Plan) -> Outcome {
    let lines = [
        line("start to first 202", Unit::Milliseconds),
        line("resident when idle", Unit::Megabytes),
    ];
    play(plan, &lines, async |stage| {
        Ok(Process(stage.binary.to_owned()))
    })
    .await
}

pub(crate) async fn organizations(plan: &Plan) -> Outcome {
    let lines = [
        line("open an organization", Unit::Milliseconds),
        line("open to first 202", Unit::Milliseconds),
    ];
    play(plan, &lines, Organizations::prepare).await
}

/// The emulator's binary; every sample starts a process of its own.
struct Process(PathBuf);

impl Scene for Process {
    async fn round(&mut self, _: Turn, window: Duration) -> Outcome<Vec<Reading>> {
        let (mut times, mut resident) = (Vec::new(), Vec::new());
        let round = Stopwatch::start();
        while times.is_empty() || round.elapsed() < window {
            let stopwatch = Stopwatch::start();
            let emulator = emulator::start(&self.0, Keeping::Temporary).await?;
            let mut connection = Connection::open(emulator.address()).await?;
            let answer = connection.exchange(&emulator::first_submission()).await?;
            times.push(stopwatch.elapsed());
            answer.expect(202)?;
            emulator::settle(&emulator).await?;
            resident.push(emulator::resident_megabytes(&emulator)?);
        }
        resident.sort_by(f64::total_cmp);
        let resident = resident[resident.len() / 2];
        Ok(vec![vec![median_milliseconds(times)], vec![resident]])
    }
}

/// A process in which organizations are opened and closed.
struct Organizations {
    _process: Running,
    door: Connection,
}

impl Organizations {
    async fn prepare(stage: &Stage<'_>) -> Outcome<Self> {
        let process = emulator::start(stage.binary, Keeping::Temporary).await?;
        let door = Connection::open(process.address()).await?;
        Ok(Self {
            _process: process,
            door,
        })
    }

    /// Opens an organization and closes it. Returns the time until the 201 and until its first 202.
    async fn open(&mut self) -> Outcome<(Duration, Duration)> {
        let open = WireRequest::new("POST", "/_emulator/v1/organizations", &[], "{}");
        let stopwatch = Stopwatch::start();
        let answer = self.door.exchange(&open).await?;
        let opened = stopwatch.elapsed();
        let organization = answer.expect(201)?.json()?;
        let text = |member: &str| organization[member].as_str().unwrap_or_default();
        let address = text("url").trim_start_matches("http://").parse()?;
        let mut connection = Connection::open(address).await?;
        let answer = connection.exchange(&emulator::first_submission()).await?;
        let accepted = stopwatch.elapsed();
        answer.expect(202)?;
        drop(connection);
        let target = format!("/_emulator/v1/organizations/{}", text("name"));
        let close = WireRequest::new("DELETE", &target, &[], "");
        self.door.exchange(&close).await?.expect(204)?;
        Ok((opened, accepted))
    }
}

impl Scene for Organizations {
    async fn round(&mut self, _: Turn, window: Duration) -> Outcome<Vec<Reading>> {
        let (mut opened, mut accepted) = (Vec::new(), Vec::new());
        let round = Stopwatch::start();
        while opened.is_empty() || round.elapsed() < window {
            let times = self.open().await?;
            opened.push(times.0);
            accepted.push(times.1);
        }
        let values = [opened, accepted].map(median_milliseconds);
        Ok(values.map(|value| vec![value]).into())
    }
}
