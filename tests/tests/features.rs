//! Runs every feature against one emulator, dozens of scenarios at once; each has an organization of its own.

use std::process::ExitCode;
use std::sync::Arc;

use cucumber::World as _;
use dataverse_conformance::catalogue::repository;
use dataverse_conformance::report::Report;
use dataverse_conformance::snapshot::{Snapshots, Update};
use dataverse_conformance::target::Target;
use dataverse_conformance::world::World;
use futures::FutureExt as _;

/// Scenarios wait far more than they work.
const AT_ONCE: usize = 64;

#[tokio::main]
async fn main() -> ExitCode {
    let target = match Target::from_environment().await {
        Ok(target) => Arc::new(target),
        Err(error) => {
            eprintln!("no scenario could run: {error}");
            return ExitCode::FAILURE;
        }
    };
    let snapshots = Snapshots::new(repository().join("snapshots"), Update::from_environment());
    let shared = Arc::clone(&target);
    let report = World::cucumber()
        .max_concurrent_scenarios(AT_ONCE)
        .with_writer(Report::default())
        .before(move |feature, _, scenario, world| {
            let (target, snapshots) = (Arc::clone(&shared), snapshots.clone());
            async move {
                if let Err(failure) = world.begin(&target, &snapshots, feature, scenario).await {
                    panic!("{failure}");
                }
            }
            .boxed_local()
        })
        .after(|_, _, _, _, world| {
            async move {
                if let Some(world) = world
                    && let Err(failure) = world.end().await
                {
                    panic!("{failure}");
                }
            }
            .boxed_local()
        })
        .run(repository().join("features"))
        .await;
    if let Some(target) = Arc::into_inner(target) {
        target.close().await;
    }
    if report.is_success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
