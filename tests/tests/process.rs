//! The command as users and scripts meet it: its output, its refusals, and how it stops.
#![cfg(unix)]

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::LazyLock;

use dataverse_conformance::command::{Build, Command, Ended, Running, executable};
use dataverse_conformance::wire::{Answer, Connection, WireRequest};

/// The binary, built once for all tests of this file.
static BINARY: LazyLock<PathBuf> =
    LazyLock::new(|| executable(Build::Debug).expect("the emulator's binary can be built"));

/// The command on a free port.
fn command() -> Command {
    Command::new(&BINARY).args(["--listen", "127.0.0.1:0"])
}

async fn ask(emulator: &Running, target: &str) -> Answer {
    let mut connection = Connection::open(emulator.address())
        .await
        .expect("the emulator has said that it listens");
    connection
        .exchange(&WireRequest::get(target))
        .await
        .expect("every request is answered")
}

/// Asserts a refusal: nothing on standard output, these texts on standard error, and a positive exit code.
fn assert_refused(ended: &Ended, said: &[&str]) {
    assert_eq!(ended.stdout, "");
    assert!(ended.status.code().is_some_and(|code| code > 0), "{ended}");
    assert!(!ended.stderr.contains("panicked"), "{ended}");
    for text in said {
        assert!(ended.stderr.contains(text), "'{text}' is not in: {ended}");
    }
}

