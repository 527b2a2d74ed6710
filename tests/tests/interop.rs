//! Published clients of Dataverse, unmodified, against the emulator: `interop/` has a script for each of them.
//!
//! A script makes every call of its client that the emulator serves, checks the result, and prints a line for it. It has
//! an emulator of its own, whose clock stands still, with a table of a solution. `interop/install` installs the clients;
//! without them the tests say so and do nothing, except where `CI` is set. What a client accepts is no evidence about
//! Dataverse: it shows that programs which are built on it work.
#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use dataverse_conformance::command::{Build, Command, Running, executable};
use tokio::process::Command as Interpreter;

/// The emulator's binary, built once for all tests of this file.
static BINARY: LazyLock<PathBuf> =
    LazyLock::new(|| executable(Build::Debug).expect("the emulator's binary can be built"));

/// The limit, in real time, for one script.
const PATIENCE: Duration = Duration::from_secs(120);

/// The folder of the scripts.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop")
}

/// The folder with the clients of a language, as `interop/install` fills it; `None` where it has not been run.
///
/// # Panics
/// In CI, where the tests must not be left out.
fn installed(language: &str) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let folder = target.expect("a folder").join("interop").join(language);
    if folder.join("installed").is_file() {
        return Some(folder);
    }
    let missing =
        format!("the clients for {language} are not installed: run tests/interop/install");
    assert!(std::env::var_os("CI").is_none(), "{missing}");
    eprintln!("skipped: {missing}");
    None
}

/// The command on a free port, with its own clock and the table of a solution.
async fn emulator() -> Running {
    let project = scripts().join("../solutions/ProjectTracking");
    let command = Command::new(&BINARY)
        .args(["--listen", "127.0.0.1:0"])
        .args(["--clock", "manual@2026-01-02T03:04:05Z"])
        .args([std::ffi::OsStr::new("--solution"), project.as_os_str()]);
    command.start().await.expect("it starts")
}

/// Runs a script with its interpreter.
#[expect(
    clippy::disallowed_methods,
    reason = "a client that waits in vain fails the test"
)]
async fn run(mut interpreter: Interpreter, script: &str, emulator: &Running) -> Output {
    let running = interpreter
        .arg(scripts().join(script))
        .env("DATAVERSE_URL", emulator.url())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let ended = tokio::time::timeout(PATIENCE, running).await;
    let ended = ended.unwrap_or_else(|_| panic!("{script} does not end"));
    ended.unwrap_or_else(|error| panic!("{script} cannot be run: {error}"))
}

/// Holds that a script made all of its calls and that each of them succeeded, and prints them.
fn assert_passed(script: &str, ended: &Output) {
    let said = String::from_utf8_lossy(&ended.stdout);
    let complaint = String::from_utf8_lossy(&ended.stderr);
    let (passed, others): (Vec<&str>, Vec<&str>) =
        said.lines().partition(|line| line.starts_with("ok "));
    println!("{script}: {} calls\n{}", passed.len(), passed.join("\n"));
    assert_eq!(others, ["end"], "{script}: {complaint}");
    assert!(ended.status.success(), "{script}: {complaint}");
    assert!(!passed.is_empty(), "{script} makes no calls");
}

async fn with_node(script: &str) {
    let Some(clients) = installed("node") else {
        return;
    };
    let mut node = Interpreter::new("node");
    node.env("INTEROP_MODULES", clients);
    let emulator = emulator().await;
    assert_passed(script, &run(node, script, &emulator).await);
}

async fn with_python(script: &str) {
    let Some(clients) = installed("python") else {
        return;
    };
    let python = Interpreter::new(clients.join("bin/python"));
    let emulator = emulator().await;
    assert_passed(script, &run(python, script, &emulator).await);
}

#[tokio::test]
async fn dynamics_web_api_reads_and_writes_rows() {
    with_node("dynamics_web_api.cjs").await;
}

#[tokio::test]
async fn dynamics_web_api_defines_tables() {
    with_node("dynamics_web_api_definitions.cjs").await;
}

#[tokio::test]
async fn dynamics_web_api_of_the_old_line_works() {
    with_node("dynamics_web_api_1.cjs").await;
}

#[tokio::test]
async fn python_odata_makes_classes_of_the_description() {
    with_python("python_odata.py").await;
}

#[tokio::test]
async fn power_platform_client_reads_and_writes_rows() {
    with_python("power_platform_rows.py").await;
}

#[tokio::test]
async fn power_platform_client_defines_tables() {
    with_python("power_platform_tables.py").await;
}
