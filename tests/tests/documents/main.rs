//! The documents say what is so: paths, links, functions, generated parts, commands and what they print.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

mod document;
mod generated;
mod phrases;
mod played;

use std::fs;
use std::path::{Path, PathBuf};

use dataverse_conformance::catalogue::repository;
use regex::Regex;

use crate::document::Document;

/// Where a path of a document may begin: at the root, beside the document, or in a crate.
fn bases(document: &Path) -> [PathBuf; 13] {
    let root = repository();
    [
        root.clone(),
        document.parent().unwrap().to_owned(),
        root.join("emulator/server/src"),
        root.join("emulator/limits/src"),
        root.join("emulator/operation/src"),
        root.join("emulator/protocol/src"),
        root.join("emulator/model/src"),
        root.join("emulator/runtime/src"),
        root.join("emulator/store/src"),
        root.join("emulator/engine/src"),
        root.join("emulator/execution/src"),
        root.join("emulator/outbound/src"),
        root.join("tests/src"),
    ]
}

fn places(document: &Path, path: &str) -> Vec<PathBuf> {
    let all = bases(document).map(|base| base.join(path));
    all.into_iter().filter(|place| place.exists()).collect()
}

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    for document in Document::all() {
        let file = document.file();
        for found in link.captures_iter(&document.text) {
            let target = &found[1];
            let here = document.place(found.get(0).unwrap().start());
            if target.starts_with("https://") {
                continue;
            }
            let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
            let place = match path {
                "" => file.clone(),
                path => file.parent().unwrap().join(path),
            };
            assert!(place.exists(), "{here}: {target}");
            if !fragment.is_empty() {
                let text = fs::read_to_string(&place).unwrap();
                let known = text
                    .lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| anchor(line.trim_start_matches('#').trim()) == fragment);
                assert!(known, "{here}: {target}");
            }
        }
    }
}

#[test]
fn every_path_that_a_document_names_exists() {
    let path = Regex::new(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:rs|toml|md|feature|snap)))`").unwrap();
    let mut count = 0;
    for document in Document::all() {
        for found in path.captures_iter(&document.text) {
            let named = found.get(1).unwrap();
            let here = document.place(named.start());
            let exists = !places(&document.file(), named.as_str()).is_empty();
            assert!(exists, "{here}: there is no {}", named.as_str());
            count += 1;
        }
    }
    assert!(count > 50, "the documents name only {count} paths");
}

/// What a walk-through names as `` `name` (`file.rs`) `` or `` `name`, `file.rs` `` is in that file.
#[test]
fn every_function_that_a_document_names_is_where_it_says() {
    let place = Regex::new(r"`([\w:.]+)`(?:,\s+|\s+\()`([\w./-]+\.rs)`").unwrap();
    let mut named = 0;
    for document in Document::all() {
        let places_named = place.captures_iter(&document.text);
        for found in places_named.filter(|found| !found[1].ends_with(".rs")) {
            let name = found[1].rsplit([':', '.']).next().unwrap();
            let word = Regex::new(&format!(r"\b{name}\b")).unwrap();
            let is_there = places(&document.file(), &found[2])
                .iter()
                .any(|file| word.is_match(&fs::read_to_string(file).unwrap()));
            let here = document.place(found.get(0).unwrap().start());
            assert!(is_there, "{here}: no {} in {}", &found[1], &found[2]);
            named += 1;
        }
    }
    assert!(named > 20, "the walk-throughs name only {named} places");
}

#[tokio::test]
async fn every_generated_part_is_as_it_would_be_written() {
    generated::hold().await;
}

#[tokio::test]
async fn the_commands_of_the_readme_print_what_it_shows() {
    played::play("README.md").await;
}

#[tokio::test]
async fn the_commands_of_the_control_door_print_what_it_shows() {
    played::play("emulator/docs/control-door.md").await;
}

#[tokio::test]
async fn the_commands_of_the_rules_print_what_it_shows() {
    played::play("emulator/docs/rules.md").await;
}

#[tokio::test]
async fn the_commands_of_plug_ins_print_what_it_shows() {
    played::play("emulator/docs/plug-ins.md").await;
}

#[tokio::test]
async fn the_commands_of_the_report_job_print_what_it_shows() {
    played::play("emulator/docs/report-job.md").await;
}

#[tokio::test]
async fn the_commands_of_fidelity_print_what_it_shows() {
    played::play("emulator/docs/fidelity.md").await;
}

#[tokio::test]
async fn the_commands_of_the_suite_print_what_it_shows() {
    played::play("tests/CONFORMANCE.md").await;
}

#[test]
fn every_variable_that_a_document_names_is_read_by_the_command() {
    let command = repository().join("emulator/server/src/command.rs");
    let source = fs::read_to_string(command).unwrap();
    let variable = Regex::new(r"DATAVERSE_EMULATOR_[A-Z_]+").unwrap();
    for document in Document::all() {
        for found in variable.find_iter(&document.text) {
            let name = format!("\"{}\"", found.as_str());
            assert!(source.contains(&name), "{}: {name}", document.path);
        }
    }
}
