//! Ten thousand operations, watched at once: without a task each, and with bounded memory.
#![expect(clippy::unwrap_used, reason = "whatever fails fails the test")]

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use dataverse_client::{BoxFuture, Client, Clock, Operation, Transport, TransportError};
use futures::StreamExt;
use futures::stream::SelectAll;
use http::{Method, Request, Response};
use peak_alloc::PeakAlloc;
use serde_json::Value;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The operations.
const CROWD: usize = 10_000;
/// How often each is looked at before its end.
const LOOKS: usize = 5;
/// The most bytes that an operation may take while it is watched, its monitor and its answer included.
const EACH: usize = 4 << 10;

/// A service that accepts everything, and ends each operation at its last look.
#[derive(Debug, Default)]
struct Service {
    accepted: AtomicUsize,
    looked: AtomicUsize,
}

impl Transport for Service {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let response = if request.method() == Method::POST {
            let number = self.accepted.fetch_add(1, Ordering::Relaxed);
            let location = format!("/monitors/{number}");
            Response::builder().status(202).header("location", location)
        } else if self.looked.fetch_add(1, Ordering::Relaxed) < CROWD * (LOOKS - 1) {
            Response::builder().status(202)
        } else {
            Response::builder().status(200).header("asyncresult", "200")
        };
        Box::pin(async { Ok(response.body(Bytes::from_static(b"1")).unwrap()) })
    }
}

/// A clock whose sleepers all wait until it is moved.
#[derive(Debug, Default)]
struct Standing(Arc<Mutex<(Duration, Vec<Waker>)>>);

impl Standing {
    fn advance(&self, by: Duration) {
        let mut standing = self.0.lock().unwrap();
        standing.0 += by;
        standing.1.drain(..).for_each(Waker::wake);
    }
}

impl Clock for Standing {
    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().0
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let until = self.elapsed() + duration;
        let standing = Arc::clone(&self.0);
        Box::pin(poll_fn(move |context| {
            let mut standing = standing.lock().unwrap();
            if standing.0 >= until {
                return Poll::Ready(());
            }
            standing.1.push(context.waker().clone());
            Poll::Pending
        }))
    }
}

#[tokio::test]
async fn ten_thousand_operations_are_watched_at_once() {
    let clock = Arc::new(Standing::default());
    let service = Arc::new(Service::default());
    let client = Client::builder("https://service.example/odata")
        .transport(Shared(Arc::clone(&service)))
        .clock(Arc::clone(&clock) as _)
        .build()
        .unwrap();
    let before = HEAP.current_usage();
    let mut operations: Vec<Operation<Value>> = Vec::with_capacity(CROWD);
    for _ in 0..CROWD {
        match client.action("Make").start().await.unwrap() {
            dataverse_client::Started::Accepted(operation) => operations.push(operation),
            dataverse_client::Started::Finished(_) => panic!("it is done later"),
        }
    }
    let accepted = HEAP.current_usage() - before;
    HEAP.reset_peak_usage();
    let mut watches: SelectAll<_> = operations.iter_mut().map(Operation::watch).collect();
    let mut seen = 0;
    while seen < CROWD * LOOKS {
        // Everybody who does not sleep has looked when nothing more comes: then all sleepers are woken at once.
        match futures::poll!(watches.next()) {
            Poll::Ready(Some(progress)) => {
                progress.unwrap();
                seen += 1;
            }
            Poll::Ready(None) => break,
            Poll::Pending => clock.advance(Duration::from_secs(5)),
        }
    }
    let peak = HEAP.peak_usage() - before;
    drop(watches);
    let left = HEAP.current_usage() - before;
    println!(
        "{CROWD} operations, {seen} looks, {} ms passed; bytes for each: {} accepted, {} at the peak, {} at the end",
        clock.elapsed().as_millis(),
        accepted / CROWD,
        peak / CROWD,
        left / CROWD,
    );
    assert_eq!(seen, CROWD * LOOKS, "each look is told once");
    assert_eq!(
        service.looked.load(Ordering::Relaxed),
        CROWD * LOOKS,
        "and taken once"
    );
    assert!(peak / CROWD <= EACH, "{} bytes for each", peak / CROWD);
    for operation in operations {
        assert_eq!(operation.into_result().unwrap().unwrap(), 1);
    }
    drop((client, clock));
    assert!(
        HEAP.current_usage() < before + CROWD,
        "what is over is given back"
    );
}

/// The service, which the test looks at, too.
#[derive(Debug)]
struct Shared(Arc<Service>);

impl Transport for Shared {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let service = Arc::clone(&self.0);
        Box::pin(async move { service.send(request).await })
    }
}
