//! The emulator of these tests: a process on a database file, with a custom API to submit.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dataverse_conformance::command::{Build, Command, Running, executable};
use dataverse_conformance::registration::{self, HandlerRef, Step, StepRun};
use dataverse_conformance::wire::{Connection, WireRequest};
use futures::future::try_join_all;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The binary, built once for all tests.
static BINARY: LazyLock<PathBuf> =
    LazyLock::new(|| executable(Build::Debug).expect("the emulator's binary can be built"));

/// A custom API without a plug-in.
const CUSTOM_API: &str = "load_Note";
const DEFINITION: &str = r#"{"uniquename":"load_Note","name":"load_Note","displayname":"Note","description":"Does nothing","bindingtype":0,"isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,"iscustomizable":{"Value":false}}"#;

/// The largest number of entries in the journal.
const JOURNAL: usize = 10_000;
/// The number of connections that submit.
const CONNECTIONS: usize = 8;

/// A running emulator, with the folder of its database.
pub(crate) struct Emulator {
    process: Running,
    folder: tempfile::TempDir,
}

impl Emulator {
    /// Starts an emulator without a deadline for calls to receivers, so that a hanging call hangs
    /// until the test ends it.
    pub(crate) async fn start() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let database = folder.path().join("load.db");
        let process = Command::new(&BINARY)
            .args(["--listen", "127.0.0.1:0", "--rule", "webhook_timeout=PT1H"])
            .args([Path::new("--database"), &database])
            .start()
            .await?;
        let emulator = Self { process, folder };
        let mut connection = emulator.connect().await?;
        registration::create(&mut connection, "customapis", DEFINITION).await?;
        Ok(emulator)
    }

    pub(crate) async fn connect(&self) -> Outcome<Connection> {
        Ok(Connection::open(self.process.address()).await?)
    }

    /// Registers a webhook on a message, of a table or of none.
    pub(crate) async fn follow(
        &self,
        message: &str,
        table: &str,
        run: StepRun,
        url: &str,
    ) -> Outcome<String> {
        let mut connection = self.connect().await?;
        let hook = registration::webhook(&mut connection, url).await?;
        let step = Step {
            message,
            table,
            run,
            handler: HandlerRef::Webhook(&hook),
        };
        Ok(registration::step(&mut connection, &step).await?)
    }

    /// Registers a webhook on the completion event.
    pub(crate) async fn follow_completions(&self, url: &str) -> Outcome<String> {
        self.follow("OnBackgroundOperationComplete", "", StepRun::Later, url)
            .await
    }

    /// Submits this number of operations and expects a 202 for each.
    pub(crate) async fn submit(&self, operations: usize) -> Outcome {
        self.send(operations, &submission(), 202).await
    }

    /// Sends requests until the journal, which keeps the latest entries, is full.
    pub(crate) async fn fill_journal(&self) -> Outcome {
        let target = format!("/api/backgroundoperation/{}", uuid::Uuid::nil());
        let poll = WireRequest::new("GET", &target, &["Prefer: respond-async"], "");
        self.send(JOURNAL, &poll, 404).await
    }

    async fn send(&self, requests: usize, request: &WireRequest, status: u16) -> Outcome {
        let connections = (0..CONNECTIONS).map(async |index| {
            let mut connection = self.connect().await?;
            for _ in (index..requests).step_by(CONNECTIONS) {
                connection.exchange(request).await?.expect(status)?;
            }
            Ok::<(), Box<dyn Error>>(())
        });
        try_join_all(connections).await?;
        Ok(())
    }

    /// Waits until the emulator does nothing but wait for receivers.
    pub(crate) async fn idle(&self) -> Outcome {
        self.settle(|pending| pending["busy"] == 0).await
    }

    /// Waits until this number of requests is under way in a step.
    pub(crate) async fn under_way(&self, requests: usize) -> Outcome {
        self.settle(|pending| pending["time"].as_u64() >= Some(requests as u64))
            .await
    }

    /// Waits until the emulator has nothing to do and waits for no receiver.
    pub(crate) async fn rest(&self) -> Outcome {
        self.settle(|pending| {
            ["busy", "network", "time"]
                .iter()
                .all(|class| pending[*class] == 0)
        })
        .await
    }

    async fn settle(&self, is_over: impl Fn(&serde_json::Value) -> bool) -> Outcome {
        let mut connection = self.connect().await?;
        let body = r#"{"within":"PT0.2S"}"#;
        let request = WireRequest::new("POST", "/_emulator/v1/settle", &[], body);
        loop {
            let answer = connection.exchange(&request).await?.expect(200)?.json()?;
            if is_over(&answer["pending"]) {
                return Ok(());
            }
        }
    }

    /// A number from the emulator's database.
    pub(crate) fn count(&self, query: &str) -> Outcome<i64> {
        let path = self.folder.path().join("load.db");
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let file = rusqlite::Connection::open_with_flags(path, flags)?;
        Ok(file.query_row(query, [], |row| row.get(0))?)
    }

    /// The number of system jobs of a step with this status.
    pub(crate) fn jobs(&self, step: &str, status: i64) -> Outcome<i64> {
        let step = step.replace('-', "");
        self.count(&format!(
            "SELECT count(*) FROM asyncoperation \
             WHERE owningextensionid = x'{step}' AND statuscode = {status}"
        ))
    }

    /// Resident memory in bytes (VmRSS of Linux).
    pub(crate) fn resident_bytes(&self) -> Outcome<i64> {
        let id = self.process.process_id().ok_or("the process has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let kibibytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.split_whitespace().next())
            .ok_or("the process has no VmRSS")?;
        Ok(kibibytes.parse::<i64>()? * 1024)
    }
}

/// A request that submits an operation.
pub(crate) fn submission() -> WireRequest {
    let target = format!("/api/data/v9.2/{CUSTOM_API}");
    WireRequest::new("POST", &target, &["Prefer: respond-async"], "{}")
}
