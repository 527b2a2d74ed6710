//! What steps cost, and what a dead host costs a live one.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use dataverse_conformance::command::Running;
use dataverse_conformance::registration::Run;
use dataverse_conformance::wire::{Connection, Request};
use futures::future::try_join_all;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::emulator::{self, Fate, Keeping};
use crate::figure::{Compared, print_compared};
use crate::load::{CONNECTIONS, Measure, Side, compare};
use crate::scenes::{Outcome, Stage};
use crate::stopwatch::Stopwatch;

const COMPLETE: &str = "OnBackgroundOperationComplete";
/// Operations whose completions are told to a host in a round.
const TOLD: usize = 2_000;

pub(crate) async fn all(stage: &Stage<'_>) -> Outcome {
    let submission = emulator::submission();
    let step = (COMPLETE, "", Run::LaterUnkept);
    followed(stage, "submit, completion step", step, submission, 202).await?;
    let step = ("Create", "account", Run::Within);
    followed(
        stage,
        "create, synchronous step",
        step,
        emulator::creation(),
        204,
    )
    .await?;
    hosts(stage).await
}

/// The same requests to an emulator with a step in process and to one without.
async fn followed(
    stage: &Stage<'_>,
    name: &str,
    (message, table, run): (&str, &str, Run),
    request: Request,
    status: u16,
) -> Outcome {
    let start = || emulator::start_defined(stage.binary, Keeping::Temporary, Fate::Executed);
    let (with, without) = (start().await?, start().await?);
    emulator::follow(&with, message, table, run).await?;
    let side = async |process: &Running| {
        Side::connect(
            process.address(),
            CONNECTIONS,
            vec![request.clone()],
            status,
        )
        .await
    };
    let (first, second) = (side(&with).await?, side(&without).await?);
    let compared = compare(stage.effort, Measure::Rate, first, second).await?;
    print_compared(name, ["with", "without"], "/s", &compared);
    Ok(())
}

async fn hosts(stage: &Stage<'_>) -> Outcome {
    let mut rounds = Vec::new();
    for round in 0..=stage.effort.rounds {
        let beside = told(stage, Neighbor::Dead).await?;
        let alone = told(stage, Neighbor::None).await?;
        if round > 0 {
            rounds.push((beside, alone));
        }
    }
    let compared = Compared::of(&rounds);
    print_compared(
        "live host beside a dead one",
        ["beside", "alone"],
        "ms",
        &compared,
    );
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbor {
    Dead,
    None,
}

/// Milliseconds until every completion was told to a host that answers.
async fn told(stage: &Stage<'_>, neighbor: Neighbor) -> Outcome<f64> {
    let emulator =
        emulator::start_defined(stage.binary, Keeping::Temporary, Fate::Executed).await?;
    let dead = Host::open(Answers::Never).await?;
    if neighbor == Neighbor::Dead {
        emulator::call(&emulator, &dead.url).await?;
    }
    let live = Host::open(Answers::AtOnce).await?;
    emulator::call(&emulator, &live.url).await?;
    let stopwatch = Stopwatch::start();
    let connections = (0..CONNECTIONS).map(async |_| {
        let mut connection = Connection::open(emulator.address()).await?;
        for _ in 0..TOLD / CONNECTIONS {
            connection
                .exchange(&emulator::submission())
                .await?
                .expect(202)?;
        }
        Ok::<(), Box<dyn std::error::Error>>(())
    });
    try_join_all(connections).await?;
    live.arrivals(TOLD).await?;
    Ok(stopwatch.elapsed().as_secs_f64() * 1e3)
}

#[derive(Clone, Copy)]
enum Answers {
    AtOnce,
    Never,
}

/// A receiver of webhooks.
struct Host {
    url: String,
    arrived: Arc<watch::Sender<usize>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Host {
    async fn open(answers: Answers) -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let arrived = Arc::new(watch::Sender::new(0));
        let told = Arc::clone(&arrived);
        let router = Router::new().fallback(move || {
            told.send_modify(|told| *told += 1);
            async move {
                match answers {
                    Answers::AtOnce => StatusCode::OK,
                    Answers::Never => std::future::pending().await,
                }
            }
        });
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            url,
            arrived,
            serving,
        })
    }

    async fn arrivals(&self, count: usize) -> Outcome {
        let mut arrived = self.arrived.subscribe();
        arrived.wait_for(|arrived| *arrived >= count).await?;
        Ok(())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
