//! Runs the commands of a document, and compares what they print with what the document shows.
//!
//! A document's `sh` blocks run one after another in one shell, in a folder that has the files of the document: a
//! block of another language whose first line is a comment with a name is such a file. A `text` or `json` block
//! directly after an `sh` block is its output. Spaces and line breaks do not count in it; `…` stands for anything, an
//! abbreviated id such as `0a1b2c3d-…` for any id, and a port of this machine for any port.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use dataverse_conformance::command::{Build, Command, Running, executable};
use regex::Regex;

use crate::document::{Block, Document};

/// The address that documents speak to.
const ADDRESS: &str = "http://127.0.0.1:5050";
/// The port at which the plug-in of a document listens.
const PLUGIN_PORT: &str = "7071";
/// How many seconds the commands of a document may take, which may build a crate.
const PATIENCE: &str = "500";
/// What is printed before the output of each block.
const MARK: &str = "\u{1}";

/// A block of commands, with the block of its output.
struct Commands {
    commands: Block,
    output: Option<Block>,
}

/// Runs all that the document has to run, against an emulator of its own.
pub(crate) async fn play(path: &str) {
    let document = Document::read(path);
    let folder = tempfile::tempdir().unwrap();
    let binary = executable(Build::Debug).expect("the emulator's binary can be built");
    let emulator = Command::new(&binary).args(["--listen", "127.0.0.1:0"]);
    let emulator = emulator.start().await.unwrap();
    let port = free_port().to_string();
    let here = |text: &str| {
        text.replace(ADDRESS, emulator.url())
            .replace(PLUGIN_PORT, &port)
    };
    let mut commands: Vec<Commands> = Vec::new();
    let mut is_output = false;
    for block in document.blocks() {
        let was_sh = std::mem::replace(&mut is_output, false);
        match block.language.as_str() {
            "sh" if block.is_not_run => {}
            "sh" => {
                is_output = true;
                let output = None;
                commands.push(Commands {
                    commands: block,
                    output,
                });
            }
            "text" | "json" if was_sh => commands.last_mut().unwrap().output = Some(block),
            _ => keep(&block, &here, folder.path()),
        }
    }
    assert!(!commands.is_empty(), "{path} has no commands to run");
    let script: String = commands.iter().map(|one| piece(one, &here)).collect();
    let said = shell(folder.path(), &binary, &script).await;
    let outputs: Vec<&str> = said.split(MARK).skip(1).collect();
    let mut stale = Vec::new();
    for (index, one) in commands.iter().enumerate() {
        let Some(said) = outputs.get(index) else {
            let ended = &commands[index - 1].commands;
            let said = outputs.last().unwrap_or(&"");
            panic!("{path}:{}: these commands fail:\n{said}", ended.line);
        };
        if let Some(output) = &one.output {
            stale.extend(difference(path, output, said));
        }
    }
    drop::<Running>(emulator);
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

/// Keeps a block that names its file.
fn keep(block: &Block, here: &impl Fn(&str) -> String, folder: &Path) {
    let name = Regex::new(r"^(?:#|//) ([\w./]+\.\w+)\b").unwrap();
    if let Some(found) = name.captures(&block.text) {
        let file = folder.join(&found[1]);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, here(&block.text)).unwrap();
    }
}

fn piece(one: &Commands, here: &impl Fn(&str) -> String) -> String {
    format!("printf '{MARK}'\n{}", here(&one.commands.text))
}

/// What a script prints, errors included. It ends at the first command that fails.
async fn shell(folder: &Path, binary: &Path, script: &str) -> String {
    manifest(folder);
    let script = format!(
        "exec 2>&1; trap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n{script}\nprintf '{MARK}'\n"
    );
    let suite = PathBuf::from(env!("CARGO_BIN_EXE_dataverse-conformance"));
    let mut path = std::ffi::OsString::new();
    for own in [binary, &suite] {
        path.push(own.parent().unwrap());
        path.push(":");
    }
    path.push(std::env::var_os("PATH").unwrap());
    let output = tokio::process::Command::new("timeout")
        .args([PATIENCE, "bash", "-e", "-c", &script])
        .env("PATH", path)
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_TARGET_DIR", target().join("documents"))
        .current_dir(folder)
        .output();
    let output = output.await.expect("there is a shell");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A package for a test in Rust, with the dependencies that the document tells to add, as this workspace has them.
fn manifest(folder: &Path) {
    let dependencies = r#"
        reqwest = { version = "0.13", default-features = false, features = ["blocking", "json"] }
        serde_json = "1""#;
    let text = format!(
        "[package]\nname = \"document\"\nedition = \"2024\"\n[dev-dependencies]{dependencies}\n[workspace]\n"
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    fs::write(folder.join("Cargo.toml"), text).unwrap();
    let root = dataverse_conformance::catalogue::repository();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

/// Where this test was built.
fn target() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// Where a sample does not hold: the document and the line, and what the commands print.
fn difference(path: &str, sample: &Block, said: &str) -> Option<String> {
    let said_bare = bare(said);
    if pattern(&sample.text, "$").is_match(&said_bare) {
        return None;
    }
    let lines: Vec<&str> = sample.text.lines().collect();
    let holds = |count: &usize| pattern(&lines[..*count].concat(), "").is_match(&said_bare);
    let held = (1..=lines.len()).take_while(holds).count();
    let line = sample.line + held.min(lines.len() - 1);
    let shown = lines.get(held).unwrap_or(&"(nothing more)");
    Some(format!(
        "{path}:{line}: this sample does not hold:\n{shown}\nThe commands print:\n{said}"
    ))
}

/// Without spaces and line breaks.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A sample as a pattern.
fn pattern(sample: &str, end: &str) -> Regex {
    let volatile = Regex::new(r"[0-9a-f]{8}-…|127\.0\.0\.1:\d+|…").unwrap();
    let sample = bare(sample);
    let mut pattern = "(?s)^".to_owned();
    let mut from = 0;
    for found in volatile.find_iter(&sample) {
        pattern += &regex::escape(&sample[from..found.start()]);
        pattern += match found.as_str() {
            "…" => ".*?",
            address if address.starts_with("127") => r"127\.0\.0\.1:\d+",
            _ => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        };
        from = found.end();
    }
    pattern += &regex::escape(&sample[from..]);
    Regex::new(&(pattern + end)).unwrap()
}
