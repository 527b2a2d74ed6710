//! Does the suite test anything? Every bug that can be switched on in the emulator is found by the
//! scenarios of the requirement that it breaks. That they hold without a bug is what `features` shows.
//!
//! In one process of its own, because a bug is on for the whole process; one bug after the other. To
//! see what there is, and to run every scenario against every bug, or against some of them:
//!
//! ```text
//! BUGS=list cargo test -p dataverse-conformance --test bugs -- --nocapture
//! BUGS=all cargo test -p dataverse-conformance --test bugs -- --nocapture
//! BUGS=no-start-time,no-labels cargo test -p dataverse-conformance --test bugs -- --nocapture
//! ```
#![expect(clippy::unwrap_used, reason = "whatever cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use dataverse_conformance::catalogue::{Catalogue, Entry, Place, files, repository};
use dataverse_conformance::failure::Kind;
use dataverse_conformance::material::Material;
use dataverse_conformance::progress::Progress;
use dataverse_conformance::recorder::Ran;
use dataverse_conformance::register::{Register, is_id};
use dataverse_conformance::runner::{self, Plan, Until};
use dataverse_conformance::target::{SignIn, Target};
use dataverse_conformance::verdict::Ending;
use dataverse_conformance::world::Ground;
use dataverse_emulator::Bug;
use regex::Regex;

/// How many bugs there are at least.
const LEAST: usize = 60;
/// How many scenarios run at once where all are to run.
const AT_ONCE: usize = 64;
/// How many run at once where the first failure is enough.
const A_FEW: usize = 4;

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
    fn read() -> Self {
        match std::env::var("BUGS").as_deref() {
            Err(_) => Self::Own,
            Ok("list") => Self::List,
            Ok("all") => Self::Whole(Bug::ALL.to_vec()),
            Ok(names) => {
                let named = |name: &str| name.parse().unwrap_or_else(|error| panic!("{error}"));
                Self::Whole(names.split(',').map(named).collect())
            }
        }
    }
}

/// A bug while it is on.
struct On(Bug);

impl On {
    fn switch(bug: Bug) -> Self {
        bug.switch_on();
        Self(bug)
    }
}

impl Drop for On {
    fn drop(&mut self) {
        self.0.switch_off();
    }
}

/// The suite and an emulator to break.
struct Bench {
    material: Arc<Material>,
    catalogue: Catalogue,
    target: Arc<Target>,
}

impl Bench {
    async fn new() -> Self {
        let material = Arc::new(Material::repository());
        Self {
            catalogue: material.catalogue().unwrap(),
            material,
            target: Arc::new(Target::in_process(SignIn::default()).await.unwrap()),
        }
    }

    /// Every scenario that did not hold while the bug was on.
    async fn broken(&self, bug: Bug, places: BTreeSet<Place>, until: Until) -> Vec<Ran> {
        let _on = On::switch(bug);
        let plan = Plan {
            material: Arc::clone(&self.material),
            ground: Ground::Own(Arc::clone(&self.target)),
            features: self.catalogue.only(&places),
            at_once: match until {
                Until::AllHaveRun => AT_ONCE,
                Until::OneIsBroken => A_FEW,
            },
            until,
            progress: Progress::silent(),
        };
        let mut ran = runner::run(plan).await.ran;
        ran.retain(|one| one.ending() != Ending::Held);
        ran
    }

