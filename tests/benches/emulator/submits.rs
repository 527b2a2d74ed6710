//! Accepting an operation, compared with committing a row and with a canned answer.

use std::net::SocketAddr;
use std::path::PathBuf;

use dataverse_conformance::wire::Connection;

use crate::emulator::{self, Fate, Keeping};
use crate::figure::{Line, Unit};
use crate::load::{CONNECTIONS, Contest, Measure, Side};
use crate::play::{Plan, Stage, play};
use crate::raw::{self, Durability};
use crate::{Outcome, rows};

const STUB: Line = rate("submit, canned stub", &["emulator", "stub"]);

const fn rate(name: &'static str, sides: &'static [&'static str]) -> Line {
    Line {
        name,
        sides,
        unit: Unit::PerSecond,
    }
}

pub(crate) async fn durable(plan: &Plan) -> Outcome {
    let line = rate("submit, durable", &["emulator", "raw"]);
    let contest = async |stage: &Stage<'_>| prepare(stage, Durability::Full, None).await;
    play(plan, &[line], contest).await
}

pub(crate) async fn temporary(plan: &Plan) -> Outcome {
    let mut lines = vec![rate("submit, temporary", &["emulator", "raw"])];
    lines.extend(plan.stub.map(|_| STUB));
    let contest = async |stage: &Stage<'_>| prepare(stage, Durability::Off, plan.stub).await;
    play(plan, &lines, contest).await
}

async fn prepare(
    stage: &Stage<'_>,
    durability: Durability,
    stub: Option<SocketAddr>,
) -> Outcome<Contest> {
    let copy = one_operation(stage, Fate::Held).await?;
    let file = stage.folder.join("emulator.db");
    let keeping = match durability {
        Durability::Full => Keeping::File(&file),
        Durability::Off => Keeping::Temporary,
    };
    let emulator = emulator::start_defined(stage.binary, keeping, Fate::Held).await?;
    let raw = raw::start(&copy, durability).await?;
    let mut sides = Vec::new();
    for address in [emulator.address(), raw.address()].into_iter().chain(stub) {
        let requests = vec![emulator::submission()];
        sides.push(Side::connect(address, CONNECTIONS, requests, 202).await?);
    }
    Ok(Contest::new(Measure::Rate, sides, [emulator, raw]))
}

/// Creates a database with one operation in it, waiting or completed. Returns its path.
pub(crate) async fn one_operation(stage: &Stage<'_>, fate: Fate) -> Outcome<PathBuf> {
    let path = stage.folder.join("one.db");
    let emulator = emulator::start_defined(stage.binary, Keeping::File(&path), fate).await?;
    let mut connection = Connection::open(emulator.address()).await?;
    let answer = connection.exchange(&emulator::submission()).await?;
    answer.expect(202)?;
    emulator::settle(&emulator).await?;
    drop(connection);
    emulator::stop(emulator).await?;
    rows::gather(&path)?;
    Ok(path)
}
