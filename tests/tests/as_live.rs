//! The suite against an emulator that it treats as a live organization: a process of its own, spoken to over a socket
//! with a token, without a control door, and with callbacks to the suite's own listener.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use dataverse_conformance::assets::Assets;
use dataverse_conformance::catalogue::repository;
use dataverse_conformance::command::{Build, Command, Running, executable};
use dataverse_conformance::handler::Handler;
use dataverse_conformance::results::Results;
use dataverse_conformance::verdict::{Standing, Verdict};
use dataverse_conformance::wire::{Connection, WireRequest};

/// The administrator's token. No other user has one.
const TOKEN: &str = "a-token-for-nobody-to-read";
/// The id of the administrator of a new organization.
const ADMINISTRATOR: &str = "05e70000-0000-4000-8000-000000000001";

/// The plug-in type of the custom API that the target file names as one that throws.
const FAILING: &str = "Contoso.Failing";

/// The emulator, started as the target file says, with the plug-in that throws in a process of its own.
async fn emulator() -> (Running, Handler) {
    let handler = Handler::start(&Assets::repository(), "fail.py").await;
    let handler = handler.expect("the plug-in starts");
    let rules = repository().join("tests/targets/emulator-as-live.rules.json");
    let binary = executable(Build::Debug).expect("the emulator's binary can be built");
    let started = Command::new(&binary)
        .args(["--listen", "127.0.0.1:0", "--no-control", "--rules"])
        .args([rules])
        .args(["--handler", &format!("{FAILING}={}", handler.url())])
        .env(
            "DATAVERSE_EMULATOR_TOKEN",
            format!("{TOKEN}={ADMINISTRATOR}"),
        )
        .start();
    let emulator = started.await.expect("it starts");
    (emulator, handler)
}

/// Makes what the target file says is there already.
async fn prepare(emulator: &Running) {
    let mut connection = Connection::open(emulator.address()).await.unwrap();
    let id = "0fa11000-0000-4000-8000-000000000001";
    let assembly = r#"{"pluginassemblyid":"ID","name":"Contoso","version":"1.0.0.0","culture":"neutral",
        "publickeytoken":"927f986a04c54a2f","content":"TVo="}"#;
    let plugin = r#"{"plugintypeid":"ID","typename":"Contoso.Failing","friendlyname":"Failing",
        "pluginassemblyid@odata.bind":"/pluginassemblies(ID)"}"#;
    let api = r#"{"uniquename":"new_Failing","name":"Failing","displayname":"Failing","description":"Failing",
        "bindingtype":0,"isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,
        "workflowsdkstepenabled":false,"PluginTypeId@odata.bind":"/plugintypes(ID)"}"#;
    for (set, row) in [
        ("pluginassemblies", assembly),
        ("plugintypes", plugin),
        ("customapis", api),
    ] {
        let request = ask(
            "POST",
            &format!("/api/data/v9.2/{set}"),
            &row.replace("ID", id),
        );
        let made = connection.exchange(&request).await.unwrap();
        made.expect(204).unwrap();
    }
}

/// The target file as it is.
fn described() -> PathBuf {
    repository().join("tests/targets/emulator-as-live.toml")
}

/// The target file, for an organization that has a custom API that throws.
fn with_failing_custom_api(folder: &Path) -> PathBuf {
    let text = fs::read_to_string(described()).unwrap();
    let path = folder.join("target.toml");
    fs::write(
        &path,
        format!("{text}\n[custom_apis]\nfailing = \"new_Failing\"\n"),
    )
    .unwrap();
    path
}

/// The suite's command against it, as a target file describes it.
fn command(emulator: &Running, target: &Path, arguments: &[&str]) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_dataverse-conformance"));
    command
        .args(arguments)
        .arg("--target")
        .arg(target)
        .args(["--profile", "full"])
        .env_remove("DATAVERSE_URL")
        .env("EMULATOR_URL", emulator.url())
        .env("EMULATOR_TOKEN", TOKEN)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

async fn suite(emulator: &Running, target: &Path, arguments: &[&str]) -> Output {
    let output = command(emulator, target, arguments).output();
    output.await.expect("the command can be run")
}

fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    both.concat()
}

fn ask(method: &str, path: &str, body: &str) -> WireRequest {
    let token = format!("Authorization: Bearer {TOKEN}");
    WireRequest::new(method, path, &[&token], body)
}

