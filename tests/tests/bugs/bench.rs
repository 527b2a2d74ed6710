//! The suite against an emulator that has a bug.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use cucumber::gherkin::{Feature, GherkinEnv};
use dataverse_conformance::assets::Assets;
use dataverse_conformance::catalogue::{Catalogue, Entry, StepPlace};
use dataverse_conformance::command::{Command, Running};
use dataverse_conformance::failure::Kind;
use dataverse_conformance::progress::Progress;
use dataverse_conformance::recorder::Ran;
use dataverse_conformance::register::is_id;
use dataverse_conformance::runner::{self, Plan, Until};
use dataverse_conformance::target::{SignIn, Target};
use dataverse_conformance::verdict::Ending;
use dataverse_conformance::world::Isolation;
use tempfile::TempDir;

use crate::bug::{Bug, Rule};

/// Where the emulator is told which bug is on.
const SOCKET: &str = "bug";
/// How many scenarios run at once where all are to run.
const AT_ONCE: usize = 64;
/// How many run at once where the first failure is enough.
const A_FEW: usize = 4;

/// The suite, and an emulator with the bugs.
pub(crate) struct Bench {
    assets: Arc<Assets>,
    catalogue: Catalogue,
    target: Arc<Target>,
    emulator: Running,
    folder: TempDir,
}

impl Bench {
    /// Starts the emulator, without a bug that is on.
    pub(crate) async fn new(executable: &Path) -> Self {
        let assets = Arc::new(Assets::repository());
        let folder = tempfile::tempdir().unwrap();
        let emulator = Command::new(executable)
            .args(["--listen", "127.0.0.1:0"])
            .env("DATAVERSE_EMULATOR_BUG_SOCKET", folder.path().join(SOCKET));
        let emulator = emulator.start().await.unwrap();
        let address = emulator.url().parse().unwrap();
        let target = Target::connect(&address, SignIn::default()).await.unwrap();
        Self {
            catalogue: assets.catalogue().unwrap(),
            assets,
            target: Arc::new(target),
            emulator,
            folder,
        }
    }

    /// Stops the emulator, which then removes its files.
    pub(crate) async fn close(self) {
        self.emulator.signal("TERM").await.unwrap();
        self.emulator.ended().await.unwrap();
    }

    /// Switches a bug on, and the one that was on off. What that has done stays done.
    fn switch_to(&self, name: &str) {
        let mut socket = UnixStream::connect(self.folder.path().join(SOCKET)).unwrap();
        socket.write_all(name.as_bytes()).unwrap();
        socket.shutdown(Shutdown::Write).unwrap();
        // It is done when the other end closes.
        socket.read_to_end(&mut Vec::new()).unwrap();
    }

    /// Every scenario of the suite.
    pub(crate) fn scenarios(&self) -> Vec<Entry<'_>> {
        self.catalogue.scenarios()
    }

    /// Every scenario of these that does not hold while the bug is on.
    async fn broken(
        &self,
        bug: Option<&Bug>,
        places: &BTreeSet<StepPlace>,
        until: Until,
    ) -> Vec<Ran> {
        self.switch_to(bug.map_or("", |bug| &bug.name));
        let mut features = self.catalogue.only(places);
        if let Some(rule) = bug.and_then(|bug| bug.rule.as_ref()) {
            set(rule, &mut features);
        }
        let plan = Plan {
            assets: Arc::clone(&self.assets),
            isolation: Isolation::Own(Arc::clone(&self.target)),
            features,
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

    /// The scenario, of those that prove what a bug breaks, that fails while it is on. Answers with what they say
    /// instead, if none does.
    pub(crate) async fn find<'a>(
        &self,
        bug: &Bug,
        scenarios: &'a [Entry<'a>],
    ) -> Result<&'a Entry<'a>, String> {
        let (name, id) = (&bug.name, &bug.breaks);
        let own: Vec<&Entry<'_>> = scenarios
            .iter()
            .filter(|entry| entry.tags.contains(&id.as_str()))
            .collect();
        let places = own.iter().map(|entry| entry.place.clone()).collect();
        let mut broken = self.broken(Some(bug), &places, Until::OneIsBroken).await;
        if !broken.iter().any(is_failure) {
            // What broke first may have been the suite.
            broken = self.broken(Some(bug), &places, Until::AllHaveRun).await;
        }
        let finder = broken.iter().find(|ran| is_failure(ran));
        match finder.and_then(|ran| own.iter().find(|entry| entry.place == ran.place)) {
            Some(entry) => {
                println!("{name:32} {id:7} {}", entry.id);
                Ok(entry)
            }
            None => {
                println!("{name:32} {id:7} is not found");
                Err(format!("{name} ({id}): {}{}", bug.what, told(&broken)))
            }
        }
    }

    /// What these scenarios say that do not hold although no bug is on.
    pub(crate) async fn fail_anyway(&self, places: &BTreeSet<StepPlace>) -> String {
        told(&self.broken(None, places, Until::AllHaveRun).await)
    }

    /// Runs everything against a bug, and tells what breaks.
    pub(crate) async fn run_whole(&self, bug: &Bug, scenarios: &[Entry<'_>]) -> Result<(), String> {
        let all = scenarios.iter().map(|entry| entry.place.clone()).collect();
        let broken = self.broken(Some(bug), &all, Until::AllHaveRun).await;
        let failed: Vec<&Ran> = broken.iter().filter(|ran| is_failure(ran)).collect();
        let ids: BTreeSet<&str> = scenarios
            .iter()
            .filter(|entry| failed.iter().any(|ran| ran.place == entry.place))
            .flat_map(|entry| entry.tags.iter().copied().filter(|tag| is_id(tag)))
            .collect();
        println!(
            "{} ({}): {} scenarios fail, {} cannot be judged\n  {}",
            bug.name,
            bug.breaks,
            failed.len(),
            broken.len() - failed.len(),
            Vec::from_iter(ids.iter().copied()).join(" ")
        );
        match ids.contains(bug.breaks.as_str()) {
            true => Ok(()),
            false => Err(format!("{} ({})", bug.name, bug.breaks)),
        }
    }
}

/// Has every scenario begin with a rule of its organization set.
fn set(rule: &Rule, features: &mut [Feature]) {
    let text = format!(
        "Feature: a rule\n  Background:\n    Given the rule \"{}\" is \"{}\"\n",
        rule.name, rule.value
    );
    let setting = Feature::parse(text, GherkinEnv::default()).unwrap();
    let setting = setting.background.unwrap();
    for feature in features {
        let mut background = setting.clone();
        if let Some(own) = feature.background.take() {
            background.steps.extend(own.steps);
        }
        feature.background = Some(background);
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
