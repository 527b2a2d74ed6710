//! The names under which an emulator answers: which hosts a request may name.
//!
//! A web page can give its own DNS name the address of this machine (DNS rebinding); its browser then sends the page's
//! requests here and lets the page read the answers. Such a name has to be one of the public DNS. Addresses, names
//! without a dot and names below domains that cannot be registered are therefore served, and all others only where a
//! setting names them.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Domains that the public DNS does not delegate (RFC 6761, RFC 6762, RFC 8375, and ICANN for `internal`).
const PRIVATE: [&str; 7] = [
    "localhost",
    "local",
    "internal",
    "test",
    "example",
    "invalid",
    "home.arpa",
];

/// A host that requests may name although the public DNS may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicHost {
    /// This name.
    Name(String),
    /// Every name below this domain; written `*.domain`.
    Below(String),
    /// Every name; written `*`.
    Any,
}

/// A text that is no host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{0}' is not a host: expected a name such as emulator.contoso.com, *.contoso.com or *, without a port"
)]
pub struct PublicHostError(String);

impl FromStr for PublicHost {
    type Err = PublicHostError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = |name: &str| match Host::read(name) {
            Some(Host { name, port: None }) => Ok(normal(name)),
            _ => Err(PublicHostError(text.to_owned())),
        };
        match text.strip_prefix("*.") {
            _ if text == "*" => Ok(Self::Any),
            Some(domain) => name(domain).map(Self::Below),
            None => name(text).map(Self::Name),
        }
    }
}

impl PublicHost {
    fn includes(&self, name: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Name(own) => own == name,
            Self::Below(domain) => is_below(name, domain),
        }
    }
}

/// A host that is well formed, and its port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Host<'t> {
    name: &'t str,
    port: Option<u16>,
}

impl<'t> Host<'t> {
    /// Reads `name`, `name:port`, `[address]` or `[address]:port`; `None` for anything else, user names and
    /// percent-encoded names among them.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let end = match text.starts_with('[') {
            true => text.find(']')? + 1,
            false => text.find(':').unwrap_or(text.len()),
        };
        let (name, rest) = text.split_at(end);
        let port = match rest.strip_prefix(':') {
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(digits.parse().ok()?)
            }
            None if rest.is_empty() => None,
            _ => return None,
        };
        let is_well_formed = match address(name) {
            Some(address) => address.parse::<Ipv6Addr>().is_ok(),
            None => {
                let labels = name.strip_suffix('.').unwrap_or(name);
                labels.split('.').all(|label| !label.is_empty()) && name.bytes().all(is_plain)
            }
        };
        is_well_formed.then_some(Self { name, port })
    }

    /// Whether requests may name this host.
    pub(crate) fn is_served(&self, public: &[PublicHost]) -> bool {
        if address(self.name).is_some() {
            return true;
        }
        let name = normal(self.name);
        let last = name.rsplit('.').next().unwrap_or_default();
        // A name that ends in a number is an IPv4 address, however it is written.
        let is_address = last.bytes().all(|byte| byte.is_ascii_digit());
        is_address
            || !name.contains('.')
            || PRIVATE.iter().any(|domain| is_below(&name, domain))
            || public.iter().any(|host| host.includes(&name))
    }

    /// Whether pages of this host may read answers: a host that is served, but of the addresses only those of this
    /// machine, since an attacker's server has an address as well.
    pub(crate) fn is_local(&self, public: &[PublicHost]) -> bool {
        let name = normal(self.name);
        let last = name.rsplit('.').next().unwrap_or_default();
        let written = match address(self.name) {
            Some(address) => Some(address),
            None if last.bytes().all(|byte| byte.is_ascii_digit()) => Some(name.as_str()),
            None => None,
        };
        match written {
            Some(address) => address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback()),
            None => self.is_served(public),
        }
    }

    /// Whether the host begins with `name` as whole labels, and goes on: `name.localhost`.
    pub(crate) fn begins_with(&self, name: &str) -> bool {
        let begin = self.name.get(..name.len());
        let rest = &self.name[begin.map_or(0, str::len)..];
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
            && rest.strip_prefix('.').is_some_and(|rest| !rest.is_empty())
    }
}

