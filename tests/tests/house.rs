//! The house is tidy: what each part may know, how long a file may be, and that the documents name
//! what exists.
//!
//! Reads the sources as text. What a compiler or a lint holds already is not asked again here.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dataverse_conformance::catalogue::{files, repository};
use regex::Regex;

/// The most lines a source file may have.
const LONGEST: usize = 500;

/// The crates of the emulator.
const CRATES: [&str; 9] = [
    "bug",
    "engine",
    "model",
    "operation",
    "outbound",
    "protocol",
    "runtime",
    "server",
    "store",
];

/// What the pure crates may depend on: nothing that reads a clock, a file or the network.
const PURE: [&str; 15] = [
    "base64",
    "dataverse-bug",
    "indexmap",
    "jiff",
    "percent-encoding",
    "quick-xml",
    "rust_decimal",
    "serde",
    "serde_json",
    "similar",
    "thiserror",
    "uuid",
    "dataverse-operation",
    "dataverse-protocol",
    "toml",
];

/// What the pure crates may not say, tests included.
const IMPURE: &str = r"std::(fs|net|env|process|thread|io::(stdin|stdout|stderr))|SystemTime|\bInstant::|new_v4|::now\(";

/// A source file, by its path from the repository's root.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = repository();
    let mut found: Vec<Source> = files(&root.join(folder), "rs")
        .unwrap()
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(&root).unwrap().display().to_string(),
        })
        .collect();
    assert!(found.len() > 10, "{folder}: where are the sources?");
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Every source of the emulator outside its tests that matches, unless it may. Who may is told by a path below
/// `emulator/`, without `src/`.
fn trespassers(pattern: &str, may: &[&str]) -> Vec<String> {
    let pattern = Regex::new(pattern).unwrap();
    sources("emulator")
        .into_iter()
        .filter(|source| !source.is_test() && pattern.is_match(&source.text))
        .map(|source| source.path)
        .filter(|path| {
            let place = path
                .trim_start_matches("emulator/")
                .replacen("/src/", "/", 1);
            !may.iter().any(|own| place.starts_with(own))
        })
        .collect()
}

/// The names in the tables of a manifest whose names end so.
fn dependencies(manifest: &str, tables: &[&str]) -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join(manifest)).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let named = |table: &&str| {
        manifest
            .get(*table)
            .and_then(toml::Value::as_table)
            .cloned()
    };
    tables
        .iter()
        .filter_map(named)
        .flat_map(|table| table.into_iter().map(|(name, _)| name))
        .collect()
}

fn assert_none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn every_file_says_first_what_it_is() {
    let silent: Vec<String> = ["emulator", "tests"]
        .into_iter()
        .flat_map(sources)
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert_none(&silent, "these files do not begin with `//!`");
}

#[test]
fn no_file_is_too_long_to_be_read() {
    let long: Vec<String> = ["emulator", "tests"]
        .into_iter()
        .flat_map(sources)
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > LONGEST)
        .map(|(lines, path)| format!("{path} has {lines} lines"))
        .collect();
    assert_none(&long, "these files should be two");
}

#[test]
fn the_pure_crates_are_pure() {
    let impure = Regex::new(IMPURE).unwrap();
    for name in ["operation", "protocol", "model"] {
        let folder = format!("emulator/{name}");
        let manifest = format!("{folder}/Cargo.toml");
        let tables = ["dependencies", "build-dependencies", "target"];
        let foreign: Vec<String> = dependencies(&manifest, &tables)
            .into_iter()
            .filter(|dependency| !PURE.contains(&dependency.as_str()))
            .collect();
        assert_none(&foreign, &format!("{manifest} names"));
        assert!(!repository().join(folder.clone()).join("build.rs").exists());
        let impure: Vec<String> = sources(&folder)
            .into_iter()
            .filter_map(|source| {
                let word = impure.find(&source.text)?.as_str();
                Some(format!("{}: {word}", source.path))
            })
            .collect();
        assert_none(&impure, "these files of a pure crate reach outside");
    }
    let own = dependencies("emulator/operation/Cargo.toml", &["dependencies"]);
    let of_the_house = own.iter().filter(|name| name.starts_with("dataverse-"));
    assert!(of_the_house.eq(["dataverse-bug"]), "{own:?}");
    let none = dependencies("emulator/bug/Cargo.toml", &["dependencies"]);
    assert!(none.is_empty(), "{none:?}");
}

/// Which crates a manifest may bring SQLite or HTTP into; everything else is held by the compiler.
#[test]
fn storage_and_http_are_behind_walls() {
    let walls = [
        ("rusqlite", vec!["store"]),
        ("axum", vec!["server"]),
        ("reqwest", vec!["outbound", "server"]),
    ];
    for (dependency, may) in walls {
        for name in CRATES {
            let own = dependencies(&format!("emulator/{name}/Cargo.toml"), &["dependencies"]);
            assert!(
                !own.contains(dependency) || may.contains(&name),
                "emulator/{name} knows {dependency}"
            );
        }
    }
    let suite = dependencies("tests/Cargo.toml", &["dependencies"]);
    assert!(
        !suite.contains("rusqlite"),
        "the suite looks into databases"
    );
    let serving = trespassers(
        r"\baxum\b",
        &["server/door/", "server/door.rs", "server/host.rs"],
    );
    assert_none(&serving, "these files serve HTTP");
}

