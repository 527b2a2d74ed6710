//! The companion of the crash test: a disk that is full for a while, and no process dies.
//!
//! The limit of a file's size stands for the disk: with `prlimit` the test lowers it to nothing while the emulator runs,
//! which fails every write to a file, and lifts it again. It needs no other file system and no root.

use std::io;
use std::path::Path;

use dataverse_conformance::command::{Build, Command, Running, executable};
use dataverse_conformance::wire::{Answer, Connection, WireRequest};
use serde_json::Value;
use tokio::sync::watch;

use crate::sink::Sink;

const CUSTOM_API: &str = "sample_CleanupExportedDataAnnotations";
/// More operations than run at once, so that some still wait to be started.
const OPERATIONS: u64 = 40;
/// Two creations in a change set.
const CHANGE_SET: &str = concat!(
    "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n",
    "--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: 1\r\n\r\n",
    "POST /api/data/v9.2/annotations HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"subject\":\"half\"}\r\n",
    "--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: 2\r\n\r\n",
    "POST /api/data/v9.2/annotations HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"subject\":\"half\"}\r\n",
    "--c--\r\n--b--\r\n"
);

/// An emulator on a database file, and a connection to it.
struct Full {
    emulator: Running,
    connection: Connection,
}

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_operations_survive_a_full_disk() {
    let binary = executable(Build::Debug).expect("the emulator's binary can be built");
    let directory = tempfile::tempdir().expect("a temporary directory can be made");
    let database = directory.path().join("full.db");
    let (observed, _) = watch::channel(0);
    let sink = Sink::open(observed).await.unwrap();
    let mut full = Full::start(&binary, &database).await.unwrap();
    let behavior = format!("custom-apis/{CUSTOM_API}/behavior");
    full.control("PUT", &behavior, r#"{"finish":"released"}"#, 204)
        .await;
    let mut operations = Vec::new();
    for number in 0..OPERATIONS {
        let prefer = format!(
            "Prefer: respond-async, odata.callback; url=\"{}\"",
            sink.url(number)
        );
        let answer = full.call("POST", CUSTOM_API, &[&prefer], "{}").await;
        assert_eq!(answer.status, 202, "{}", answer.head);
        let id = answer.header("x-ms-dyn-backgroundoperationid").unwrap();
        operations.push(id.to_owned());
    }
    full.settle("PT20S").await;

    full.limit_files("0").await.unwrap();
    full.is_told_that_nothing_is_committed().await;
    let released = full.release(&operations).await;
    assert!(released > 0 && released < operations.len(), "{released}");
    let unsettled = full.settle("PT1S").await;
    assert_eq!(unsettled["settled"], false, "{unsettled}");
    assert_ne!(unsettled["pending"]["storage"], 0, "{unsettled}");
    assert_eq!(full.ended(&operations).await, 0);

    full.limit_files("unlimited").await.unwrap();
    full.control("DELETE", &behavior, "", 204).await;
    while full.ended(&operations).await < operations.len() {
        full.settle("PT5S").await;
        full.release(&operations).await;
    }
    let settled = full.settle("PT20S").await;
    assert_eq!(settled["settled"], true, "{settled}");
    let health = full.control("GET", "health", "", 200).await.json().unwrap();
    assert_eq!(health["storage"]["commits"], true, "{health}");
    assert_eq!(health["storage"]["waiting"], 0, "{health}");
    for number in 0..OPERATIONS {
        assert_eq!(sink.arrived(number).len(), 1, "callbacks of {number}");
    }

    full.emulator.signal("TERM").await.unwrap();
    let ended = full.emulator.ended().await.unwrap();
    assert!(ended.status.success(), "{ended}");
    assert!(
        ended.stderr.contains("the database cannot commit"),
        "{ended}"
    );
    assert!(
        ended.stderr.contains("the database commits again"),
        "{ended}"
    );
    let mut again = Full::start(&binary, &database).await.unwrap();
    assert_eq!(again.ended(&operations).await, operations.len());
}

impl Full {
    async fn start(binary: &Path, database: &Path) -> io::Result<Self> {
        let emulator = Command::new(binary)
            .args(["--listen", "127.0.0.1:0", "--log", "warn"])
            .args(["--clock", "manual@2026-01-02T03:04:05Z"])
            .args([Path::new("--database"), database])
            .start()
            .await
            .map_err(io::Error::other)?;
        let connection = Connection::open(emulator.address()).await?;
        Ok(Self {
            emulator,
            connection,
        })
    }

    /// Sets the limit of a file's size for the running process.
    async fn limit_files(&self, limit: &str) -> io::Result<()> {
        let id = self.emulator.process_id().unwrap_or_default();
        let status = tokio::process::Command::new("prlimit")
            .args([format!("--pid={id}"), format!("--fsize={limit}:unlimited")])
            .status()
            .await?;
        assert!(status.success(), "prlimit: {status}");
        Ok(())
    }

    async fn exchange(&mut self, request: &WireRequest) -> Answer {
        self.connection
            .exchange(request)
            .await
            .expect("the emulator answers")
    }

    async fn call(&mut self, method: &str, path: &str, headers: &[&str], body: &str) -> Answer {
        let target = format!("/api/data/v9.2/{path}");
        self.exchange(&WireRequest::new(method, &target, headers, body))
            .await
    }

    async fn control(&mut self, method: &str, path: &str, body: &str, status: u16) -> Answer {
        let target = format!("/_emulator/v1/{path}");
        let request = WireRequest::new(method, &target, &[], body);
        self.exchange(&request)
            .await
            .expect(status)
            .expect("the control door agrees")
    }

    async fn settle(&mut self, within: &str) -> Value {
        let body = format!(r#"{{"within":"{within}"}}"#);
        let answer = self.control("POST", "settle", &body, 200).await;
        answer.json().expect("the answer is JSON")
    }

    /// Requests that write are refused as a whole, requests that read are answered, and the control door says why.
    async fn is_told_that_nothing_is_committed(&mut self) {
        let row = r#"{"subject":"x"}"#;
        let refused = self.call("POST", "annotations", &[], row).await;
        assert_eq!(refused.status, 503);
        assert_eq!(
            refused.json().expect("the answer is JSON")["error"]["code"],
            "0x80044150"
        );
        let batch = ["Content-Type: multipart/mixed; boundary=b"];
        let refused = self.batch(&batch).await;
        assert!(refused.contains("0x80044150"), "{refused}");
        let rows = self
            .call("GET", "annotations?$select=subject", &[], "")
            .await;
        let rows = rows
            .expect(200)
            .expect("reads are answered")
            .json()
            .expect("the answer is JSON");
        assert_eq!(rows["value"], Value::Array(Vec::new()));
        let health = self
            .control("GET", "health", "", 200)
            .await
            .json()
            .expect("the answer is JSON");
        assert_eq!(health["storage"]["commits"], false, "{health}");
        assert!(health["storage"]["reason"].is_string(), "{health}");
    }

    async fn batch(&mut self, headers: &[&str]) -> String {
        let target = "/api/data/v9.2/$batch";
        let answer = self
            .exchange(&WireRequest::new("POST", target, headers, CHANGE_SET))
            .await;
        String::from_utf8_lossy(&answer.body).into_owned()
    }

    /// Releases the operations that wait for it; answers how many.
    async fn release(&mut self, operations: &[String]) -> usize {
        let mut released = 0;
        for id in operations {
            let target = format!("/_emulator/v1/operations/{id}/release");
            let answer = self
                .exchange(&WireRequest::new("POST", &target, &[], ""))
                .await;
            released += usize::from(answer.status == 204);
        }
        released
    }

    /// How many operations are completed.
    async fn ended(&mut self, operations: &[String]) -> usize {
        let mut ended = 0;
        for id in operations {
            let target = format!("/api/backgroundoperation/{id}");
            let answer = self.exchange(&WireRequest::get(&target)).await;
            let answer = answer
                .expect(200)
                .expect("reads are answered")
                .json()
                .expect("the answer is JSON");
            ended += usize::from(answer["backgroundOperationStateCode"] == 3);
        }
        ended
    }
}