    /// The scenarios that prove what a bug breaks find it. Answers with what they say instead, if
    /// they do not.
    async fn find(&self, bug: Bug, scenarios: &[Entry<'_>]) -> Result<(), String> {
        let own: Vec<&Entry<'_>> = scenarios
            .iter()
            .filter(|entry| entry.tags.contains(&bug.breaks()))
            .collect();
        let places = || own.iter().map(|entry| entry.place.clone()).collect();
        let mut broken = self.broken(bug, places(), Until::OneIsBroken).await;
        if !broken.iter().any(is_failure) {
            // What broke first may have been the suite.
            broken = self.broken(bug, places(), Until::AllHaveRun).await;
        }
        let (name, id) = (bug.name(), bug.breaks());
        let finder = broken.iter().find(|ran| is_failure(ran));
        match finder.and_then(|ran| own.iter().find(|entry| entry.place == ran.place)) {
            Some(entry) => {
                println!("{name:32} {id:7} {}", entry.id);
                Ok(())
            }
            None => {
                println!("{name:32} {id:7} is not found");
                Err(format!("{name} ({id}): {}{}", bug.what(), told(&broken)))
            }
        }
    }

    /// Runs everything against a bug, and tells what breaks.
    async fn run_whole(&self, bug: Bug, scenarios: &[Entry<'_>]) -> Result<(), String> {
        let all = scenarios.iter().map(|entry| entry.place.clone()).collect();
        let broken = self.broken(bug, all, Until::AllHaveRun).await;
        let failed: Vec<&Ran> = broken.iter().filter(|ran| is_failure(ran)).collect();
        let ids: BTreeSet<&str> = scenarios
            .iter()
            .filter(|entry| failed.iter().any(|ran| ran.place == entry.place))
            .flat_map(|entry| entry.tags.iter().copied().filter(|tag| is_id(tag)))
            .collect();
        println!(
            "{} ({}): {} scenarios fail, {} cannot be judged\n  {}",
            bug.name(),
            bug.breaks(),
            failed.len(),
            broken.len() - failed.len(),
            Vec::from_iter(ids.iter().copied()).join(" ")
        );
        match ids.contains(bug.breaks()) {
            true => Ok(()),
            false => Err(format!("{} ({})", bug.name(), bug.breaks())),
        }
    }
}

/// Whether a scenario did not hold because of the emulator.
fn is_failure(ran: &Ran) -> bool {
    ran.ending() == Ending::Broke(Kind::Target)
}

/// What scenarios say that did not hold and could not be judged.
fn told(broken: &[Ran]) -> String {
    let reasons = broken.iter().filter_map(|ran| ran.broke.as_ref());
    reasons
        .map(|broke| format!("\n    {}: {}", broke.step, broke.reason))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bug_is_found() {
    let (bugs, is_whole) = match Asked::read() {
        Asked::List => return list(),
        Asked::Own => (Bug::ALL.to_vec(), false),
        Asked::Whole(bugs) => (bugs, true),
    };
    let bench = Bench::new().await;
    let scenarios = bench.catalogue.scenarios();
    let mut missed = Vec::new();
    for bug in bugs {
        let found = match is_whole {
            true => bench.run_whole(bug, &scenarios).await,
            false => bench.find(bug, &scenarios).await,
        };
        missed.extend(found.err());
    }
    assert!(
        missed.is_empty(),
        "no scenario of what they break fails because of these bugs:\n  {}",
        missed.join("\n  ")
    );
}

fn list() {
    for bug in Bug::ALL {
        println!("{:32} {:7} {}", bug.name(), bug.breaks(), bug.what());
    }
}

#[test]
fn there_are_enough_bugs_and_each_has_a_name_of_its_own() {
    let names: BTreeSet<&str> = Bug::ALL.iter().map(|bug| bug.name()).collect();
    assert_eq!(names.len(), Bug::ALL.len());
    assert!(names.len() >= LEAST, "{}", names.len());
}

#[test]
fn every_chapter_has_a_bug() {
    let material = Material::repository();
    let register: Register = material.register().unwrap();
    let catalogue = material.catalogue().unwrap();
    let scenarios = catalogue.scenarios();
    let is_proved = |id: &str| scenarios.iter().any(|entry| entry.tags.contains(&id));
    let unknown: Vec<&str> = Bug::ALL
        .iter()
        .map(|bug| bug.breaks())
        .filter(|id| register.get(id).is_none() || !is_proved(id))
        .collect();
    assert!(
        unknown.is_empty(),
        "no requirement with a scenario: {unknown:?}"
    );
    let broken: BTreeSet<&str> = Bug::ALL.iter().map(|bug| bug.breaks()).collect();
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

/// Each at one place: what it says it does is not done, half, by another one.
#[test]
fn every_bug_is_somewhere() {
    let asked = Regex::new(r"\bBug::(\w+)\s*\.is_on\(\)").unwrap();
    let mut there = Vec::new();
    let defined = repository().join("emulator/bug");
    let sources = files(&repository().join("emulator"), "rs").unwrap();
    for source in sources.iter().filter(|path| !path.starts_with(&defined)) {
        let text = fs::read_to_string(source).unwrap();
        there.extend(asked.captures_iter(&text).map(|found| found[1].to_owned()));
    }
    let mut all: Vec<String> = Bug::ALL.iter().map(|bug| format!("{bug:?}")).collect();
    there.sort_unstable();
    all.sort_unstable();
    assert_eq!(there, all);
}

/// Only the tests' own dependency on the emulator asks for the switches.
#[test]
fn what_is_built_without_the_tests_has_no_bugs() {
    let read = |path: &str| -> toml::Table {
        let text = fs::read_to_string(repository().join(path)).unwrap();
        text.parse().unwrap()
    };
    let has_features = |of: &toml::Value| of.get("features").is_some();
    let suite = read("tests/Cargo.toml");
    let asks = |table: &str| has_features(&suite[table]["dataverse-emulator"]);
    assert!(asks("dev-dependencies") && !asks("dependencies"));
    let server = read("emulator/server/Cargo.toml");
    assert!(server["features"].get("default").is_none());
    for part in ["operation", "protocol", "server"] {
        let manifest = read(&format!("emulator/{part}/Cargo.toml"));
        let bug = &manifest["dependencies"]["dataverse-bug"];
        assert!(!has_features(bug), "{part} switches bugs on for everybody");
    }
}
