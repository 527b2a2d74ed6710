//! What a step in process costs the request that runs it.

use dataverse_conformance::registration::StepRun;
use dataverse_conformance::wire::WireRequest;

use crate::Outcome;
use crate::emulator::{self, Fate, Keeping};
use crate::figure::{Line, Unit};
use crate::load::{CONNECTIONS, Contest, Measure, Side};
use crate::play::{Plan, Stage, play};

const fn line(name: &'static str) -> Line {
    Line {
        name,
        sides: &["with", "without"],
        unit: Unit::PerSecond,
    }
}

pub(crate) async fn completion(plan: &Plan) -> Outcome {
    let step = ("OnBackgroundOperationComplete", "", StepRun::LaterUnkept);
    let contest = async |stage: &Stage<'_>| {
        let submission = emulator::submission();
        followed(stage, step, submission, 202).await
    };
    play(plan, &[line("submit, completion step")], contest).await
}

pub(crate) async fn synchronous(plan: &Plan) -> Outcome {
    let step = ("Create", "account", StepRun::Within);
    let contest = async |stage: &Stage<'_>| {
        let creation = emulator::creation();
        followed(stage, step, creation, 204).await
    };
    play(plan, &[line("create, synchronous step")], contest).await
}

/// The same requests to an emulator with a step in process and to one without.
async fn followed(
    stage: &Stage<'_>,
    (message, table, run): (&str, &str, StepRun),
    request: WireRequest,
    status: u16,
) -> Outcome<Contest> {
    let start = || emulator::start_defined(stage.binary, Keeping::Temporary, Fate::Executed);
    let (with, without) = (start().await?, start().await?);
    emulator::follow(&with, message, table, run).await?;
    let mut sides = Vec::new();
    for process in [&with, &without] {
        let requests = vec![request.clone()];
        sides.push(Side::connect(process.address(), CONNECTIONS, requests, status).await?);
    }
    Ok(Contest::new(Measure::Rate, sides, [with, without]))
}
