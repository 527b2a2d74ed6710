//! A copy of the workspace below `target/` that has the bugs in it, and its emulator.
//!
//! It is built into the same target folder with the profile and the selection of `cargo test --workspace`, so that
//! dependencies are compiled once for both. The copy's packages have a version of their own: cargo tells packages in
//! one target folder apart by name, version and path from the root of their workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use dataverse_conformance::catalogue::repository;
use dataverse_conformance::command::{built, cargo};

/// What cargo reads of the workspace.
const PARTS: [&str; 4] = ["Cargo.toml", "Cargo.lock", "emulator", "tests"];
/// The manifest of the workspace.
const MANIFEST: &str = "Cargo.toml";
/// The emulator's main function.
const MAIN: &str = "emulator/server/src/main.rs";
/// The same one in the copy as an example: as a binary it would take the place of the shipped one in the target folder.
const EXAMPLE: &str = "emulator/server/examples/planted.rs";

/// Builds the emulator with these texts in place of the shipped ones; the path of its executable.
///
/// # Errors
/// When the copy cannot be written, or cargo cannot build it; the compiler has then spoken on standard error.
pub(crate) fn executable(planted: &BTreeMap<String, String>) -> io::Result<PathBuf> {
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let copy = below.join("planted");
    write(&copy, planted)?;
    let target = below.parent().expect("it is a folder of the target folder");
    let mut cargo = cargo();
    cargo
        .current_dir(&copy)
        .args(["--workspace", "--example=planted", "--target-dir"])
        .arg(target);
    built(cargo, "planted")
}

/// Makes the copy what it should be. A file that is so already is not touched, because cargo goes by its time.
fn write(copy: &Path, planted: &BTreeMap<String, String>) -> io::Result<()> {
    let shipped = repository();
    let mut texts = BTreeMap::new();
    for part in PARTS {
        for path in walk(&shipped.join(part))? {
            let text = fs::read(&path)?;
            texts.insert(relative(&shipped, &path), text);
        }
    }
    for (path, text) in planted {
        texts.insert(PathBuf::from(path), text.clone().into_bytes());
    }
    let main = texts[Path::new(MAIN)].clone();
    texts.insert(PathBuf::from(EXAMPLE), main);
    let manifest = texts.entry(PathBuf::from(MANIFEST)).or_default();
    *manifest = of_the_copy(&String::from_utf8_lossy(manifest)).into_bytes();
    let old: BTreeSet<PathBuf> = match copy.exists() {
        true => walk(copy)?
            .iter()
            .map(|path| relative(copy, path))
            .collect(),
        false => BTreeSet::new(),
    };
    for gone in old.iter().filter(|path| !texts.contains_key(*path)) {
        fs::remove_file(copy.join(gone))?;
    }
    for (path, text) in texts {
        let path = copy.join(path);
        if fs::read(&path).is_ok_and(|own| own == text) {
            continue;
        }
        fs::create_dir_all(path.parent().expect("a file is in a folder"))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// The manifest of the workspace with a version of the copy's own. Nothing is to be debugged or tidied there.
fn of_the_copy(manifest: &str) -> String {
    let mut manifest: toml::Table = manifest.parse().expect("cargo has read it");
    let workspace = &mut manifest["workspace"];
    workspace["package"]["version"] = "0.0.0-planted".into();
    workspace["lints"] = toml::toml! { rust.warnings = "allow" }.into();
    manifest["profile"]["dev"]["debug"] = false.into();
    manifest.to_string()
}

fn relative(root: &Path, path: &Path) -> PathBuf {
    let below = path.strip_prefix(root);
    below.expect("it was found there").to_owned()
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
