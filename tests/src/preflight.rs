//! Before a run: which selected scenarios the target supports, and where they take place.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use crate::catalogue::{Entry, StepPlace};
use crate::live::Live;
use crate::needs::{Applicability, Capabilities, Needs};
use crate::target::{OrganizationKind, Target};
use crate::world;

/// Whether the target supports each scenario.
pub type Fits = HashMap<StepPlace, Applicability>;

/// Compares the needs of every scenario with the target's capabilities.
pub fn fits(target: &Target, needs: &Needs, selected: &[&Entry<'_>]) -> Fits {
    let offer = Capabilities::of(target);
    let fit = |entry: &&Entry<'_>| (entry.place.clone(), needs.fit(entry, &offer));
    selected.iter().map(fit).collect()
}

/// The places of the scenarios that the target supports.
pub fn runnable(fits: &Fits) -> BTreeSet<StepPlace> {
    let runs = fits
        .iter()
        .filter(|(_, fit)| matches!(fit, Applicability::Runs(_)));
    runs.map(|(place, _)| place.clone()).collect()
}

/// Prepares the place of the scenarios.
///
/// # Errors
/// When the listener's address cannot be bound.
pub async fn isolation(target: &Arc<Target>) -> io::Result<world::Isolation> {
    Ok(match target.isolation() {
        OrganizationKind::Own => world::Isolation::Own(Arc::clone(target)),
        OrganizationKind::Shared => world::Isolation::Shared(Live::open(target).await?),
    })
}

/// Removes everything that interrupted scenarios have left. Returns a line for each thing that could not be removed.
pub async fn clear(isolation: world::Isolation) -> Vec<String> {
    match isolation {
        world::Isolation::Own(target) => {
            target.sweep().await;
            Vec::new()
        }
        world::Isolation::Shared(live) => live.close().await,
    }
}
