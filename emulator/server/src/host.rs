//! The process: several organizations, each with its own listener, database, clock and seed. They
//! share the blueprint that they are opened from, the HTTP client, and no data.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use axum::handler::Handler;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::door;
use crate::organization::{Organization, Shared};
use crate::settings::{Control, OrganizationSettings, Settings};
use dataverse_execution::organization::OpenError;

/// A running emulator.
#[derive(Debug)]
pub struct Running {
    host: Arc<Host>,
    first: Arc<Listener>,
}

/// The reasons why an emulator does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The process cannot listen on the address.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// The address from the settings.
        address: SocketAddr,
        /// The operating system's error.
        reason: std::io::Error,
    },
    /// The organization does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Another organization has the same name.
    #[error("an organization named '{0}' is there already")]
    NameTaken(String),
}

/// Starts an emulator with one organization, as tasks of the current tokio runtime. It runs until
/// it is shut down.
///
/// # Errors
/// The process cannot listen on the address, or the organization does not open.
pub async fn start(settings: Settings) -> Result<Running, StartError> {
    let shared = Arc::new(Shared::new(&settings)?);
    let host = Arc::new(Host {
        shared,
        control: settings.control,
        body_limit: settings.body_limit,
        others: Mutex::default(),
    });
    let first = host
        .open(settings.organization, settings.listen, Some(&host))
        .await?;
    Ok(Running { host, first })
}

impl Running {
    /// Scheme and authority of the first organization's URLs.
    pub fn url(&self) -> &str {
        &self.first.url
    }

    /// Name of the first organization.
    pub fn name(&self) -> &str {
        &self.first.settings.name
    }

    /// Stops listening, waits for commits in progress, and closes every organization.
    pub async fn shutdown(self) {
        let others = std::mem::take(&mut *self.host.others());
        for listener in others.into_values() {
            listener.close().await;
        }
        self.first.close().await;
    }
}

/// The parts that all organizations of a process share.
#[derive(Debug)]
pub(crate) struct Host {
    shared: Arc<Shared>,
    control: Control,
    body_limit: usize,
    others: Mutex<BTreeMap<String, Arc<Listener>>>,
}

/// One organization and its listener.
#[derive(Debug)]
pub(crate) struct Listener {
    settings: OrganizationSettings,
    shared: Arc<Shared>,
    control: Control,
    body_limit: usize,
    url: Arc<str>,
    /// Set for the first listener only, whose control door can create and delete other
    /// organizations.
    host: Option<Arc<Host>>,
    current: RwLock<Organization>,
    /// Locked while the organization is being replaced.
    resetting: tokio::sync::Mutex<()>,
    stop: Mutex<Option<oneshot::Sender<()>>>,
}

impl Host {
    /// Opens another organization.
    pub(crate) async fn add(
        &self,
        settings: OrganizationSettings,
        address: SocketAddr,
        first: &Listener,
    ) -> Result<Arc<Listener>, StartError> {
        let name = settings.name.clone();
        if name == first.settings.name || self.others().contains_key(&name) {
            return Err(StartError::NameTaken(name));
        }
        let listener = self.open(settings, address, None).await?;
        let was_faster = match self.others().entry(name) {
            Entry::Occupied(taken) => Some(taken.key().clone()),
            Entry::Vacant(free) => {
                free.insert(listener.clone());
                None
            }
        };
        match was_faster {
            None => Ok(listener),
            Some(name) => {
                listener.close().await;
                Err(StartError::NameTaken(name))
            }
        }
    }

    /// Closes another organization; returns whether it existed.
    pub(crate) async fn remove(&self, name: &str) -> bool {
        let removed = self.others().remove(name);
        match removed {
            Some(listener) => {
                listener.close().await;
                true
            }
            None => false,
        }
    }

    /// The other organizations, by name.
    pub(crate) fn others(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Listener>>> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(
        &self,
        settings: OrganizationSettings,
        address: SocketAddr,
        host: Option<&Arc<Host>>,
    ) -> Result<Arc<Listener>, StartError> {
        let refused = |reason| StartError::Listen { address, reason };
        let socket = TcpListener::bind(address).await.map_err(refused)?;
        let local = socket.local_addr().map_err(refused)?;
        let organization = Organization::open(&settings, &self.shared).await?;
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = Arc::new(Listener {
            settings,
            shared: self.shared.clone(),
            control: self.control.clone(),
            body_limit: self.body_limit,
            url: format!("http://{local}").into(),
            host: host.cloned(),
            current: RwLock::new(organization),
            resetting: tokio::sync::Mutex::default(),
            stop: Mutex::new(Some(stop)),
        });
        let door = door::enter.with_state(listener.clone());
        let serving = axum::serve(socket, door).with_graceful_shutdown(async move {
            // A dropped sender means the same.
            let _ = stopped.await;
        });
        tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "a listener failed");
            }
        });
        Ok(listener)
    }
}

impl Listener {
    /// The organization that is served now.
    pub(crate) fn organization(&self) -> Organization {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The organization that is served now; during a reset, waits for the new one.
    pub(crate) async fn next_organization(&self) -> Organization {
        let current = self.organization();
        if !current.is_closing() {
            return current;
        }
        let _turn = self.resetting.lock().await;
        self.organization()
    }

    /// Replaces the organization by a new one with the same settings. Requests in progress end with
    /// the old one; later ones wait for the new one.
    pub(crate) async fn reset(&self) -> Result<(), OpenError> {
        let _turn = self.resetting.lock().await;
        if self.stop().is_none() {
            // The listener was closed for good meanwhile.
            return Ok(());
        }
        self.organization().close().await;
        if let Some(database) = &self.settings.database {
            crate::organization::erase(database)?;
        }
        let new = Organization::open(&self.settings, &self.shared).await?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    /// The settings that the organization was opened with.
    pub(crate) const fn settings(&self) -> &OrganizationSettings {
        &self.settings
    }

    /// Scheme and authority of the listener.
    pub(crate) fn url(&self) -> &Arc<str> {
        &self.url
    }

    /// Access to the control door.
    pub(crate) const fn control(&self) -> &Control {
        &self.control
    }

    /// The largest body of a request, in bytes.
    pub(crate) const fn body_limit(&self) -> usize {
        self.body_limit
    }

    /// The host, if this listener's control door can create and delete organizations.
    pub(crate) fn host(&self) -> Option<&Arc<Host>> {
        self.host.as_ref()
    }

    async fn close(&self) {
        drop(self.stop().take());
        let _turn = self.resetting.lock().await;
        self.organization().close().await;
    }

    fn stop(&self) -> MutexGuard<'_, Option<oneshot::Sender<()>>> {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
