//! Receives callbacks and webhook calls, records them and answers as configured.
//!
//! A sink has a port of its own, or a path below the one [`Listener`] that a distant target can reach. It parses just
//! enough HTTP/1.1 to find the end of a request. The steps interpret the bodies.

mod connection;
mod gate;
mod listener;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub use gate::Gate;
pub use listener::Listener;

use crate::exchange::Request;
use crate::failure::Failure;
use connection::Route;

/// How long, in real time, a sink waits for an expected request.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How a sink treats a request after recording it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SinkBehavior {
    /// Answers with this status and these header lines.
    Status(u16, Vec<(String, String)>),
    /// Closes the connection without an answer.
    HangUp,
    /// Sends bytes that are no HTTP response.
    Garbage,
    /// Answers 200 and sends body bytes until the client closes the connection.
    WithoutEnd,
    /// Keeps the connection open and sends nothing.
    Silence,
    /// Answers 200 after the gate is opened.
    Held(Arc<Gate>),
    /// Answers 200 after this real time.
    Slow(Duration),
}

/// A sink. Dropping this value closes it.
#[derive(Debug)]
pub struct Sink {
    url: String,
    shared: Arc<Shared>,
    place: Place,
}

/// How requests reach a sink.
#[derive(Debug)]
enum Place {
    Port(JoinHandle<()>),
    Path(Arc<Listener>, String),
}

/// A sink's behaviors and received requests.
#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    arrived: Notify,
}

#[derive(Debug)]
struct State {
    manners: Vec<SinkBehavior>,
    received: Vec<Request>,
}

impl Sink {
    /// Listens on a free port of the loopback address. Request *i* is treated as behavior *i* says, the last one
    /// repeats.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn open(manners: Vec<SinkBehavior>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared::new(manners));
        let route = Route::Port(Arc::clone(&shared));
        let accepting = tokio::spawn(connection::accept(listener, route));
        Ok(Self {
            url,
            shared,
            place: Place::Port(accepting),
        })
    }

    /// From now on request *i* is treated as behavior *i* says, the last one repeats.
    pub fn answer(&self, manners: Vec<SinkBehavior>) {
        self.shared.lock().manners = manners;
    }

    /// The sink's address, without a path.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The requests received so far, oldest first.
    pub fn received(&self) -> Vec<Request> {
        self.shared.lock().received.clone()
    }

    /// Waits until at least `count` requests have arrived.
    ///
    /// # Errors
    /// When the requests do not arrive within a real-time limit.
    pub async fn wait_for(
        &self,
        count: usize,
        patience: Duration,
    ) -> Result<Vec<Request>, Failure> {
        self.wait_for_those(count, patience, |_| true).await
    }

    /// Waits until at least `count` requests have arrived that `is_meant` accepts; others are ignored.
    ///
    /// # Errors
    /// When the requests do not arrive within a real-time limit.
    #[expect(
        clippy::disallowed_methods,
        reason = "a scenario that waits in vain must end in real time"
    )]
    pub async fn wait_for_those(
        &self,
        count: usize,
        patience: Duration,
        is_meant: impl Fn(&Request) -> bool,
    ) -> Result<Vec<Request>, Failure> {
        let meant = || -> Vec<Request> {
            let mut received = self.received();
            received.retain(&is_meant);
            received
        };
        let arrival = async {
            loop {
                // The waiter is registered before the check, so that an arrival in between is not missed.
                let next = self.shared.arrived.notified();
                let received = meant();
                if received.len() >= count {
                    return received;
                }
                next.await;
            }
        };
        tokio::time::timeout(patience, arrival).await.map_err(|_| {
            let found = meant().len();
            Failure::Unmet(format!(
                "the sink waited {patience:?} for request {count} and has {found}"
            ))
        })
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        match &self.place {
            Place::Port(accepting) => accepting.abort(),
            Place::Path(listener, name) => listener.forget(name),
        }
    }
}

impl Shared {
    fn new(manners: Vec<SinkBehavior>) -> Self {
        Self {
            state: Mutex::new(State {
                manners,
                received: Vec::new(),
            }),
            arrived: Notify::new(),
        }
    }

    /// Records a request and returns how to treat it.
    fn record(&self, request: Request) -> SinkBehavior {
        let mut state = self.lock();
        let manner = match state.manners.len() {
            0 => SinkBehavior::Status(200, Vec::new()),
            1 => state.manners[0].clone(),
            _ => state.manners.remove(0),
        };
        state.received.push(request);
        drop(state);
        self.arrived.notify_waiters();
        manner
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{PATIENCE, Sink, SinkBehavior};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    async fn exchange(sink: &Sink, bytes: &[u8]) -> String {
        let address = sink.url().trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn requests_are_recorded_whole_and_answered_in_turn() {
        let sink = Sink::open(vec![
            SinkBehavior::Status(503, Vec::new()),
            SinkBehavior::Status(204, Vec::new()),
        ])
        .await
        .unwrap();
        let request = b"POST /hook?sig=a%2Fb HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n{ }";
        assert!(exchange(&sink, request).await.starts_with("HTTP/1.1 503 "));
        assert!(exchange(&sink, request).await.starts_with("HTTP/1.1 204 "));
        assert!(exchange(&sink, request).await.starts_with("HTTP/1.1 204 "));
        let received = sink.wait_for(3, PATIENCE).await.unwrap();
        assert_eq!(received[0].target, "/hook?sig=a%2Fb");
        assert_eq!(received[2].body, b"{ }");
    }

    #[tokio::test]
    async fn a_sink_can_hang_up() {
        let sink = Sink::open(vec![SinkBehavior::HangUp]).await.unwrap();
        assert_eq!(
            exchange(&sink, b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n").await,
            ""
        );
        assert_eq!(sink.received().len(), 1);
    }

    #[tokio::test]
    async fn a_chunked_body_is_put_together() {
        let sink = Sink::open(vec![SinkBehavior::HangUp]).await.unwrap();
        let request =
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1\r\n \r\n0\r\n\r\n";
        exchange(&sink, request).await;
        assert_eq!(sink.received()[0].body, b"{} ");
    }
}
