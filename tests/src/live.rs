//! A run against an organization that has no control door: one that others use as well.
//!
//! There a scenario gets no organization of its own. It gets [`names`] of its own instead, a [`fence`] around what it
//! may touch, a path of its own below the run's listener, and whatever it makes is noted before it is used and removed
//! afterwards. Nothing here knows what a scenario is about.

mod fence;
mod made;
mod names;
mod people;
mod rest;
mod rows;
mod scenario;
mod slow;
mod sweep;

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

pub use scenario::Scenario;
pub(crate) use slow::failure;
pub use sweep::{Swept, sweep};

use crate::failure::Failure;
use crate::sink::Listener;
use crate::target::{Identity, SignInOrImpersonation, Target};
use made::Made;
use names::{MARK, Names};

/// One run.
#[derive(Debug)]
pub struct Live {
    target: Arc<Target>,
    listener: Option<Arc<Listener>>,
    /// Tells this run's names from another's.
    run: String,
    begun: AtomicUsize,
    /// What every scenario has made and not yet removed.
    made: Mutex<BTreeMap<usize, Vec<Made>>>,
}

impl Live {
    /// A run, whose listener is open when the target has one.
    ///
    /// # Errors
    /// When nothing can listen at the address that the target's file names.
    #[expect(
        clippy::disallowed_methods,
        reason = "two runs against one organization must not give the same names"
    )]
    pub async fn open(target: &Arc<Target>) -> io::Result<Arc<Self>> {
        let listener = match target.listener() {
            Some(at) => Some(Listener::open(at.listen, at.public.as_deref()).await?),
            None => None,
        };
        Ok(Arc::new(Self {
            target: Arc::clone(target),
            listener,
            run: Uuid::new_v4().simple().to_string()[..6].to_owned(),
            begun: AtomicUsize::new(0),
            made: Mutex::default(),
        }))
    }

    /// The target.
    pub fn target(&self) -> &Arc<Target> {
        &self.target
    }

    /// What the names of this run begin with.
    pub fn stem(&self) -> String {
        format!("{}{MARK}{}", self.target.prefix(), self.run)
    }

    /// Begins a scenario; custom APIs called as in `slow` are going to be made slow by it.
    pub fn begin(self: &Arc<Self>, slow: Vec<String>) -> Scenario {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let stem = format!("{}x{number}", self.stem());
        let names = Names::new(stem, self.target.api_version());
        Scenario::new(Arc::clone(self), number, names, slow)
    }

    /// Removes what interrupted scenarios have left, and says of what could not be removed why not.
    pub async fn close(&self) -> Vec<String> {
        let left = std::mem::take(&mut *self.made());
        let mut complaints = Vec::new();
        for made in left.into_values() {
            complaints.extend(made::remove(&self.target, made).await);
        }
        complaints
    }

    fn note(&self, scenario: usize, made: Made) {
        self.made().entry(scenario).or_default().push(made);
    }

    fn take(&self, scenario: usize) -> Vec<Made> {
        self.made().remove(&scenario).unwrap_or_default()
    }

    fn known(&self, scenario: usize) -> Vec<Made> {
        self.made().get(&scenario).cloned().unwrap_or_default()
    }

    fn made(&self) -> MutexGuard<'_, BTreeMap<usize, Vec<Made>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The header lines by which somebody signs in; nobody in particular is the administrator.
async fn sign(target: &Target, who: Option<Identity>) -> Result<Vec<(String, String)>, Failure> {
    let token = match who {
        None => target.token().await?,
        Some(identity) => target.token_of(identity).await?,
    };
    let mut lines = vec![(
        "Authorization".to_owned(),
        format!("Bearer {}", token.as_str()),
    )];
    if let Some(SignInOrImpersonation::Impersonate(user)) =
        who.and_then(|identity| target.identity(identity))
    {
        lines.push(("MSCRMCallerID".to_owned(), user.to_string()));
    }
    Ok(lines)
}
