//! The load: the same requests over the same connections, whichever side is measured.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use dataverse_conformance::wire::{Connection, Request};
use futures::future::try_join_all;

use crate::Effort;
use crate::figure::Compared;
use crate::stopwatch::Stopwatch;

/// Connections of a throughput measurement.
pub(crate) const CONNECTIONS: usize = 16;

/// One side of a comparison: where it listens, what it is asked, what it is to answer.
pub(crate) struct Side {
    connections: Vec<Connection>,
    requests: Vec<Request>,
    status: u16,
}

/// What came of a window.
struct Window {
    answers: usize,
    elapsed: Duration,
}

impl Side {
    /// Connects. The requests are sent in turn, over and over.
    pub(crate) async fn connect(
        address: SocketAddr,
        connections: usize,
        requests: Vec<Request>,
        status: u16,
    ) -> Result<Self, Box<dyn Error>> {
        let connections = (0..connections).map(|_| Connection::open(address));
        Ok(Self {
            connections: try_join_all(connections).await?,
            requests,
            status,
        })
    }

    /// Sends requests over every connection for so long.
    async fn measure(&mut self, window: Duration) -> Result<Window, Box<dyn Error>> {
        let stopwatch = Stopwatch::start();
        let (requests, status) = (&self.requests, self.status);
        let apart = requests.len() / self.connections.len();
        let connections = self.connections.iter_mut().enumerate();
        let counts = try_join_all(connections.map(|(index, connection)| async move {
            let from = requests.iter().cycle().skip(index * apart);
            let mut answers = 0;
            for request in from {
                connection.exchange(request).await?.expect(status)?;
                answers += 1;
                if stopwatch.elapsed() >= window {
                    break;
                }
            }
            Ok::<usize, Box<dyn Error>>(answers)
        }));
        Ok(Window {
            answers: counts.await?.iter().sum(),
            elapsed: stopwatch.elapsed(),
        })
    }
}

impl Window {
    fn per_second(&self) -> f64 {
        self.answers as f64 / self.elapsed.as_secs_f64()
    }
}

/// What is made of a window.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Measure {
    /// Answers per second.
    Rate,
    /// Milliseconds per answer, over one connection.
    Latency,
}

/// Measures two sides in turns.
pub(crate) async fn compare(
    effort: Effort,
    measure: Measure,
    mut first: Side,
    mut second: Side,
) -> Result<Compared, Box<dyn Error>> {
    let value = |window: &Window| match measure {
        Measure::Rate => window.per_second(),
        Measure::Latency => 1e3 / window.per_second(),
    };
    let mut rounds = Vec::new();
    for round in 0..=effort.rounds {
        let measured = if round % 2 == 0 {
            let before = first.measure(effort.window).await?;
            (before, second.measure(effort.window).await?)
        } else {
            let before = second.measure(effort.window).await?;
            (first.measure(effort.window).await?, before)
        };
        if round > 0 {
            rounds.push((value(&measured.0), value(&measured.1)));
        }
    }
    Ok(Compared::of(&rounds))
}
