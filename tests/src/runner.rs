//! Runs the selected scenarios against a target, dozens at once, each on the ground that it is given.
//!
//! The command and the test target `features` share it. It knows cucumber, and not what is made of the outcome.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::gherkin::Feature;
use cucumber::{World as _, cli, parser};
use futures::FutureExt as _;
use futures::stream;

use crate::catalogue::{Place, place};
use crate::material::Material;
use crate::progress::Progress;
use crate::recorder::{Ran, Recorder};
use crate::world::{Ground, Inspected, World};

/// What is to run, where, and how.
#[derive(Debug)]
pub struct Plan {
    /// The snapshots, and what else scenarios read.
    pub material: Arc<Material>,
    /// Where they take place.
    pub ground: Ground,
    /// The features to run, with every scenario that they have.
    pub features: Vec<Feature>,
    /// How many of them run at once.
    pub at_once: usize,
    /// When it ends.
    pub until: Until,
    /// What is shown meanwhile.
    pub progress: Progress,
}

/// When a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When every scenario has run.
    AllHaveRun,
    /// As soon as one did not hold; those that have begun run to their end.
    OneIsBroken,
}

/// What went over the wire in a scenario.
#[derive(Debug, Default)]
pub struct Log {
    /// The exchanges in their order.
    pub exchanges: Vec<Inspected>,
    /// Addresses that are another's on every run, each with what it is.
    pub addresses: Vec<(String, &'static str)>,
}

/// What a run has come to.
#[derive(Debug)]
pub struct Run {
    /// Every scenario that has run.
    pub ran: Vec<Ran>,
    /// What went over the wire in each of them.
    pub logs: HashMap<Place, Log>,
    /// What kept features from running.
    pub problems: Vec<String>,
}

/// Runs the plan.
pub async fn run(plan: Plan) -> Run {
    let Plan {
        material,
        ground,
        features,
        at_once,
        until,
        progress,
    } = plan;
    let logs: Arc<Mutex<HashMap<Place, Log>>> = Arc::default();
    let kept = Arc::clone(&logs);
    let mut cucumber = World::cucumber::<&str>().with_parser(Loaded(features));
    if until == Until::OneIsBroken {
        cucumber = cucumber.fail_fast();
    }
    let recorder = cucumber
        .max_concurrent_scenarios(at_once)
        .with_writer(Recorder::new(progress))
        .before(move |feature, _, scenario, world| {
            let (ground, material) = (ground.clone(), Arc::clone(&material));
            async move {
                if let Err(failure) = world.begin(&ground, &material, feature, scenario).await {
                    panic!("{failure}");
                }
            }
            .boxed_local()
        })
        .after(move |feature, _, scenario, _, world| {
            let (logs, place) = (Arc::clone(&kept), place(feature, scenario));
            async move {
                let Some(world) = world else { return };
                let mut log = Log {
                    exchanges: world.record().to_vec(),
                    addresses: world.references.addresses().to_vec(),
                };
                if let Ok(organization) = world.organization() {
                    let first = organization.first_url().to_owned();
                    log.addresses.push((first, "<target>"));
                }
                lock(&logs).insert(place, log);
                if let Err(failure) = world.end().await {
                    panic!("{failure}");
                }
            }
            .boxed_local()
        })
        // Last: a new writer would forget it, and cucumber would read the process's own arguments.
        .with_default_cli()
        .run(())
        .await;
    let (ran, problems) = recorder.into_parts();
    let logs = std::mem::take(&mut *lock(&logs));
    Run {
        ran,
        logs,
        problems,
    }
}

/// Features that have been read already, which to cucumber is a parser with nothing to do.
struct Loaded(Vec<Feature>);

impl cucumber::Parser<()> for Loaded {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<Feature>>>;

    fn parse(self, (): (), _: cli::Empty) -> Self::Output {
        let features: Vec<_> = self.0.into_iter().map(Ok).collect();
        stream::iter(features)
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
