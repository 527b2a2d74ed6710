//! A receiver of webhook calls: counts every post, and answers while its gate is open.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// Whether posts are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    Open,
    Closed,
}

/// A running receiver. Dropping this value stops it.
pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

struct Shared {
    gate: watch::Sender<Gate>,
    /// The number of posts that have arrived.
    arrived: watch::Sender<usize>,
    /// The operations that completion events have reported.
    operations: Mutex<HashSet<String>>,
}

impl Receiver {
    pub(crate) async fn open(gate: Gate) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let shared = Arc::new(Shared {
            gate: watch::Sender::new(gate),
            arrived: watch::Sender::new(0),
            operations: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self {
            url,
            shared,
            accepting,
        })
    }

    /// Answers all posts from now on, those that have arrived included.
    pub(crate) fn answer(&self) {
        self.shared.gate.send_replace(Gate::Open);
    }

    pub(crate) fn arrived(&self) -> usize {
        *self.shared.arrived.borrow()
    }

    /// Waits until this number of posts has arrived.
    pub(crate) async fn arrivals(&self, count: usize) {
        let mut arrived = self.shared.arrived.subscribe();
        let reached = arrived.wait_for(|arrived| *arrived >= count).await;
        reached.expect("the receiver holds the sender");
    }

    /// The number of operations that completion events have reported.
    pub(crate) fn operations(&self) -> usize {
        let operations = self.shared.operations.lock();
        operations.unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            // The task ends with the process at the other end.
            let _ = serve(stream, &shared).await;
        });
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        let mut body = vec![0; length(&head)?];
        stream.read_exact(&mut body).await?;
        let body: Value = serde_json::from_slice(&body)?;
        if let Some(operation) = operation(&body) {
            let operations = shared.operations.lock();
            let mut operations = operations.unwrap_or_else(PoisonError::into_inner);
            operations.insert(operation.to_owned());
        }
        shared.arrived.send_modify(|arrived| *arrived += 1);
        let mut gate = shared.gate.subscribe();
        if gate.wait_for(|gate| *gate == Gate::Open).await.is_err() {
            return Ok(());
        }
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .await?;
    }
}

fn length(head: &str) -> io::Result<usize> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .ok_or_else(|| io::Error::other(format!("a post without a length: {head}")))
}

fn operation(body: &Value) -> Option<&str> {
    let inputs = body["InputParameters"].as_array()?;
    let is_id = |input: &&Value| input["key"] == "BackgroundOperationId";
    inputs.iter().find(is_id)?["value"].as_str()
}
