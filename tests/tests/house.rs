//! Rules of the source tree: the dependencies of each part, and the length of files.
//!
//! The tests read the sources as text. They do not repeat checks of the compiler or a lint.
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use dataverse_conformance::catalogue::{files, repository};
use regex::Regex;

/// The largest number of lines of a source file.
const LONGEST: usize = 500;

/// The crates of the emulator.
const CRATES: [&str; 10] = [
    "engine",
    "execution",
    "limits",
    "model",
    "operation",
    "outbound",
    "protocol",
    "runtime",
    "server",
    "store",
];

/// The allowed dependencies of the pure crates: none reads a clock, a file or the network.
const PURE: [&str; 18] = [
    "base64",
    "foldhash",
    "indexmap",
    "jiff",
    "percent-encoding",
    "quick-xml",
    "rust_decimal",
    "serde",
    "serde_json",
    "similar",
    "smol_str",
    "thiserror",
    "uuid",
    "zip",
    "dataverse-limits",
    "dataverse-operation",
    "dataverse-protocol",
    "toml",
];

/// Forbidden text in the sources of the pure crates, tests included.
const IMPURE: &str = r"std::(fs|net|env|process|thread|io::(stdin|stdout|stderr))|SystemTime|\bInstant::|new_v4|::now\(";

/// A source file, with its path from the repository's root.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }
}

/// The sources below a folder. What the fuzzer's own workspace has built is none of them.
fn sources(folder: &str) -> Vec<Source> {
    let root = repository();
    let built = root.join("tests/fuzz/target");
    let mut found: Vec<Source> = files(&root.join(folder), "rs")
        .unwrap()
        .into_iter()
        .filter(|path| !path.starts_with(&built))
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path.strip_prefix(&root).unwrap().display().to_string(),
        })
        .collect();
    assert!(found.len() > 3, "{folder}: where are the sources?");
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// The emulator's sources outside of tests that match `pattern` and are not below a path of `may`. These paths are
/// below `emulator/`, without `src/`.
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

/// The names of the dependencies in these tables of a manifest.
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
    for name in ["limits", "operation", "protocol", "model"] {
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
    for name in ["limits", "operation"] {
        let own = dependencies(&format!("emulator/{name}/Cargo.toml"), &["dependencies"]);
        let of_the_house = own.iter().any(|name| name.starts_with("dataverse-"));
        assert!(!of_the_house, "{own:?}");
    }
}

/// The manifests that may name crates for SQLite or HTTP. The compiler holds the rest.
#[test]
fn storage_and_http_are_behind_walls() {
    let walls = [
        ("rusqlite", vec!["store"]),
        ("axum", vec!["server"]),
        ("hyper", vec!["server"]),
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
        r"\b(axum|hyper|hyper_util)\b",
        &["server/door/", "server/door.rs", "server/host/"],
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

/// The names of the platform's messages, from the description in each message's file.
fn messages() -> BTreeSet<String> {
    let name =
        Regex::new(r#"static MESSAGE: Message = Message \{\s+name: Cow::Borrowed\("(\w+)"\)"#);
    let name = name.unwrap();
    let names: BTreeSet<String> = sources("emulator/execution/src/message")
        .into_iter()
        .filter_map(|source| Some(name.captures(&source.text)?[1].to_owned()))
        .collect();
    assert!(names.len() > 8, "where are the messages? {names:?}");
    names
}

/// The SDK door serves every message of the catalogue without naming one.
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
    let features = files(&repository().join("features/sdk"), "feature").unwrap();
    let text = |path: &PathBuf| fs::read_to_string(path).unwrap();
    let parity: String = features.iter().map(text).collect();
    let missing: Vec<String> = messages()
        .into_iter()
        .filter(|name| {
            !Regex::new(&format!(r"\b{name}\b"))
                .unwrap()
                .is_match(&parity)
        })
        .collect();
    assert_none(&missing, "features/sdk does not try");
}

/// Requests run in one place, steps run in another. System jobs are created by steps, and by messages that a job does.
#[test]
fn requests_run_in_one_place() {
    let making = trespassers(
        r"\bWrite::Job\(Box",
        &[
            "execution/pipeline/",
            "execution/message/system_job.rs",
            "store/",
        ],
    );
    assert_none(&making, "these files make system jobs");
    let through = trespassers(
        r"\brun_pipeline\(",
        &["execution/execute.rs", "execution/pipeline/run.rs"],
    );
    assert_none(&through, "these files take requests through steps");
    let running = trespassers(
        r"\brun_of\(",
        &["execution/execute.rs", "execution/message.rs"],
    );
    assert_none(&running, "these files run messages");
    let text = fs::read_to_string(repository().join("emulator/execution/src/execute.rs")).unwrap();
    assert!(text.contains("run_pipeline(") && text.contains("run_of("));
}

/// The modules of `execution` have no cyclic dependencies, direct or indirect.
#[test]
fn the_modules_of_execution_have_no_circle() {
    let folder = "emulator/execution/src/";
    let used = Regex::new(r"\bcrate::(?:(\w+)|\{([^;]*?)\};)").unwrap();
    let first = Regex::new(r"(?:^|,)\s*(\w+)").unwrap();
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources(folder).iter().filter(|source| !source.is_test()) {
        let path = source.path.trim_start_matches(folder);
        let own = path.split(['/', '.']).next().unwrap();
        let known = known.entry(own.to_owned()).or_default();
        for found in used.captures_iter(&source.text) {
            let list = found.get(1).or(found.get(2)).unwrap().as_str();
            let names = first.captures_iter(list).map(|name| name[1].to_owned());
            known.extend(names.filter(|name| name != own));
        }
    }
    known.remove("lib");
    assert!(known.len() > 15, "where are the modules? {known:?}");
    while let Some(free) = known.keys().find(|name| known[*name].is_empty()).cloned() {
        known.remove(&free);
        known
            .values_mut()
            .for_each(|known| known.retain(|name| *name != free));
    }
    assert!(known.is_empty(), "these modules know each other: {known:?}");
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
    let reaching = Regex::new(r"crate::(core|session|organization)\b|dataverse_store").unwrap();
    let found: Vec<String> = files(&repository().join("emulator/execution/src/plugin"), "rs")
        .unwrap()
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).unwrap(),
            path: path.display().to_string(),
        })
        .filter(|source| reaching.is_match(&source.text))
        .map(|source| source.path)
        .collect();
    assert_none(&found, "these plug-ins reach beyond their context");
}

