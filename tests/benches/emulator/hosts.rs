//! What a webhook host that never answers costs the calls to a host that answers.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use dataverse_conformance::wire::Connection;
use futures::future::try_join_all;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Outcome;
use crate::emulator::{self, Fate, Keeping};
use crate::figure::{Line, Reading, Unit};
use crate::load::CONNECTIONS;
use crate::play::{Plan, Scene, Turn, play};
use crate::stopwatch::Stopwatch;

/// Operations of a round whose completions are sent to a host.
const TOLD: usize = 2_000;

pub(crate) async fn all(plan: &Plan) -> Outcome {
    let line = Line {
        name: "live host beside a dead one",
        sides: &["beside", "alone"],
        unit: Unit::Milliseconds,
    };
    play(plan, &[line], async |stage| {
        Ok(Hosts(stage.binary.to_owned()))
    })
    .await
}

/// The emulator's binary; each side of each round starts a process of its own.
struct Hosts(PathBuf);

impl Scene for Hosts {
    async fn round(&mut self, turn: Turn, _: Duration) -> Outcome<Vec<Reading>> {
        let sides = [Neighbor::Dead, Neighbor::None];
        let mut values = vec![0.0; sides.len()];
        for position in turn.order(sides.len()) {
            values[position] = told(&self.0, sides[position]).await?;
        }
        Ok(vec![values])
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbor {
    Dead,
    None,
}

/// Milliseconds until every completion was sent to a host that answers.
async fn told(binary: &Path, neighbor: Neighbor) -> Outcome<f64> {
    let emulator = emulator::start_defined(binary, Keeping::Temporary, Fate::Executed).await?;
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
