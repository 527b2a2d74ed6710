//! A copy of the workspace below `target/` that has the bugs in it, and its emulator.
//!
//! It is built into the same target folder, with the profile and the selection of `cargo test --workspace`, so that
//! dependencies are compiled once for both.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dataverse_conformance::catalogue::repository;
use dataverse_conformance::command::{built, cargo};

use crate::manifest;

/// What cargo reads of the workspace.
const PARTS: [&str; 4] = ["Cargo.toml", "Cargo.lock", "emulator", "tests"];
/// The switches.
const SWITCH: &str = "tests/bugs/switch.rs";
/// The emulator's main function, and how it begins.
const MAIN: &str = "emulator/server/src/main.rs";
const BEGINNING: &str = "fn main() -> ExitCode {";
/// The same one in the copy as an example: as a binary it would take the place of the shipped one in the target folder.
const EXAMPLE: &str = "emulator/server/examples/planted.rs";

/// The files of the copy by their paths from its root.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Builds the emulator with these texts in place of the shipped ones; the path of its executable.
///
/// # Errors
/// When the copy cannot be written, or cargo cannot build it; the compiler has then spoken on standard error.
pub(crate) fn executable(planted: &BTreeMap<String, String>) -> io::Result<PathBuf> {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let copy = below.join("planted");
    write(&copy, &files(planted)?)?;
    let target = below.parent().unwrap();
    let mut cargo = cargo();
    cargo
        .current_dir(&copy)
        .args(["--workspace", "--example=planted", "--target-dir"])
        .arg(target);
    built(cargo, "planted")
}

/// What is shipped, with the planted texts, the switches as a crate that every crate of the emulator uses, and a main
/// function that starts them.
fn files(planted: &BTreeMap<String, String>) -> io::Result<Files> {
    let shipped = repository();
    let mut files = Files::new();
    for part in PARTS {
        for path in walk(&shipped.join(part))? {
            files.insert(relative(&shipped, &path), fs::read(&path)?);
        }
    }
    let read = |path: &str| fs::read_to_string(shipped.join(path));
    let main = read(MAIN)?;
    assert_eq!(main.matches(BEGINNING).count(), 1, "{MAIN}: {BEGINNING}");
    let main = main.replace(BEGINNING, &format!("{BEGINNING} ::planted::start();"));
    let crates: Vec<PathBuf> = files
        .keys()
        .filter(|path| path.starts_with("emulator") && path.ends_with("Cargo.toml"))
        .cloned()
        .collect();
    let mut put = |path: PathBuf, text: String| files.insert(path, text.into_bytes());
    for path in crates {
        let text = manifest::user(&fs::read_to_string(shipped.join(&path))?);
        put(path, text);
    }
    put(
        "Cargo.toml".into(),
        manifest::workspace(&read("Cargo.toml")?),
    );
    let switches = Path::new(manifest::SWITCHES);
    put(switches.join("Cargo.toml"), manifest::switches());
    put(switches.join("src/lib.rs"), read(SWITCH)?);
    put(EXAMPLE.into(), main);
    for (path, text) in planted {
        put(path.into(), text.clone());
    }
    Ok(files)
}

/// Makes a folder have these files and no others. A file that is so already is not touched, because cargo goes by its
/// time.
fn write(folder: &Path, files: &Files) -> io::Result<()> {
    if folder.exists() {
        for path in walk(folder)? {
            if !files.contains_key(&relative(folder, &path)) {
                fs::remove_file(path)?;
            }
        }
    }
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read(&path).is_ok_and(|own| own == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap())?;
        fs::write(path, text)?;
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap().to_owned()
}

/// The files at or below a path.
fn walk(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(walk(&entry?.path())?);
    }
    Ok(found)
}
