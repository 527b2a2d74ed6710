//! The listeners of this process, with paths that no outgoing call may reach: the one who names a callback's URL would
//! otherwise control the emulator.
//!
//! A name is judged by the addresses that it is resolved to for the very connection.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// The listeners of this process; clones share them.
#[derive(Debug, Clone)]
pub struct OwnDoors {
    /// The listeners, with the number of their registrations.
    listeners: Arc<Mutex<BTreeMap<SocketAddr, usize>>>,
    is_guarded: fn(&str) -> bool,
}

/// A registered listener; dropping this removes it.
#[derive(Debug)]
pub struct OwnDoor {
    doors: OwnDoors,
    address: SocketAddr,
}

/// The way on which a call is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To any address.
    Free,
    /// To addresses that are not this machine's own, which the resolver leaves out.
    Guarded,
    /// Nowhere.
    Refused,
}

/// What a refused call fails with.
pub(super) const REFUSED: &str =
    "the URL leads to this emulator's own control door: outgoing calls reach its sinks only";

impl Default for OwnDoors {
    fn default() -> Self {
        Self::new(|_| false)
    }
}

impl OwnDoors {
    /// No listeners yet; `is_guarded` tells by the path of a URL whether outgoing calls must not reach it.
    pub fn new(is_guarded: fn(&str) -> bool) -> Self {
        Self {
            listeners: Arc::default(),
            is_guarded,
        }
    }

    /// Registers a listener by the address that it is bound to.
    pub fn add(&self, address: SocketAddr) -> OwnDoor {
        *self.lock().entry(address).or_default() += 1;
        OwnDoor {
            doors: self.clone(),
            address,
        }
    }

    /// The way for a call to a URL.
    pub(super) fn way(&self, url: &Url) -> Way {
        if !(self.is_guarded)(url.path()) {
            return Way::Free;
        }
        let port = url.port_or_known_default();
        let is_own = |listener: &SocketAddr| Some(listener.port()) == port;
        if !self.lock().keys().any(is_own) {
            return Way::Free;
        }
        let host = url.host_str().unwrap_or_default();
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        match literal.parse::<IpAddr>() {
            Ok(ip) if self.is_reached_at(ip) => Way::Refused,
            Ok(_) => Way::Free,
            Err(_) => Way::Guarded,
        }
    }

    /// Whether a connection to an address of any port could reach a listener.
    fn is_reached_at(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        let reaches = |listener: &SocketAddr| {
            let own = listener.ip().to_canonical();
            // The unspecified address stands for this machine in a connection as well.
            let is_loopback = ip.is_loopback() || ip.is_unspecified();
            own == ip
                || (own.is_loopback() && is_loopback)
                || (own.is_unspecified() && (is_loopback || is_of_this_machine(ip)))
        };
        self.lock().keys().any(reaches)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SocketAddr, usize>> {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Only an address of this machine can be bound.
fn is_of_this_machine(ip: IpAddr) -> bool {
    UdpSocket::bind((ip, 0)).is_ok()
}

/// Resolves names to addresses of other machines.
impl Resolve for OwnDoors {
    fn resolve(&self, name: Name) -> Resolving {
        let doors = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let others: Vec<SocketAddr> = found
                .filter(|address| !doors.is_reached_at(address.ip()))
                .collect();
            if others.is_empty() {
                return Err(io::Error::other(REFUSED).into());
            }
            let others: Addrs = Box::new(others.into_iter());
            Ok(others)
        })
    }
}

impl Drop for OwnDoor {
    fn drop(&mut self) {
        let mut listeners = self.doors.lock();
        if let Some(count) = listeners.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                listeners.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(doors: &OwnDoors, url: &str) -> Way {
        doors.way(&url.parse().unwrap())
    }

    #[test]
    fn every_spelling_of_an_own_address_is_refused_on_guarded_paths() {
        let doors = OwnDoors::new(|path| path.starts_with("/control/"));
        for listener in ["127.0.0.1:5050", "0.0.0.0:5050", "[::]:5050"] {
            let door = doors.add(listener.parse().unwrap());
            for host in [
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "127.0.0.2",
                "0.0.0.0",
                "0",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
            ] {
                let url = format!("http://{host}:5050/control/reset");
                assert_eq!(way(&doors, &url), Way::Refused, "{listener} {url}");
                let dots = format!("http://{host}:5050/a/%2e%2e/control/reset");
                assert_eq!(way(&doors, &dots), Way::Refused, "{listener} {dots}");
            }
            assert_eq!(way(&doors, "http://localhost:5050/control/"), Way::Guarded);
            assert_eq!(way(&doors, "http://127.0.0.1:5051/control/"), Way::Free);
            assert_eq!(way(&doors, "http://192.0.2.1:5050/control/"), Way::Free);
            assert_eq!(way(&doors, "http://127.0.0.1:5050/open/"), Way::Free);
            drop(door);
            assert_eq!(way(&doors, "http://127.0.0.1:5050/control/"), Way::Free);
        }
    }

    #[tokio::test]
    async fn a_name_is_resolved_to_other_machines_only() {
        let doors = OwnDoors::default();
        let resolve = |doors: &OwnDoors| doors.resolve("localhost".parse().unwrap());
        assert!(resolve(&doors).await.is_ok());
        let _door = doors.add("127.0.0.1:5050".parse().unwrap());
        let Err(refused) = resolve(&doors).await else {
            panic!("localhost is this machine");
        };
        assert_eq!(refused.to_string(), REFUSED);
    }
}
