//! Runs the selected scenarios against a target, many at the same time.
//!
//! The command and the test target `features` share this module. It knows cucumber, and does not judge the results.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::gherkin::Feature;
use cucumber::{World as _, cli, parser};
use futures::FutureExt as _;
use futures::stream;

use crate::assets::Assets;
use crate::catalogue::{StepPlace, place};
use crate::progress::Progress;
use crate::recorder::{Ran, Recorder};
use crate::world::{Inspected, Isolation, World};

/// The input of a run.
#[derive(Debug)]
pub struct Plan {
    /// The snapshots and the other files of scenarios.
    pub assets: Arc<Assets>,
    /// Where the scenarios take place.
    pub isolation: Isolation,
    /// The features to run, with the selected scenarios.
    pub features: Vec<Feature>,
    /// The number of scenarios that run at the same time.
    pub at_once: usize,
    /// The condition that ends the run.
    pub until: Until,
    /// The progress to print.
    pub progress: Progress,
}

/// The condition that ends a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Every scenario has run.
    AllHaveRun,
    /// A scenario has failed; scenarios that have begun run to their end.
    OneIsBroken,
}

/// The exchanges of a scenario.
#[derive(Debug, Default)]
pub struct Log {
    /// The exchanges in their order.
    pub exchanges: Vec<Inspected>,
    /// Addresses that change with every run, each with the name that replaces it.
    pub addresses: Vec<(String, &'static str)>,
}

/// The output of a run.
#[derive(Debug)]
pub struct Run {
    /// The scenarios that have run.
    pub ran: Vec<Ran>,
    /// The exchanges of each scenario.
    pub logs: HashMap<StepPlace, Log>,
    /// The reasons why features did not run.
    pub problems: Vec<String>,
}

/// Runs the plan's features.
pub async fn run(plan: Plan) -> Run {
    let Plan {
        assets,
        isolation,
        features,
        at_once,
        until,
        progress,
    } = plan;
    let logs: Arc<Mutex<HashMap<StepPlace, Log>>> = Arc::default();
    let kept = Arc::clone(&logs);
    let mut cucumber = World::cucumber::<&str>().with_parser(Loaded(features));
    if until == Until::OneIsBroken {
        cucumber = cucumber.fail_fast();
    }
    let recorder = cucumber
        .max_concurrent_scenarios(at_once)
        .with_writer(Recorder::new(progress))
        .before(move |feature, _, scenario, world| {
            let (isolation, assets) = (isolation.clone(), Arc::clone(&assets));
            async move {
                if let Err(failure) = world.begin(&isolation, &assets, feature, scenario).await {
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
        // This must be the last call: a new writer would discard it, and cucumber would parse the process's own
        // arguments.
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

/// Features that have been parsed already, as a cucumber parser.
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