/// The text between the brackets of an IPv6 address.
fn address(name: &str) -> Option<&str> {
    name.strip_prefix('[')?.strip_suffix(']')
}

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// In small letters, without the dot of the root.
fn normal(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

fn is_below(name: &str, domain: &str) -> bool {
    let rest = name.strip_suffix(domain);
    rest.is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_hosts_are_read() {
        for good in [
            "localhost",
            "127.0.0.1:5050",
            "[::1]:5050",
            "[::1]",
            "my_app-1",
            "a.example.:80",
        ] {
            assert!(Host::read(good).is_some(), "{good}");
        }
        for wrong in [
            "",
            ":5050",
            "a\"b<c>",
            "a b",
            "me@host",
            "host:",
            "host:x",
            "host:99999",
            "host/path",
            "a%41",
            ".",
            "a..b",
            "[::1",
            "[1.2]",
            "[::1]x",
        ] {
            assert_eq!(Host::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn of_the_addresses_only_those_of_this_machine_are_local() {
        let local = |host: &str| Host::read(host).unwrap().is_local(&[]);
        for own in [
            "localhost:3000",
            "127.0.0.1:1",
            "[::1]:8080",
            "spa.localhost",
            "spa:80",
        ] {
            assert!(local(own), "{own}");
        }
        for other in [
            "10.1.2.3",
            "[fe80::1]",
            "203.0.113.5:80",
            "127.1",
            "2130706433",
            "contoso.com",
        ] {
            assert!(!local(other), "{other}");
        }
        let public = ["contoso.com".parse().unwrap()];
        assert!(Host::read("contoso.com").unwrap().is_local(&public));
    }

    #[test]
    fn a_host_begins_with_a_name_where_whole_labels_follow() {
        let begins = |host: &str, name: &str| Host::read(host).unwrap().begins_with(name);
        assert!(begins("one.localhost:5050", "one"));
        assert!(begins("ONE.two.local", "One.two"));
        for (host, name) in [
            ("one", "one"),
            ("one.", "one"),
            ("one-two.localhost", "one"),
            ("localhost", "one"),
            ("a.one.localhost", "one"),
            ("[::1]", "one"),
        ] {
            assert!(!begins(host, name), "{host} {name}");
        }
    }

    #[test]
    fn a_name_of_the_public_dns_is_served_where_a_setting_names_it() {
        let served = |host: &str, public: &[&str]| {
            let public: Vec<PublicHost> = public.iter().map(|host| host.parse().unwrap()).collect();
            Host::read(host).unwrap().is_served(&public)
        };
        for host in [
            "localhost:5050",
            "127.0.0.1",
            "10.1.2.3:80",
            "[fe80::1]",
            "emulator:5050",
            "dataverse.default.svc.cluster.local",
            "host.docker.internal:5050",
            "contoso.crm.dynamics.example",
            "a.LOCALHOST.",
        ] {
            assert!(served(host, &[]), "{host}");
        }
        for host in [
            "rebound.attacker.com:5050",
            "127.0.0.1.nip.io",
            "localhost.attacker.com",
            "notexample.com",
            "a.com.",
        ] {
            assert!(!served(host, &[]), "{host}");
            assert!(served(host, &["*"]), "{host}");
        }
        assert!(served("emu.contoso.com:80", &["EMU.contoso.com"]));
        assert!(served("x.y.devtunnels.ms", &["a.b", "*.devtunnels.ms"]));
        assert!(!served("devtunnels.ms", &["*.devtunnels.ms"]));
        for wrong in ["", "a b", "host:80", "*.", "http://host"] {
            assert!(wrong.parse::<PublicHost>().is_err(), "{wrong}");
        }
    }
}
