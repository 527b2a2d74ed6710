//! Deliveries to listeners in this process.

mod endings;
mod wire;

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use dataverse_protocol::value::{Entity, Value};
use futures::FutureExt;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use uuid::Uuid;

use super::*;
use crate::outbound::SharedClient;
use dataverse_limits::Limits;
use dataverse_runtime::activity::{Activity, Class};
use dataverse_runtime::clock::{Clock, ClockState, Mode};

/// The environment of a delivery.
struct Around {
    deliveries: Deliveries,
    journal: Journal,
    clock: Clock,
    activity: Activity,
}

impl Around {
    fn new(safety: Duration) -> Self {
        let activity = Activity::new();
        let limits = Limits {
            calls: 4,
            calls_per_host: 1,
            slow_calls: 1,
            call_time: safety,
            network_grace: Duration::from_millis(5),
            ..Limits::DEFAULT
        };
        let reading = ClockState {
            mode: Mode::Manual,
            now: "2026-01-02T03:04:05Z".parse().unwrap(),
        };
        let clock = Clock::start(
            reading,
            activity.clone(),
            Arc::new(|_, guard| async move { drop(guard) }.boxed()),
            limits,
        );
        let journal = Journal::new(&limits);
        let outbound = Outbound::new(SharedClient::default(), clock.clone(), limits);
        Self {
            deliveries: Deliveries::new(outbound, journal.clone()),
            journal,
            clock,
            activity,
        }
    }

    async fn deliver(&self, row: &Entity, delivery: &Delivery) -> Result<(), Undelivered> {
        self.deliver_by(row, delivery, &Rules::default()).await
    }

    async fn deliver_by(
        &self,
        row: &Entity,
        delivery: &Delivery,
        rules: &Rules,
    ) -> Result<(), Undelivered> {
        let endpoint = Endpoint::of_row(row).unwrap();
        let guard = self.activity.guard(Class::Busy);
        let result = self
            .deliveries
            .deliver(&endpoint, delivery, rules, &guard)
            .await;
        assert_eq!(guard.class(), Class::Busy);
        result
    }

    fn noted(&self) -> Vec<Json> {
        let entries = self.journal.entries();
        entries.iter().map(|entry| json!(**entry)).collect()
    }
}

const PATIENT: Duration = Duration::from_secs(20);

fn delivery() -> Delivery {
    Delivery {
        body: r#"{"Url":"https:\/\/h"}"#.to_owned(),
        size: Size::Whole,
        organization: "contoso.crm.dynamics.com".to_owned(),
        table: "account".to_owned(),
        message: "Create".to_owned(),
        correlation: Uuid::from_u128(1),
        request: Some(Uuid::from_u128(2)),
        step: Uuid::from_u128(3),
        job: Some(Uuid::from_u128(4)),
        attempt: 1,
    }
}

fn endpoint(url: &str, authtype: i32, authvalue: &str) -> Entity {
    Entity {
        id: Some(Uuid::from_u128(7)),
        ..Entity::new("serviceendpoint")
    }
    .with("name", Value::String("Orders".to_owned()))
    .with("contract", Value::OptionSet(8))
    .with("url", Value::String(url.to_owned()))
    .with("authtype", Value::OptionSet(authtype))
    .with("authvalue", Value::String(authvalue.to_owned()))
}

/// The behavior of a host after it has read a request.
#[derive(Clone, Copy)]
enum Manner {
    /// Sends these bytes and closes the connection.
    Says(&'static str),
    /// Sends these bytes and leaves the answer incomplete.
    GoesOn(&'static str),
    /// Does not answer.
    Waits,
}

/// A host in this process: its URL, and the requests that it receives, byte for byte.
async fn host(manner: Manner) -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (seen, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, manner, seen.clone()));
        }
    });
    (format!("http://{address}"), requests)
}

async fn serve(mut stream: TcpStream, manner: Manner, seen: mpsc::UnboundedSender<String>) {
    seen.send(read(&mut stream).await).unwrap();
    match manner {
        Manner::Says(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
        Manner::GoesOn(answer) => {
            let mut sent = stream.write_all(answer.as_bytes()).await;
            while sent.is_ok() {
                sent = stream.write_all(&[b'x'; 1024]).await;
            }
        }
        Manner::Waits => pending().await,
    }
}

async fn read(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut bytes = [0; 1024];
    while !text.contains("\r\n\r\n") || !text.ends_with('}') {
        let count = stream.read(&mut bytes).await.unwrap();
        assert!(count > 0, "the request ended early: {text}");
        text.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
    }
    text
}

const OK: Manner = Manner::Says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
