//! Before a run: which of the selected scenarios a target has everything for, and where they take place.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use crate::catalogue::{Entry, Place};
use crate::live::Live;
use crate::needs::{Fit, Needs, Offer};
use crate::target::{Ground, Target};
use crate::world;

/// Whether the target has what each of the scenarios takes.
pub type Fits = HashMap<Place, Fit>;

/// Holds every scenario against what the target offers.
pub fn fits(target: &Target, needs: &Needs, selected: &[&Entry<'_>]) -> Fits {
    let offer = Offer::of(target);
    let fit = |entry: &&Entry<'_>| (entry.place.clone(), needs.fit(entry, &offer));
    selected.iter().map(fit).collect()
}

/// The places of those that can run.
pub fn runnable(fits: &Fits) -> BTreeSet<Place> {
    let runs = fits.iter().filter(|(_, fit)| matches!(fit, Fit::Runs(_)));
    runs.map(|(place, _)| place.clone()).collect()
}

/// Prepares where the scenarios take place.
///
/// # Errors
/// When nothing can listen where the target is to call.
pub async fn ground(target: &Arc<Target>) -> io::Result<world::Ground> {
    Ok(match target.ground() {
        Ground::Own => world::Ground::Own(Arc::clone(target)),
        Ground::Shared => world::Ground::Shared(Live::open(target).await?),
    })
}

/// Removes what scenarios have left there that were interrupted, and says what could not be removed.
pub async fn clear(ground: world::Ground) -> Vec<String> {
    match ground {
        world::Ground::Own(target) => {
            target.sweep().await;
            Vec::new()
        }
        world::Ground::Shared(live) => live.close().await,
    }
}