/// The names of the rows of `set` that any run has made and not removed, of those that are also `and`.
async fn left(emulator: &Running, set: &str, column: &str, and: &str) -> Vec<String> {
    let mut connection = Connection::open(emulator.address()).await.unwrap();
    let path = format!(
        "/api/data/v9.2/{set}?$select={column}&$filter=startswith({column},'new_conf'){and}"
    );
    let found = connection.exchange(&ask("GET", &path, "")).await.unwrap();
    let found = found.expect(200).unwrap().json().unwrap();
    let rows = found["value"].as_array().unwrap().iter();
    rows.map(|row| row[column].as_str().unwrap().to_owned())
        .collect()
}

async fn assert_nothing_is_left(emulator: &Running) {
    for (set, column, and) in [
        ("customapis", "uniquename", ""),
        ("serviceendpoints", "name", ""),
        ("sdkmessageprocessingsteps", "name", ""),
        ("roles", "name", ""),
        // Users cannot be deleted.
        (
            "systemusers",
            "firstname",
            "%20and%20isdisabled%20eq%20false",
        ),
    ] {
        assert_eq!(left(emulator, set, column, and).await, [""; 0], "{set}");
    }
}

fn results(folder: &Path) -> Results {
    Results::load(&folder.join("results.json")).expect("the run has written its results")
}

#[tokio::test]
async fn every_scenario_gets_a_verdict_and_nothing_stays_there() {
    let (emulator, _handler) = emulator().await;
    prepare(&emulator).await;
    let folder = tempfile::tempdir().unwrap();
    let reports = folder.path().join("reports");
    let shown = reports.display().to_string();
    let target = with_failing_custom_api(folder.path());
    let output = suite(&emulator, &target, &["run", "--report-dir", &shown]).await;
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("connected to Contoso"), "{said}");
    assert_no_token(&said, &reports);

    let results = results(&reports);
    let catalogue = Assets::repository().catalogue().unwrap();
    let counted: usize = results.totals.values().sum();
    assert_eq!(counted, catalogue.scenarios().len(), "{said}");
    let unexplained = results
        .scenarios
        .iter()
        .filter(|one| one.verdict == Verdict::NotSupported && one.reason.is_none());
    assert_eq!(unexplained.count(), 0);
    let configured = results
        .scenarios
        .iter()
        .filter(|one| !one.configured.is_empty());
    let configured = configured.count();
    assert!(
        configured > 0,
        "no scenario was judged under a rule of the file"
    );
    let counted = format!("; {configured} of them configured\n");
    assert!(said.contains(&counted), "{said}");
    assert_nothing_is_left(&emulator).await;
    assert_the_register_knows_what_can_be_proved(&results);
}

/// The token is neither in what a run has said nor in any file that it has written.
fn assert_no_token(said: &str, folder: &Path) {
    assert!(!said.contains(TOKEN), "{said}");
    let files = fs::read_dir(folder).unwrap();
    let mut written = BTreeSet::new();
    for file in files.map(|file| file.unwrap()) {
        let text = fs::read_to_string(file.path()).unwrap();
        let name = file.file_name().into_string().unwrap();
        assert!(!text.contains(TOKEN), "{name}");
        written.insert(name);
    }
    let reports = ["badge.json", "junit.xml", "report.html", "results.json"];
    assert_eq!(written, reports.map(str::to_owned).into());
    // It was sent all the same, and the reports say where.
    let exchanges = results(folder).scenarios;
    let exchanges = exchanges.iter().flat_map(|one| &one.exchanges);
    let mut lines = exchanges.flat_map(|one| &one.request_headers);
    assert!(lines.any(|(name, value)| name == "Authorization" && value == "<token>"));
}

/// The register says of each requirement whether an organization without a control door can prove it.
fn assert_the_register_knows_what_can_be_proved(results: &Results) {
    let register = Assets::repository().register().unwrap();
    let said: BTreeMap<&str, bool> = register
        .requirements()
        .map(|one| (one.id.as_str(), one.live))
        .collect();
    let proved: BTreeSet<&str> = results
        .requirements()
        .filter(|one| one.verdict == Standing::Pass)
        .map(|one| one.id.as_str())
        .collect();
    let unsaid: Vec<&&str> = proved.iter().filter(|id| !said[**id]).collect();
    let unproved: Vec<&&str> = said
        .iter()
        .filter(|(id, live)| **live && !proved.contains(**id))
        .map(|(id, _)| id)
        .collect();
    assert!(
        unsaid.is_empty() && unproved.is_empty(),
        "\ntests/requirements.toml: `live = true` is missing at {unsaid:?} and wrong at {unproved:?}"
    );
}

