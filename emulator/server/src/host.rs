//! The process: several organizations, each with its own listener, database, clock and seed. They
//! share the blueprint that they are opened from, the HTTP client, and no data.

mod answered_body;
mod serve;
mod timed_stream;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::door::control;
use crate::organization::{Organization, Shared};
use crate::public_hosts::PublicHost;
use crate::settings::{Control, OrganizationSettings, Settings};
use dataverse_execution::organization::OpenError;
use dataverse_limits::Limits;
use dataverse_outbound::outbound::OwnDoors;

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
    /// The process may open no more files and connections.
    #[error(
        "the process may open no more files and connections: close organizations, or raise the limit (ulimit -n)"
    )]
    DescriptorsUsedUp,
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
    sweep().await;
    let own_doors = OwnDoors::new(control::is_guarded);
    let shared = Arc::new(Shared::new(&settings, own_doors.clone())?);
    let host = Arc::new(Host {
        shared,
        doors: Arc::new(Doors {
            control: settings.control,
            public_hosts: settings.public_hosts,
        }),
        own_doors,
        others: Mutex::default(),
    });
    let place = Place {
        address: settings.listen,
        public_url: settings.public_url.map(Into::into),
    };
    let first = host.open(settings.organization, place, Some(&host)).await?;
    Ok(Running { host, first })
}

/// Removes what processes that were killed have left.
async fn sweep() {
    match tokio::task::spawn_blocking(dataverse_store::sweep_temporary).await {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "temporary databases of ended processes are gone"),
        Err(error) => tracing::warn!(%error, "temporary databases cannot be swept"),
    }
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

    /// The first organization.
    #[cfg(test)]
    pub(crate) fn organization(&self) -> Organization {
        self.first.organization()
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
    doors: Arc<Doors>,
    own_doors: OwnDoors,
    others: Mutex<BTreeMap<String, Arc<Listener>>>,
}

/// What the doors of all organizations hold to.
#[derive(Debug)]
struct Doors {
    control: Control,
    public_hosts: Vec<PublicHost>,
}

/// Where an organization is reached.
struct Place {
    address: SocketAddr,
    /// Scheme and authority that others are told; those of the address if `None`.
    public_url: Option<Arc<str>>,
}

/// One organization and its listener.
#[derive(Debug)]
pub(crate) struct Listener {
    settings: OrganizationSettings,
    shared: Arc<Shared>,
    doors: Arc<Doors>,
    url: Arc<str>,
    /// Scheme and authority that the organization tells others about itself.
    origin: Arc<str>,
    /// Set for the first listener only, whose control door can create and delete other
    /// organizations.
    host: Option<Arc<Host>>,
    current: RwLock<Organization>,
    /// Locked while the organization is being replaced.
    resetting: tokio::sync::Mutex<()>,
    /// Dropping it stops the listener.
    stop: Mutex<Option<watch::Sender<()>>>,
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
        let place = Place {
            address,
            public_url: None,
        };
        let opened = self.open(settings, place, None).await;
        let listener = opened.map_err(|error| match descriptors_are_used_up() {
            true => StartError::DescriptorsUsedUp,
            false => error,
        })?;
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
        place: Place,
        host: Option<&Arc<Host>>,
    ) -> Result<Arc<Listener>, StartError> {
        let address = place.address;
        let refused = |reason| StartError::Listen { address, reason };
        let socket = TcpListener::bind(address).await.map_err(refused)?;
        let local = socket.local_addr().map_err(refused)?;
        let own_door = self.own_doors.add(local);
        let url: Arc<str> = format!("http://{}", reachable(local)).into();
        let origin = place.public_url.unwrap_or_else(|| url.clone());
        let organization = Organization::open(&settings, &origin, &self.shared).await?;
        let (stop, stopped) = watch::channel(());
        let listener = Arc::new(Listener {
            settings,
            shared: self.shared.clone(),
            doors: self.doors.clone(),
            url,
            origin,
            host: host.cloned(),
            current: RwLock::new(organization),
            resetting: tokio::sync::Mutex::default(),
            stop: Mutex::new(Some(stop)),
        });
        tokio::spawn(serve::serve(socket, listener.clone(), stopped, own_door));
        Ok(listener)
    }
}

/// The descriptors that opening an organization takes, at least.
const DESCRIPTORS: usize = 8;

/// Whether the process may not open as many files as an organization takes. Asked after something failed, because not
/// every error tells why.
fn descriptors_are_used_up() -> bool {
    let files = (0..DESCRIPTORS).map(|_| std::fs::File::open("/dev/null"));
    files.collect::<Result<Vec<_>, _>>().is_err()
}

/// An address that others can connect to: the unspecified address stands for all of the machine's.
fn reachable(local: SocketAddr) -> SocketAddr {
    let ip = match local.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, local.port())
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
        let new = Organization::open(&self.settings, &self.origin, &self.shared).await?;
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
    pub(crate) fn control(&self) -> &Control {
        &self.doors.control
    }

    /// The limits that the organization was opened with.
    pub(crate) const fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    /// Hosts that requests may name although the public DNS may know them.
    pub(crate) fn public_hosts(&self) -> &[PublicHost] {
        &self.doors.public_hosts
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

    fn stop(&self) -> MutexGuard<'_, Option<watch::Sender<()>>> {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
