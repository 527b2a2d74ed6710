//! An interrupted run against an emulator elsewhere: the command says so, and leaves nothing in the emulator.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use std::process::Stdio;
use std::sync::Arc;

use dataverse_conformance::target::{SignIn, Target};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{ChildStderr, Command};

use crate::folder;

/// The names of an emulator's organizations, without its first one.
async fn organizations(target: &Target) -> Vec<String> {
    let url = format!("{}/_emulator/v1/organizations", target.url());
    let answer = target.control("GET", &url, None).await.unwrap();
    let answer: Value = serde_json::from_slice(&answer.response.body).unwrap();
    let all = answer["organizations"].as_array().unwrap();
    let names = all.iter().skip(1).map(|one| one["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_is_removed() {
    let target = Arc::new(Target::in_process(SignIn::default()).await.unwrap());
    let own = json!({"name": "somebody-elses"});
    target.organization(&own).await.unwrap();
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_dataverse-conformance"))
        .current_dir(folder.path())
        .args(["run", "--url", target.url()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    wait_for(&mut stderr, " of ").await;
    assert!(
        organizations(&target).await.len() > 1,
        "scenarios are under way"
    );
    let id = child.id().unwrap().to_string();
    // The standard library sends SIGKILL only; the shell's `kill` sends every signal.
    let kill = format!("kill -INT {id}");
    let sent = Command::new("sh")
        .args(["-c", &kill])
        .status()
        .await
        .unwrap();
    assert!(sent.success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).await.unwrap();
    assert_eq!(child.wait().await.unwrap().code(), Some(3), "{rest}");
    assert!(rest.contains("interrupted: nothing was judged"), "{rest}");
    assert_eq!(organizations(&target).await, ["somebody-elses"]);
    assert!(
        !folder
            .path()
            .join("conformance-report/results.json")
            .exists()
    );
}

async fn wait_for(stderr: &mut BufReader<ChildStderr>, part: &str) {
    let mut line = String::new();
    while !line.contains(part) {
        line.clear();
        assert!(
            stderr.read_line(&mut line).await.unwrap() > 0,
            "it ended before '{part}'"
        );
    }
}