/// The samples are written as an outsider would write them.
#[test]
fn the_sample_plug_ins_use_the_prelude_alone() {
    let own = Regex::new(r"\b(?:crate::(?:\w+::)?\w+|dataverse_\w+)").unwrap();
    let beyond: Vec<String> = sources("emulator/execution/src")
        .into_iter()
        .filter(|source| source.path.contains("/plugin/samples/"))
        .flat_map(|source| {
            let names = own.find_iter(&source.text).map(|found| found.as_str());
            let beyond = names.filter(|name| *name != "crate::plugin::prelude");
            let told = beyond.map(|name| format!("{}: {name}", source.path));
            told.collect::<Vec<_>>()
        })
        .collect();
    assert_none(&beyond, "these samples use what no outsider has");
}

#[test]
fn the_suite_links_the_start_of_the_emulator_and_nothing_else() {
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
        // This file names the crate without linking it.
        if source.path == "tests/tests/house.rs" {
            continue;
        }
        for found in pattern.captures_iter(&source.text) {
            let items = item.find_iter(found.get(1).unwrap().as_str());
            linked.extend(items.map(|item| item.as_str().to_owned()));
        }
    }
    assert_eq!(linked, LINKED.map(str::to_owned).into());
}

#[test]
fn the_client_shares_nothing_and_reads_without_asking() {
    let tables = ["dependencies", "build-dependencies"];
    let mut own = dependencies("tests/client/Cargo.toml", &tables);
    own.retain(|name| name.starts_with("dataverse-"));
    assert!(own.is_empty(), "the client shares code with us: {own:?}");
    let asking = Regex::new(r"crate::(client|clock|operation|token|transport)\b|async fn|\.await");
    let asking = asking.unwrap();
    let reading = |source: &Source| source.path.starts_with("tests/client/src/reading");
    let read: Vec<Source> = sources("tests/client")
        .into_iter()
        .filter(reading)
        .collect();
    assert!(!read.is_empty(), "where is the table of answers?");
    for source in read {
        assert!(
            !asking.is_match(&source.text),
            "{} does more than read",
            source.path
        );
    }
}

/// `cargo run` starts the emulator, as the README says: cargo must find one binary.
#[test]
fn cargo_run_starts_the_emulator() {
    let text = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let members = &manifest["workspace"]["default-members"];
    assert_eq!(members.to_string(), r#"["emulator/server"]"#);
}

/// The names of the limits, from their table.
fn limits() -> Vec<String> {
    let table = fs::read_to_string(repository().join("emulator/limits/src/table.rs")).unwrap();
    let entry = Regex::new(r"(?m)^    (\w+): (?:Number|Bytes|Time) = ").unwrap();
    let entries = entry.captures_iter(&table);
    let names: Vec<String> = entries.map(|entry| entry[1].to_owned()).collect();
    assert!(names.len() > 40, "where are the limits? {names:?}");
    names
}

/// A limit that nothing keeps would be a promise in a table. Each is read by the product, and a scenario or a test sets
/// it to another value than its default.
#[test]
fn every_limit_is_kept_and_tried() {
    let sources: Vec<Source> = sources("emulator")
        .into_iter()
        .filter(|source| !source.path.starts_with("emulator/limits/"))
        .collect();
    let features = files(&repository().join("features"), "feature").unwrap();
    let features: Vec<String> = features
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mut missing = Vec::new();
    for name in limits() {
        let read = Regex::new(&format!(r"\blimits(?:\(\))?\s*\.{name}\b")).unwrap();
        let product = sources.iter().filter(|source| !source.is_test());
        if !product.clone().any(|source| read.is_match(&source.text)) {
            missing.push(format!("no code reads limits.{name}"));
        }
        let scenario = Regex::new(&format!(r"\| {name} +\|")).unwrap();
        let set = Regex::new(&format!(
            r"(?s)\bLimits \{{[^}}]*\b{name}[:,]|limits\.{name} = "
        ));
        let set = set.unwrap();
        let tried = features.iter().any(|text| scenario.is_match(text))
            || sources.iter().any(|source| set.is_match(&source.text));
        if !tried {
            missing.push(format!("neither a scenario nor a test sets {name}"));
        }
    }
    assert_none(&missing, "these limits are not kept, or not tried");
}