#[tokio::test]
async fn what_a_run_has_left_is_swept_once() {
    let (emulator, _handler) = emulator().await;
    let mut connection = Connection::open(emulator.address()).await.unwrap();
    let row = r#"{"uniquename":"new_confdead_Left","name":"Left","displayname":"Left","description":"Left",
        "bindingtype":0,"isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false}"#;
    let other = row.replace("new_confdead_Left", "new_Kept");
    let role = r#"{"name":"new_confdead Ada","businessunitid@odata.bind":"/businessunits(b0000000-0000-4000-8000-000000000001)"}"#;
    let user = r#"{"firstname":"new_confdead ","lastname":"Ada","internalemailaddress":"ada@suite.example",
        "businessunitid@odata.bind":"/businessunits(b0000000-0000-4000-8000-000000000001)"}"#;
    let rows = [row, &other, role, user];
    let sets = ["customapis", "customapis", "roles", "systemusers"];
    for (set, row) in sets.into_iter().zip(rows) {
        let request = ask("POST", &format!("/api/data/v9.2/{set}"), row);
        let made = connection.exchange(&request).await.unwrap();
        made.expect(204).unwrap();
    }
    let young = said(&suite(&emulator, &described(), &["sweep"]).await);
    assert!(young.contains("0 removed, 0 left"), "{young}");
    for expected in ["3 removed, 0 left", "0 removed, 0 left"] {
        let output = suite(&emulator, &described(), &["sweep", "--older-than", "PT0S"]).await;
        let said = said(&output);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains(expected), "{said}");
    }
    assert_nothing_is_left(&emulator).await;
    let path = "/api/data/v9.2/customapis?$select=uniquename&$filter=uniquename%20eq%20'new_Kept'";
    let kept = connection.exchange(&ask("GET", path, "")).await.unwrap();
    let kept = kept.expect(200).unwrap().json().unwrap();
    assert_eq!(kept["value"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_interrupted_run_leaves_nothing_there() {
    let (emulator, _handler) = emulator().await;
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(described()).unwrap();
    // So slow that it is still far from its end when the first custom API has been seen.
    let (fast, slow) = ("requests_per_second = 500", "requests_per_second = 100");
    assert!(text.contains(fast), "{text}");
    let slowly = folder.path().join("slowly.toml");
    fs::write(&slowly, text.replace(fast, slow)).unwrap();
    let reports = folder.path().join("reports");
    let shown = reports.display().to_string();
    let mut running = command(&emulator, &slowly, &["run", "--report-dir", &shown]);
    let running = running.spawn().unwrap();
    while left(&emulator, "serviceendpoints", "name", "")
        .await
        .is_empty()
    {}
    // The standard library sends no signal but SIGKILL; the shell's own `kill` sends them all.
    let kill = format!("kill -INT {}", running.id().expect("it is still running"));
    let sent = tokio::process::Command::new("sh")
        .args(["-c", &kill])
        .status();
    assert!(sent.await.unwrap().success());
    let output = running.wait_with_output().await.unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("interrupted: nothing was judged, and what was made is removed"),
        "{said}"
    );
    assert!(!reports.join("results.json").exists());
    assert_nothing_is_left(&emulator).await;
}

#[tokio::test]
async fn two_runs_at_once_are_not_in_each_other_s_way() {
    let (emulator, _handler) = emulator().await;
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    let run = async |reports: &Path| {
        let shown = reports.display().to_string();
        // Custom APIs, operations, callbacks, webhooks, steps, users and roles.
        let chosen = ["BG-006", "BG-083", "BG-0A1", "WH-002", "PV-031"];
        let mut arguments = vec!["run", "--report-dir", &shown];
        arguments.extend(chosen.iter().flat_map(|id| ["--id", id]));
        suite(&emulator, &described(), &arguments).await
    };
    let (first, second) = tokio::join!(run(&one), run(&other));
    for output in [first, second] {
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let [one, other] = [one, other].map(|folder| results(&folder));
    assert!(one.count(Verdict::Pass) > 10, "{:?}", one.totals);
    assert_eq!(one.totals, other.totals);
    assert_nothing_is_left(&emulator).await;
}
