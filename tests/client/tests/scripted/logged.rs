//! The address of every operation is logged when it is accepted, and every fault that is waited out; no token is.

use std::io;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use dataverse_client::{Client, Token};
use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

use crate::clock::ManualClock;
use crate::row::rows;
use crate::script::{ROOT, Scripted};

const SCRIPT: &str = "
## logged
POST Make
< 202 | Location: m/1
GET m/1
< dropped
GET m/1
< 202 | Location: /odata/m/2
GET m/2
< 200 | AsyncResult: 200
< \"secret result\"
=> nothing
";

/// What one thread logs. The subscriber is the process's: one of a thread alone misses what another thread has met first.
#[derive(Clone)]
struct Lines {
    thread: ThreadId,
    written: Arc<Mutex<Vec<u8>>>,
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if thread::current().id() == self.thread {
            self.written.lock().unwrap().extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn addresses_are_logged_and_tokens_are_not() {
    let lines = Lines {
        thread: thread::current().id(),
        written: Arc::default(),
    };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(lines.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let client = Client::builder(ROOT)
        .transport(Scripted::new(&rows(SCRIPT)[0].exchanges))
        .clock(Arc::new(ManualClock::default()))
        .token(Token::new("canary-4711"))
        .build()
        .unwrap();
    let result: Value = client.action("Make").wait().await.unwrap();
    assert_eq!(result, "secret result");
    let logged = String::from_utf8(lines.written.lock().unwrap().clone()).unwrap();
    for expected in [
        "INFO operation{monitor=https://service.example/odata/m/1}: dataverse_client::operation: accepted",
        "WARN operation{monitor=https://service.example/odata/m/1}: dataverse_client::client::exchange: sending again",
        "as scripted",
        "looked",
        "moved monitor=https://service.example/odata/m/2",
    ] {
        assert!(
            logged.contains(expected),
            "{expected:?} is not in\n{logged}"
        );
    }
    assert!(
        !logged.contains("canary") && !logged.contains("secret"),
        "{logged}"
    );
}
