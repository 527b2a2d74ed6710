//! Does the suite test anything? Every planted bug is found by the scenarios of the requirement that it breaks.
//!
//! The emulator that is shipped has no bugs and no switches. The bugs are entries in `tests/bugs/*.toml` (see [`bug`]):
//! some are alternatives of a rule, the others change the source text ([`plant`]) of a copy of the workspace, whose
//! emulator is built once ([`copy`]). In its process one bug after the other is switched on ([`bench`]). To see the
//! list, and to run every scenario against every bug, or against some of them:
//!
//! ```text
//! BUGS=list cargo test -p dataverse-conformance --test bugs -- --nocapture
//! BUGS=all cargo test -p dataverse-conformance --test bugs -- --nocapture
//! BUGS=no-start-time,no-labels cargo test -p dataverse-conformance --test bugs -- --nocapture
//! ```
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

mod bench;
mod bug;
mod copy;
mod manifest;
mod plant;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use dataverse_conformance::assets::Assets;
use dataverse_conformance::catalogue::repository;
use dataverse_conformance::register::Register;

use bench::Bench;
use bug::Bug;

/// How many bugs there are at least.
const LEAST: usize = 60;

/// What the variable `BUGS` asks for.
enum Asked {
    /// Without it: the scenarios of its requirement against every bug.
    Own,
    /// `list`.
    List,
    /// `all`, or names: every scenario against these.
    Whole(Vec<Bug>),
}

impl Asked {
    fn read(bugs: &[Bug]) -> Self {
        match std::env::var("BUGS").as_deref() {
            Err(_) => Self::Own,
            Ok("list") => Self::List,
            Ok("all") => Self::Whole(bugs.to_vec()),
            Ok(names) => {
                let named = |name: &str| {
                    let bug = bugs.iter().find(|bug| bug.name == name);
                    bug.cloned()
                        .unwrap_or_else(|| panic!("no bug is named {name:?}"))
                };
                Self::Whole(names.split(',').map(named).collect())
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bug_is_found() {
    let bugs = bug::all();
    match Asked::read(&bugs) {
        Asked::List => list(&bugs),
        Asked::Own => find_all(&bugs).await,
        Asked::Whole(chosen) => run_whole(&bugs, &chosen).await,
    }
}

fn list(bugs: &[Bug]) {
    for bug in bugs {
        println!("{:32} {:7} {}", bug.name, bug.breaks, bug.what);
    }
}

/// A scenario proves something by a bug only if it holds in the same build while the bug is off.
async fn find_all(bugs: &[Bug]) {
    let bench = Bench::new(&copy::executable(&planted(bugs)).unwrap()).await;
    let scenarios = bench.scenarios();
    let mut finders = BTreeSet::new();
    let mut missed = Vec::new();
    for bug in bugs {
        match bench.find(bug, &scenarios).await {
            Ok(finder) => drop(finders.insert(finder.place.clone())),
            Err(why) => missed.push(why),
        }
    }
    let failing = bench.fail_anyway(&finders).await;
    bench.close().await;
    assert_none_is_missed(&missed);
    assert_eq!(failing, "", "scenarios fail although no bug is on");
}

async fn run_whole(bugs: &[Bug], chosen: &[Bug]) {
    let bench = Bench::new(&copy::executable(&planted(bugs)).unwrap()).await;
    let scenarios = bench.scenarios();
    let mut missed = Vec::new();
    for bug in chosen {
        missed.extend(bench.run_whole(bug, &scenarios).await.err());
    }
    bench.close().await;
    assert_none_is_missed(&missed);
}

fn assert_none_is_missed(missed: &[String]) {
    assert!(
        missed.is_empty(),
        "no scenario of what they break fails because of these bugs:\n  {}",
        missed.join("\n  ")
    );
}

/// The texts of the emulator that have bugs in them.
fn planted(bugs: &[Bug]) -> BTreeMap<String, String> {
    let read = |path: &str| fs::read_to_string(repository().join(path)).unwrap_or_default();
    plant::plant(bugs, read).unwrap_or_else(|errors| {
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        panic!("{}", errors.join("\n"))
    })
}

#[test]
fn every_bug_can_be_planted_in_what_is_shipped() {
    planted(&bug::all());
}

#[test]
fn there_are_enough_bugs_and_each_has_a_name_of_its_own() {
    let bugs = bug::all();
    let names: BTreeSet<&str> = bugs.iter().map(|bug| bug.name.as_str()).collect();
    assert_eq!(names.len(), bugs.len());
    assert!(names.len() >= LEAST, "{}", names.len());
}

#[test]
fn every_chapter_has_a_bug() {
    let bugs = bug::all();
    let assets = Assets::repository();
    let register: Register = assets.register().unwrap();
    let catalogue = assets.catalogue().unwrap();
    let scenarios = catalogue.scenarios();
    let is_proved = |id: &str| scenarios.iter().any(|entry| entry.tags.contains(&id));
    let broken: BTreeSet<&str> = bugs.iter().map(|bug| bug.breaks.as_str()).collect();
    let unknown: Vec<&&str> = broken
        .iter()
        .filter(|id| register.get(id).is_none() || !is_proved(id))
        .collect();
    assert!(
        unknown.is_empty(),
        "no requirement with a scenario: {unknown:?}"
    );
    let whole: Vec<&str> = register
        .chapter
        .iter()
        .filter(|chapter| {
            let ids = || chapter.requirement.iter().map(|one| one.id.as_str());
            ids().any(is_proved) && !ids().any(|id| broken.contains(id))
        })
        .map(|chapter| chapter.title.as_str())
        .collect();
    assert!(whole.is_empty(), "no bug breaks a chapter: {whole:?}");
}
