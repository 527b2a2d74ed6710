//! Clients that stop, stall, leave or crowd in, each on a connection of its own.

use std::io::ErrorKind;
use std::time::Duration;

use dataverse_limits::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// A connection on which a test writes what it wants.
struct Client(TcpStream);

impl Client {
    async fn of(running: &Running) -> Self {
        let address = running.url().trim_start_matches("http://");
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// All that comes until the emulator closes the connection.
    async fn until_closed(&mut self) -> String {
        let mut received = Vec::new();
        match self.0.read_to_end(&mut received).await {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
        String::from_utf8(received).unwrap()
    }

    /// The status line of the next answer.
    async fn status(&mut self) -> String {
        let mut received = Vec::new();
        while !received.ends_with(b"\r\n") {
            received.push(self.0.read_u8().await.unwrap());
        }
        String::from_utf8(received).unwrap()
    }
}

/// Limits that no test waits long for.
fn hasty() -> Settings {
    let short = Duration::from_millis(20);
    let mut settings = manual(None);
    settings.organization.limits = Limits {
        head_timeout: short,
        body_timeout: short,
        idle_timeout: short,
        ..Limits::default()
    };
    settings
}

const HEAD: &str =
    "POST /api/data/v9.2/accounts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer me\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_stops_in_the_middle_of_a_body_holds_up_nothing() {
    let running = start(manual(None)).await.unwrap();
    let mut client = Client::of(&running).await;
    client
        .send(&format!(
            "{HEAD}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"
        ))
        .await;
    // The emulator has begun to read the body.
    assert_eq!(client.status().await, "HTTP/1.1 100 Continue\r\n");
    client.send("{").await;
    let caller = Caller::of(running.url());
    let settle = "/_emulator/v1/settle";
    let settled = caller.ok(Method::POST, settle, json!({})).await;
    assert_eq!(settled["settled"], true, "{settled}");
    let advance = "/_emulator/v1/clock/advance";
    let moved = caller.ok(Method::POST, advance, json!({"by": "PT1S"}));
    moved.await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_and_an_idle_connection_end_with_their_time() {
    let running = start(hasty()).await.unwrap();
    let mut silent = Client::of(&running).await;
    assert_eq!(silent.until_closed().await, "");
    let mut half = Client::of(&running).await;
    half.send("GET / HTTP/1.1\r\nHost: loc").await;
    assert_eq!(half.until_closed().await, "");
    let mut idle = Client::of(&running).await;
    idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let answered = idle.until_closed().await;
    assert!(answered.starts_with("HTTP/1.1 401 "), "{answered}");
    for path in [
        "/api/data/v9.2/accounts",
        "/_emulator/v1/reset",
        "/XRMServices/2011/Organization.svc/web",
    ] {
        let mut slow = Client::of(&running).await;
        slow.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer me\r\nContent-Length: 9\r\n\r\n{{"
        ))
        .await;
        let answered = slow.until_closed().await;
        let expected = match path.ends_with("web") {
            // A SOAP fault is a 500.
            true => "HTTP/1.1 500 ",
            false => "HTTP/1.1 408 ",
        };
        assert!(answered.starts_with(expected), "{path}: {answered}");
        assert!(answered.contains("did not arrive whole"), "{answered}");
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_chunk_is_a_mistake_of_the_client() {
    let running = start(manual(None)).await.unwrap();
    for path in ["/api/data/v9.2/accounts", "/_emulator/v1/settle"] {
        let mut client = Client::of(&running).await;
        client
            .send(&format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer me\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            ))
            .await;
        assert_eq!(client.status().await, "HTTP/1.1 400 Bad Request\r\n");
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_more_than_are_served_waits_for_another_to_end() {
    let mut settings = manual(None);
    settings.organization.limits.connections = 1;
    let running = start(settings).await.unwrap();
    let mut first = Client::of(&running).await;
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    first.send(request).await;
    assert_eq!(first.status().await, "HTTP/1.1 401 Unauthorized\r\n");
    let mut second = Client::of(&running).await;
    second.send(request).await;
    let mut one = [0];
    let answered = second.0.try_read(&mut one);
    assert_eq!(answered.unwrap_err().kind(), ErrorKind::WouldBlock);
    drop(first);
    assert_eq!(second.status().await, "HTTP/1.1 401 Unauthorized\r\n");
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_goes_on_without_its_client() {
    let running = start(manual(None)).await.unwrap();
    let caller = Caller::of(running.url());
    caller.define_slow().await;
    for _ in 0..20 {
        let mut leaving = Client::of(&running).await;
        leaving
            .send(
                "POST /_emulator/v1/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
            )
            .await;
        drop(leaving);
        let (status, _) = caller
            .send(Method::GET, &format!("{API}/WhoAmI"), json!({}))
            .await;
        let may = [StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE];
        assert!(may.contains(&status), "{status}");
    }
    caller
        .ok(Method::POST, "/_emulator/v1/reset", json!({}))
        .await;
    caller.get(&format!("{API}/WhoAmI")).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_goes_on_without_its_client() {
    let running = start(manual(None)).await.unwrap();
    let caller = Caller::of(running.url());
    caller.define_slow().await;
    let mut leaving = Client::of(&running).await;
    leaving
        .send("POST /api/data/v9.2/test_Slow HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer me\r\nContent-Length: 0\r\n\r\n")
        .await;
    while caller.waiting_for_time().await == 0 {}
    drop(leaving);
    let (journal, advance) = (
        "/_emulator/v1/journal?kind=request",
        "/_emulator/v1/clock/advance",
    );
    caller
        .ok(Method::POST, advance, json!({"by": "PT1M"}))
        .await;
    let journal = caller.get(journal).await;
    let ended =
        |entry: &Json| entry["target"] == "/api/data/v9.2/test_Slow" && entry["status"] == 204;
    let entries = journal["entries"].as_array().unwrap();
    assert!(entries.iter().any(ended), "{journal}");
    running.shutdown().await;
}