#[test]
fn phases_change_in_one_place() {
    let calls = r"dataverse_operation::(?:cancel::cancel\b|step::(?:\{[^}]*\b(?:step|submit)\b[^}]*\}|step\b|submit\b))";
    let calling = trespassers(calls, &["store/operations.rs"]);
    assert_none(&calling, "these files move operations from phase to phase");
    let there = fs::read_to_string(repository().join("emulator/store/src/operations.rs"));
    assert!(Regex::new(calls).unwrap().is_match(&there.unwrap()));
}

/// The names of the platform's messages, each in the file of the message.
fn messages() -> BTreeSet<String> {
    let name = Regex::new(r#"(?m)^pub(?:\([a-z]+\))? const NAME: &str = "(\w+)";"#).unwrap();
    let names: BTreeSet<String> = sources("emulator/server/src")
        .into_iter()
        .filter(|source| source.path.starts_with("emulator/server/src/message/"))
        .filter_map(|source| Some(name.captures(&source.text)?[1].to_owned()))
        .collect();
    assert!(names.len() > 8, "where are the messages? {names:?}");
    names
}

/// A message that is added to the catalogue is there for the SDK's clients; nothing else is to be done.
#[test]
fn the_sdk_s_door_knows_no_message() {
    let mut knowing = Vec::new();
    for source in sources("emulator/server/src") {
        let is_door = source.path.starts_with("emulator/server/src/door/sdk");
        let named = |name: &String| source.text.contains(&format!("\"{name}\""));
        for name in messages().into_iter().filter(|name| is_door && named(name)) {
            knowing.push(format!("{} names {name}", source.path));
        }
    }
    assert_none(&knowing, "the SDK's door is to translate any message alike");
}

#[test]
fn every_message_is_held_against_both_doors() {
    let parity = fs::read_to_string(repository().join("features/sdk/parity.feature")).unwrap();
    let missing: Vec<String> = messages()
        .into_iter()
        .filter(|name| {
            !Regex::new(&format!(r"\b{name}\b"))
                .unwrap()
                .is_match(&parity)
        })
        .collect();
    assert_none(&missing, "features/sdk/parity.feature does not try");
}

/// Where steps run is one place, and so is where their jobs come from.
#[test]
fn steps_run_in_the_pipeline() {
    let making = trespassers(r"\bWrite::Job\(Box", &["server/pipeline/", "store/"]);
    assert_none(&making, "these files make system jobs");
    let running = trespassers(
        r"\bPassage::new\b",
        &["server/pipeline/", "server/organization/", "server/message"],
    );
    assert_none(&running, "these files take requests through steps");
}

#[test]
fn system_jobs_change_in_one_place() {
    let calls =
        r"dataverse_operation::job::(?:wish::\{[^}]*\bwish\b[^}]*\}|\{[^}]*\bstep\b[^}]*\}|step\b)";
    let calling = trespassers(calls, &["store/jobs.rs"]);
    assert_none(&calling, "these files move system jobs");
    let there = fs::read_to_string(repository().join("emulator/store/src/jobs.rs"));
    assert!(Regex::new(calls).unwrap().is_match(&there.unwrap()));
}

#[test]
fn the_plug_ins_know_their_context_alone() {
    let reaching =
        Regex::new(r"crate::(store|door|engine|organization|host|notice|clock)\b").unwrap();
    let found: Vec<String> = sources("emulator/server/src")
        .into_iter()
        .filter(|source| source.path.starts_with("emulator/server/src/plugin/"))
        .filter(|source| reaching.is_match(&source.text))
        .map(|source| source.path)
        .collect();
    assert_none(&found, "these plug-ins reach beyond their context");
}

#[test]
fn the_suite_links_the_start_of_the_emulator_and_nothing_else() {
    // The switches of the bugs, which are there in tests alone.
    const SWITCHES: (&str, &str) = ("tests/tests/bugs.rs", "Bug");
    const LINKED: [&str; 4] = ["Running", "Settings", "StartError", "start"];
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    let parsers: Vec<String> = dependencies("tests/Cargo.toml", &tables)
        .into_iter()
        .filter(|name| name.starts_with("dataverse-") && name != "dataverse-emulator")
        .collect();
    assert_none(&parsers, "the suite shares code with the emulator");
    let pattern = Regex::new(r"\bdataverse_emulator::(\{[^}]*\}|\w+)").unwrap();
    let item = Regex::new(r"\w+").unwrap();
    let mut linked = BTreeSet::new();
    for source in sources("tests") {
        // This file speaks of it without linking it.
        if source.path == "tests/tests/house.rs" {
            continue;
        }
        for found in pattern.captures_iter(&source.text) {
            let items = item.find_iter(found.get(1).unwrap().as_str());
            let items = items.filter(|item| (&*source.path, item.as_str()) != SWITCHES);
            linked.extend(items.map(|item| item.as_str().to_owned()));
        }
    }
    assert_eq!(linked, LINKED.map(str::to_owned).into());
}

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
fn bases(document: &Path) -> [PathBuf; 11] {
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
