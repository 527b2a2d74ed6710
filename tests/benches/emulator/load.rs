//! The load: the same requests over the same connections for every side that is measured.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use dataverse_conformance::command::Running;
use dataverse_conformance::wire::{Connection, WireRequest};
use futures::future::try_join_all;

use crate::Outcome;
use crate::figure::Reading;
use crate::play::{Scene, Turn};
use crate::stopwatch::Stopwatch;

/// Connections of a throughput measurement.
pub(crate) const CONNECTIONS: usize = 16;

/// One side of a comparison: connections to a server, the requests to send, the status it must answer with.
pub(crate) struct Side {
    connections: Vec<Connection>,
    requests: Vec<WireRequest>,
    status: u16,
}

/// The result of measuring one window.
struct Window {
    answers: usize,
    elapsed: Duration,
}

impl Side {
    /// Opens the connections. Each sends the requests in turn, again and again.
    pub(crate) async fn connect(
        address: SocketAddr,
        connections: usize,
        requests: Vec<WireRequest>,
        status: u16,
    ) -> Outcome<Self> {
        let connections = (0..connections).map(|_| Connection::open(address));
        Ok(Self {
            connections: try_join_all(connections).await?,
            requests,
            status,
        })
    }

    /// Sends requests over every connection until the window is over.
    async fn measure(&mut self, window: Duration) -> Outcome<Window> {
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

/// How a window becomes a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Measure {
    /// Answers per second.
    Rate,
    /// Milliseconds per answer, over one connection.
    Latency,
}

/// Sides that are measured in turns: the first beside each of the others.
pub(crate) struct Contest {
    measure: Measure,
    sides: Vec<Side>,
    /// The processes behind the sides: they end when this value is dropped.
    _processes: [Running; 2],
}

impl Contest {
    /// Sides that these processes serve.
    pub(crate) fn new(measure: Measure, sides: Vec<Side>, processes: [Running; 2]) -> Self {
        Self {
            measure,
            sides,
            _processes: processes,
        }
    }
}

impl Scene for Contest {
    async fn round(&mut self, turn: Turn, window: Duration) -> Outcome<Vec<Reading>> {
        let mut values = vec![0.0; self.sides.len()];
        for position in turn.order(values.len()) {
            let measured = self.sides[position].measure(window).await?;
            values[position] = match self.measure {
                Measure::Rate => measured.per_second(),
                Measure::Latency => 1e3 / measured.per_second(),
            };
        }
        let (first, others) = values.split_first().ok_or("a contest has sides")?;
        Ok(others.iter().map(|other| vec![*first, *other]).collect())
    }
}
