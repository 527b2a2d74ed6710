//! Receives the callbacks and the calls of steps: a listener that outlives the emulator and accepts
//! every post.
//!
//! A callback's path ends with the number of its submission, which is known before the operation's
//! id. All steps share one path; a body says which event it reports.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A running listener. Dropping this value stops it.
pub(crate) struct Sink {
    url: String,
    arrived: Arc<Arrived>,
    accepting: JoinHandle<()>,
}

impl Sink {
    /// Listens on a free port. Adds one to `observed` for each arrival, before the answer.
    pub(crate) async fn open(observed: watch::Sender<u64>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let arrived = Arc::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&arrived), observed));
        Ok(Self {
            url,
            arrived,
            accepting,
        })
    }

    /// The callback address of a submission.
    pub(crate) fn url(&self, number: u64) -> String {
        format!("{}/{number}", self.url)
    }

    /// The address that steps call.
    pub(crate) fn steps_url(&self) -> String {
        format!("{}/{STEPS}", self.url)
    }

    /// The bodies of a submission's callbacks, oldest first.
    pub(crate) fn arrived(&self, number: u64) -> Vec<Value> {
        self.at(&number.to_string())
    }

    /// The bodies of the step calls, oldest first.
    pub(crate) fn told(&self) -> Vec<Value> {
        self.at(STEPS)
    }

    fn at(&self, path: &str) -> Vec<Value> {
        let arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.get(path).cloned().unwrap_or_default()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// The path that steps call.
const STEPS: &str = "steps";

/// Bodies by path.
type Arrived = Mutex<HashMap<String, Vec<Value>>>;

async fn accept(listener: TcpListener, arrived: Arc<Arrived>, observed: watch::Sender<u64>) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (arrived, observed) = (Arc::clone(&arrived), observed.clone());
        connections.spawn(async move {
            // A connection may break at any point, when the process at its other end dies.
            let _ = serve(stream, &arrived, &observed).await;
        });
    }
}

async fn serve(
    stream: TcpStream,
    arrived: &Arrived,
    observed: &watch::Sender<u64>,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        let (path, length) = read_head(&head)
            .ok_or_else(|| io::Error::other(format!("not a post with a length: {head}")))?;
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let body = serde_json::from_slice(&body)?;
        arrived
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(path)
            .or_default()
            .push(body);
        observed.send_modify(|observed| *observed += 1);
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            .await?;
    }
}

/// The path, without its slash and its query, and the length of the body.
fn read_head(head: &str) -> Option<(String, usize)> {
    let path = head.strip_prefix("POST /")?.split([' ', '?']).next()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim())
    })?;
    Some((path.to_owned(), length.parse().ok()?))
}
