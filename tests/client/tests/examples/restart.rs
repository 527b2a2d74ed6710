//! A program that is killed while it waits, and started again with the monitor from its log. The program is this test
//! binary, which runs the example `resume`.

use std::env;
use std::path::Path;
use std::process::Stdio;

use dataverse_client::{Client, Token};
use http::Method;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::organization::Organization;
use crate::served::Work;

#[path = "../../examples/resume.rs"]
#[allow(
    dead_code,
    reason = "its main function is for those who run it by itself"
)]
mod resume;

/// The variable with the service root, which makes this binary the program.
const ROOT: &str = "RESUME_AT";
const LOG: &str = "LOG";
const PATH: &str = "RESUME_PATH";

/// The program, in a process of its own.
#[tokio::test]
async fn program() {
    let Ok(root) = env::var(ROOT) else {
        return;
    };
    let client = Client::builder(root)
        .token(Token::new("me"))
        .build()
        .unwrap();
    let path = env::var(PATH).unwrap();
    let ended = resume::run(&client, &path, &|line| println!("says {line}")).await;
    ended.unwrap();
}

async fn started(root: &str, path: &str, log: &Path) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "restart::program", "--nocapture"])
        .env(ROOT, root)
        .env(PATH, path)
        .env(LOG, log)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    (child, BufReader::new(output).lines())
}

/// The next line that the program says.
async fn said(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
    while let Some(line) = lines.next_line().await.unwrap() {
        // The runner writes the test's name before the first line.
        if let Some((_, said)) = line.split_once("says ") {
            return said.to_owned();
        }
    }
    panic!("the program ended without a word");
}

#[tokio::test]
async fn a_killed_program_comes_back_to_its_operation() {
    let organization = Organization::open().await;
    let path = organization
        .path(&Work::default().ending(json!({"ReportUrl": "/reports/1"})))
        .await;
    let door = organization.door();
    let held = json!({"finish": "released", "outcomes": [{"return": {"ReportUrl": "/reports/1"}}]});
    door.control(Method::PUT, &format!("custom-apis/{path}/behavior"), held)
        .await;
    let root = organization.client().service_root().to_string();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("operation.log");

    let (mut first, mut lines) = started(&root, &path, &log).await;
    let waiting = said(&mut lines).await;
    let monitor = waiting.strip_prefix("Waiting for ").unwrap().to_owned();
    // SIGKILL: the program cannot do anything more.
    first.kill().await.unwrap();
    assert!(!first.wait().await.unwrap().success());

    let id = monitor.rsplit('/').next().unwrap();
    door.control(Method::POST, "settle", json!({})).await;
    door.control(Method::POST, &format!("operations/{id}/release"), json!({}))
        .await;
    door.control(Method::POST, "settle", json!({})).await;

    let (mut second, mut lines) = started(&root, &path, &log).await;
    assert_eq!(said(&mut lines).await, format!("Resuming {monitor}"));
    assert_eq!(said(&mut lines).await, "Report: /reports/1");
    assert!(second.wait().await.unwrap().success());
    let operations = organization
        .client()
        .background_operations()
        .find()
        .send()
        .await
        .unwrap();
    assert_eq!(operations.len(), 1, "nothing was started twice");
}