#[tokio::test]
async fn the_last_line_of_the_banner_says_that_it_is_ready_and_where() {
    let emulator = command().start().await.unwrap();
    let (url, banner) = (emulator.url(), emulator.banner());
    assert!(banner.ends_with(&format!("\nready {url}\n")), "{banner}");
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert!(!url.ends_with(":0"), "{url}");
    let health = ask(&emulator, "/_emulator/v1/health").await;
    let health = health.expect(200).unwrap().json().unwrap();
    assert_eq!(health["status"], "ready");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn the_lines_of_the_banner_work_as_pasted() {
    let emulator = command().start().await.unwrap();
    let pasted = pasted(emulator.banner());
    let [submit, wait, read] = pasted.as_slice() else {
        panic!("expected three things to paste: {}", emulator.banner());
    };
    let script = [submit, wait, read]
        .map(String::as_str)
        .join("; echo; echo; ");
    let (said, shown) = shell(&script).await;
    assert!(shown.starts_with("HTTP/1.1 202 "), "{shown}");
    let said: Vec<_> = said.splitn(3, "\n\n").map(str::trim_start).collect();
    let [_, looked, csv] = said.as_slice() else {
        panic!("expected three answers: {said:?}");
    };
    let looked: serde_json::Value = serde_json::from_str(looked).expect("JSON");
    assert_eq!(looked["backgroundOperationStateCode"], 3, "{looked}");
    assert_eq!(looked["backgroundOperationStatusCode"], 30, "{looked}");
    assert!(looked["AnnotationId"].is_string(), "{looked}");
    assert!(csv.starts_with("accountid,name\r\n\""), "{csv}");
    assert!(csv.contains(r#","A. Datum Corporation (sample)""#), "{csv}");
}

/// The commands of the banner: its paragraphs that are indented by four spaces.
fn pasted(banner: &str) -> Vec<String> {
    banner
        .split("\n\n")
        .filter(|paragraph| paragraph.starts_with("    "))
        .map(str::to_owned)
        .collect()
}

/// The standard output and the standard error of a script.
async fn shell(script: &str) -> (String, String) {
    let output = tokio::process::Command::new("sh")
        .args(["-c", script])
        .output();
    let output = output.await.expect("there is a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(
        output.status.success(),
        "{script}: {}: {stderr}",
        output.status
    );
    (stdout, stderr)
}

#[tokio::test]
async fn help_names_every_flag_with_its_variable() {
    let help = Command::new(&BINARY).args(["--help"]).run().await.unwrap();
    assert!(help.status.success(), "{help}");
    for flag in [
        "listen",
        "database",
        "clock",
        "seed-value",
        "name",
        "no-samples",
        "log",
        "rules",
        "rule",
        "token",
        "handler",
        "control-token",
        "no-control",
        "public-url",
        "public-host",
        "limit",
    ] {
        let variable = format!(
            "DATAVERSE_EMULATOR_{}",
            flag.to_ascii_uppercase().replace('-', "_")
        );
        for text in [format!("--{flag}"), variable] {
            assert!(help.stdout.contains(&text), "{text}: {help}");
        }
    }
    assert!(!help.stdout.contains("FAULTS"), "{help}");
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ended = Command::new(&BINARY)
        .args(["--listen", &address])
        .run()
        .await
        .unwrap();
    assert_refused(&ended, &[&address, "in use"]);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let text = "remember the milk\n".repeat(500);
    std::fs::write(&path, &text).unwrap();
    let ended = command()
        .args(["--database", path.to_str().unwrap()])
        .run()
        .await
        .unwrap();
    assert_refused(&ended, &["notes.txt"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_database_of_something_else_is_named_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE milk (litres INTEGER); INSERT INTO milk VALUES (2)")
        .unwrap();
    other.close().unwrap();
    let before = std::fs::read(&path).unwrap();
    let ended = command()
        .args(["--database", path.to_str().unwrap()])
        .run()
        .await
        .unwrap();
    assert_refused(&ended, &["other.db"]);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_database_in_a_folder_that_does_not_exist_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/contoso.db");
    let ended = command()
        .args(["--database", path.to_str().unwrap()])
        .run()
        .await
        .unwrap();
    assert_refused(&ended, &["contoso.db"]);
}

#[tokio::test]
async fn a_database_that_another_emulator_serves_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contoso.db");
    let serving = command().args(["--database", path.to_str().unwrap()]);
    let serving = serving.start().await.unwrap();
    let (symbolic, hard) = (folder.path().join("symbolic"), folder.path().join("hard"));
    std::os::unix::fs::symlink(&path, &symbolic).unwrap();
    std::fs::hard_link(&path, &hard).unwrap();
    for name in [&path, &symbolic, &hard] {
        let name = name.to_str().unwrap();
        let ended = command().args(["--database", name]).run().await.unwrap();
        assert_refused(&ended, &["in use"]);
        let body = serde_json::json!({"database": name}).to_string();
        let open = WireRequest::new("POST", "/_emulator/v1/organizations", &[], &body);
        let mut connection = Connection::open(serving.address()).await.unwrap();
        let answer = connection.exchange(&open).await.unwrap();
        assert_eq!(answer.status, 400, "{name}");
    }
}

#[tokio::test]
async fn a_database_that_is_removed_while_it_is_open_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contoso.db");
    let emulator = command().args(["--database", path.to_str().unwrap()]);
    let emulator = emulator.start().await.unwrap();
    let health = "/_emulator/v1/health";
    let before = ask(&emulator, health).await.json().unwrap();
    assert_eq!(before["database"], "open");
    std::fs::remove_file(&path).unwrap();
    let after = ask(&emulator, health).await.json().unwrap();
    assert_eq!(after["database"], "removed");
    let mut connection = Connection::open(emulator.address()).await.unwrap();
    let create = WireRequest::new("POST", "/api/data/v9.2/accounts", &[], r#"{"name":"Lost"}"#);
    connection.exchange(&create).await.unwrap();
    emulator.signal("TERM").await.unwrap();
    let ended = emulator.ended().await.unwrap();
    assert!(ended.stderr.contains("removed or replaced"), "{ended}");
}

#[tokio::test]
async fn a_signal_ends_it_with_code_zero() {
    for signal in ["TERM", "INT", "HUP", "QUIT"] {
        let folder = tempfile::tempdir().unwrap();
        let emulator = command().env("TMPDIR", folder.path()).start();
        let emulator = emulator.await.unwrap();
        assert_eq!(temporary(&folder), 1, "SIG{signal}");
        emulator.signal(signal).await.unwrap();
        let ended = emulator.ended().await.unwrap();
        assert_eq!(ended.status.code(), Some(0), "SIG{signal}: {ended}");
        assert_eq!(ended.stderr, "", "SIG{signal}");
        assert_eq!(temporary(&folder), 0, "SIG{signal}");
    }
}

/// The number of temporary databases in a folder.
fn temporary(folder: &tempfile::TempDir) -> usize {
    let entries = std::fs::read_dir(folder.path());
    entries.expect("the folder can be read").count()
}

#[tokio::test]
async fn a_killed_emulators_temporary_database_goes_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = || command().env("TMPDIR", folder.path()).start();
    let mut killed = start().await.unwrap();
    let lives = start().await.unwrap();
    assert_eq!(temporary(&folder), 2);
    killed.kill().unwrap();
    killed.ended().await.unwrap();
    assert_eq!(temporary(&folder), 2);
    let next = start().await.unwrap();
    assert_eq!(temporary(&folder), 2, "the killed one's is swept");
    for emulator in [lives, next] {
        ask(&emulator, "/api/data/v9.2/WhoAmI")
            .await
            .expect(200)
            .unwrap();
    }
}

#[tokio::test]
async fn a_file_size_limit_is_an_error_and_no_end() {
    let script = format!(
        "ulimit -f 6144; exec {} --listen 127.0.0.1:0",
        BINARY.display()
    );
    let shell = Command::new(std::path::Path::new("/bin/sh"));
    let emulator = shell.args(["-c", &script]).start().await.unwrap();
    let mut connection = Connection::open(emulator.address()).await.unwrap();
    let memo = "m".repeat(100_000);
    let body = serde_json::json!({"subject": "x", "notetext": memo}).to_string();
    let create = WireRequest::new("POST", "/api/data/v9.2/annotations", &[], &body);
    let mut refused = false;
    for _ in 0..60 {
        refused = connection.exchange(&create).await.unwrap().status != 204;
        if refused {
            break;
        }
    }
    assert!(refused, "the limit was not reached");
    ask(&emulator, "/api/data/v9.2/WhoAmI")
        .await
        .expect(200)
        .unwrap();
}

#[tokio::test]
async fn organizations_end_where_the_limit_of_open_files_does_and_say_so() {
    let script = format!(
        "ulimit -n 64; exec {} --listen 127.0.0.1:0",
        BINARY.display()
    );
    let shell = Command::new(std::path::Path::new("/bin/sh"));
    let emulator = shell.args(["-c", &script]).start().await.unwrap();
    let mut connection = Connection::open(emulator.address()).await.unwrap();
    let open = WireRequest::new("POST", "/_emulator/v1/organizations", &[], "{}");
    for _ in 0..64 {
        let answer = connection.exchange(&open).await.unwrap();
        if answer.status != 201 {
            let error = &answer.expect(503).unwrap().json().unwrap()["error"];
            assert_eq!(error["code"], "used_up");
            return;
        }
    }
    panic!("64 files are enough for 64 organizations");
}

#[tokio::test]
async fn what_it_kept_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("contoso.db");
    let path = path.to_str().unwrap();
    let target = "/api/data/v9.2/accounts?$select=name&$filter=name%20eq%20'Kept'";

    let emulator = command().args(["--database", path]).start().await.unwrap();
    let mut connection = Connection::open(emulator.address()).await.unwrap();
    let create = WireRequest::new("POST", "/api/data/v9.2/accounts", &[], r#"{"name":"Kept"}"#);
    connection
        .exchange(&create)
        .await
        .unwrap()
        .expect(204)
        .unwrap();
    // A connection that is kept alive does not keep the process running.
    emulator.signal("TERM").await.unwrap();
    let ended = emulator.ended().await.unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended}");

    let emulator = command().args(["--database", path]).start().await.unwrap();
    let found = ask(&emulator, target).await.expect(200).unwrap();
    assert_eq!(found.json().unwrap()["value"][0]["name"], "Kept");
}

#[tokio::test]
async fn a_flag_can_be_a_variable() {
    let emulator = Command::new(&BINARY)
        .env("DATAVERSE_EMULATOR_LISTEN", "127.0.0.1:0")
        .env("DATAVERSE_EMULATOR_CLOCK", "manual@2026-01-02T03:04:05Z")
        .env("DATAVERSE_EMULATOR_RULE", "max_retries=1,concurrency=5")
        .env("DATAVERSE_EMULATOR_LIMIT", "sinks=7,body_size=1KiB")
        .start()
        .await
        .unwrap();
    let clock = ask(&emulator, "/_emulator/v1/clock").await.json().unwrap();
    assert_eq!(clock["mode"], "manual");
    assert_eq!(clock["now"], "2026-01-02T03:04:05Z");
    let rules = ask(&emulator, "/_emulator/v1/rules").await.json().unwrap();
    assert_eq!(
        (&rules["max_retries"], &rules["concurrency"]),
        (&1.into(), &5.into())
    );
    let limits = ask(&emulator, "/_emulator/v1/limits").await.json().unwrap();
    let mut limits = limits["limits"].as_array().unwrap().iter();
    let mut value = |name: &str| &limits.find(|limit| limit["name"] == name).unwrap()["value"];
    assert_eq!(
        (value("body_size"), value("sinks")),
        (&"1KiB".into(), &"7".into())
    );
}

#[tokio::test]
async fn a_boolean_variable_takes_the_usual_words() {
    for (word, status) in [
        ("1", 404),
        ("true", 404),
        ("yes", 404),
        ("0", 200),
        ("false", 200),
        ("no", 200),
    ] {
        let emulator = command()
            .env("DATAVERSE_EMULATOR_NO_CONTROL", word)
            .start()
            .await
            .unwrap();
        let clock = ask(&emulator, "/_emulator/v1/clock").await;
        assert_eq!(clock.status, status, "{word}");
    }
    let refused = command().env("DATAVERSE_EMULATOR_NO_CONTROL", "maybe");
    assert_refused(&refused.run().await.unwrap(), &["maybe", "--no-control"]);
}

#[tokio::test]
async fn a_flag_wins_over_its_variable() {
    let emulator = command()
        .args(["--clock", "auto"])
        .env("DATAVERSE_EMULATOR_CLOCK", "manual")
        .start()
        .await
        .unwrap();
    let clock = ask(&emulator, "/_emulator/v1/clock").await.json().unwrap();
    assert_eq!(clock["mode"], "auto");
}

#[tokio::test]
async fn a_rule_wins_over_the_file_of_rules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.json");
    std::fs::write(&path, r#"{"max_retries":2,"concurrency":7}"#).unwrap();
    let emulator = command()
        .args(["--rules", path.to_str().unwrap(), "--rule", "max_retries=0"])
        .start()
        .await
        .unwrap();
    let rules = ask(&emulator, "/_emulator/v1/rules").await.json().unwrap();
    assert_eq!(
        (&rules["max_retries"], &rules["concurrency"]),
        (&0.into(), &7.into())
    );
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.json");
    std::fs::write(&list, "[1, 2]").unwrap();
    let list = list.to_str().unwrap();
    let refusals: [(&[&str], &[&str]); 14] = [
        (&["--control-token", ""], &["--control-token"]),
        (&["--public-host", "a b"], &["--public-host", "a b"]),
        (&["--limit", "head_timeout=30"], &["head_timeout", "PT1H"]),
        (&["--limit", "head_timout=PT1S"], &["head_timeout"]),
        (&["--limit", "connections"], &["connections", "name=value"]),
        (&["--rule", "max_retry=2"], &["max_retry"]),
        (&["--rule", "max_retries=many"], &["max_retries", "many"]),
        (&["--rule", "max_retries"], &["max_retries"]),
        (&["--rules", "no/such/file.json"], &["no/such/file.json"]),
        (&["--rules", list], &["list.json", "object"]),
        (&["--clock", "lunar"], &["lunar", "manual"]),
        (&["--seed-value", "x"], &["seed-value"]),
        (&["--log", "a=b=c"], &["--log"]),
        (&["--lisen", "127.0.0.1:0"], &["--lisen", "--listen"]),
    ];
    for (flags, said) in refusals {
        let ended = command().args(flags).run().await.unwrap();
        assert_refused(&ended, said);
    }
}

#[tokio::test]
async fn beyond_loopback_it_asks_for_a_token_or_no_control_door() {
    let anywhere = || Command::new(&BINARY).args(["--listen", "0.0.0.0:0"]);
    let ended = anywhere().run().await.unwrap();
    assert_refused(&ended, &["--control-token", "--no-control"]);

    let both = anywhere().args(["--no-control", "--control-token", "t"]);
    assert_refused(&both.run().await.unwrap(), &["--no-control"]);
}

#[tokio::test]
async fn the_control_door_takes_its_token_alone_and_can_be_closed() {
    // The test's client sends the token `any`.
    for (token, status) in [("any", 200), ("other", 401)] {
        let guarded = command()
            .args(["--control-token", token])
            .start()
            .await
            .unwrap();
        assert_eq!(ask(&guarded, "/_emulator/v1/clock").await.status, status);
        assert_eq!(ask(&guarded, "/api/data/v9.2/WhoAmI").await.status, 200);
    }
    let closed = command().args(["--no-control"]).start().await.unwrap();
    assert_eq!(ask(&closed, "/_emulator/v1/clock").await.status, 404);
    assert_eq!(ask(&closed, "/api/data/v9.2/WhoAmI").await.status, 200);
}
