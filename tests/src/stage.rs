//! Before a run: which selected scenarios the target supports, and where they take place.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use crate::catalogue::{Entry, Place};
use crate::live::Live;
use crate::needs::{Fit, Needs, Offer};
use crate::target::{Ground, Target};
use crate::world;

/// Whether the target supports each scenario.
pub type Fits = HashMap<Place, Fit>;

/// Compares the needs of every scenario with the target's capabilities.
pub fn fits(target: &Target, needs: &Needs, selected: &[&Entry<'_>]) -> Fits {
    let offer = Offer::of(target);
    let fit = |entry: &&Entry<'_>| (entry.place.clone(), needs.fit(entry, &offer));
    selected.iter().map(fit).collect()
}

/// The places of the scenarios that the target supports.
pub fn runnable(fits: &Fits) -> BTreeSet<Place> {
    let runs = fits.iter().filter(|(_, fit)| matches!(fit, Fit::Runs(_)));
    runs.map(|(place, _)| place.clone()).collect()
}

/// Prepares the place of the scenarios.
///
/// # Errors
/// When the listener's address cannot be bound.
pub async fn ground(target: &Arc<Target>) -> io::Result<world::Ground> {
    Ok(match target.ground() {
        Ground::Own => world::Ground::Own(Arc::clone(target)),
        Ground::Shared => world::Ground::Shared(Live::open(target).await?),
    })
}

/// Removes everything that interrupted scenarios have left. Returns a line for each thing that could not be removed.
pub async fn clear(ground: world::Ground) -> Vec<String> {
    match ground {
        world::Ground::Own(target) => {
            target.sweep().await;
            Vec::new()
        }
        world::Ground::Shared(live) => live.close().await,
    }
}
