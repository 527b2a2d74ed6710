//! The documents name what exists: paths, links, and functions where they say.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dataverse_conformance::catalogue::repository;
use regex::Regex;

/// The documents, each with the folders that its paths begin in.
fn documents() -> Vec<(PathBuf, String)> {
    ["README.md", "emulator/ARCHITECTURE.md"]
        .into_iter()
        .map(|path| {
            let path = repository().join(path);
            let text = fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// Where a path of a document may begin: at the root, beside the document, or in a crate.
fn bases(document: &Path) -> [PathBuf; 12] {
    let root = repository();
    [
        root.clone(),
        document.parent().unwrap().to_owned(),
        root.join("emulator/server/src"),
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
    for (document, text) in documents() {
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if target.starts_with("https://") {
                continue;
            }
            let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
            let place = match path {
                "" => document.clone(),
                path => document.parent().unwrap().join(path),
            };
            assert!(place.exists(), "{}: {target}", document.display());
            if !fragment.is_empty() {
                let text = fs::read_to_string(&place).unwrap();
                let known = text
                    .lines()
                    .filter(|line| line.starts_with('#'))
                    .any(|line| anchor(line.trim_start_matches('#').trim()) == fragment);
                assert!(known, "{}: {target}", document.display());
            }
        }
    }
}

#[test]
fn every_path_that_a_document_names_exists() {
    let path = Regex::new(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:rs|toml|md|feature|snap)))`").unwrap();
    for (document, text) in documents() {
        let named: BTreeSet<&str> = path
            .captures_iter(&text)
            .map(|found| found.get(1).unwrap().as_str())
            .collect();
        assert!(named.len() > 5, "{}", document.display());
        for path in named {
            let found = places(&document, path);
            assert!(
                !found.is_empty(),
                "{}: there is no {path}",
                document.display()
            );
        }
    }
}

/// What a walk-through names as `` `name` (`file.rs`) `` or `` `name`, `file.rs` `` is in that file.
#[test]
fn every_function_that_a_document_names_is_where_it_says() {
    let place = Regex::new(r"`([\w:.]+)`(?:,\s+|\s+\()`([\w./-]+\.rs)`").unwrap();
    let mut named = 0;
    for (document, text) in documents() {
        let places_named = place.captures_iter(&text);
        for found in places_named.filter(|found| !found[1].ends_with(".rs")) {
            let name = found[1].rsplit([':', '.']).next().unwrap();
            let word = Regex::new(&format!(r"\b{name}\b")).unwrap();
            let there = places(&document, &found[2])
                .iter()
                .any(|file| word.is_match(&fs::read_to_string(file).unwrap()));
            assert!(
                there,
                "{}: no {} in {}",
                document.display(),
                &found[1],
                &found[2]
            );
            named += 1;
        }
    }
    assert!(named > 20, "the walk-throughs name only {named} places");
}

#[test]
fn the_readme_lists_every_route_of_the_control_door() {
    let door = repository().join("emulator/server/src/door/control.rs");
    let arm = Regex::new(r#"\["v1", ([^\]]+)\] if (?:method == Method::)?(\w+)"#).unwrap();
    let served: BTreeSet<String> = arm
        .captures_iter(&fs::read_to_string(door).unwrap())
        .map(|found| {
            let segments = found[1].split(", ").map(|segment| {
                match segment.strip_prefix('"').and_then(|s| s.strip_suffix('"')) {
                    Some(word) => word.to_owned(),
                    None if segment == ".." => "{path}".to_owned(),
                    None => format!("{{{segment}}}"),
                }
            });
            let path = segments.collect::<Vec<_>>().join("/");
            format!("{} /_emulator/v1/{path}", found[2].to_uppercase())
        })
        .collect();
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let route =
        Regex::new(r"(?m)^\| `((?:GET|POST|PUT|PATCH|DELETE) /_emulator/v1/[^`]+)`").unwrap();
    let listed: BTreeSet<String> = route
        .captures_iter(&readme)
        .map(|found| found[1].to_owned())
        .collect();
    assert!(served.len() > 10, "{served:?}");
    assert_eq!(listed, served);
}

#[test]
fn the_readme_lists_every_flag_of_the_command() {
    let command = repository().join("emulator/server/src/command.rs");
    let source = fs::read_to_string(command).unwrap();
    let variable = Regex::new(r#"env = "(DATAVERSE_EMULATOR_\w+)""#).unwrap();
    let hidden = Regex::new(r#"env = "(\w+)",\s+hide = true"#).unwrap();
    let hidden: BTreeSet<String> = hidden
        .captures_iter(&source)
        .map(|found| found[1].to_owned())
        .collect();
    let taken: BTreeSet<String> = variable
        .captures_iter(&source)
        .map(|found| found[1].to_owned())
        .filter(|name| !hidden.contains(name))
        .collect();
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let row = Regex::new(r"(?m)^\| `--([\w-]+)[^`]*` \| `(\w+)`").unwrap();
    let mut listed = BTreeSet::new();
    for found in row.captures_iter(&readme) {
        let expected = format!(
            "DATAVERSE_EMULATOR_{}",
            found[1].replace('-', "_").to_uppercase()
        );
        assert_eq!(found[2], expected, "flag --{}", &found[1]);
        listed.insert(expected);
    }
    assert_eq!(listed, taken);
}
