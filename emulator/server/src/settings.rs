//! The settings of an emulator, for the command and for programs that start one.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use dataverse_execution::organization::Samples;
use dataverse_execution::plugin::Plugins;
use dataverse_limits::Limits;
use dataverse_operation::rules::Rules;
use dataverse_runtime::clock::Mode;
use dataverse_runtime::crash_points::CrashPoints;
use jiff::Timestamp;

use crate::handler::Binding;
use crate::public_hosts::PublicHost;

/// The settings of an emulator. The default listens on a free loopback port, uses a temporary
/// database, and follows real time.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of the first organization's listener; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The first organization.
    pub organization: OrganizationSettings,
    /// Access to the control door.
    pub control: Control,
    /// Scheme and authority of the first organization's own address, without a slash at the end, which handlers,
    /// webhooks and receivers of callbacks are told; the listener's if `None`.
    pub public_url: Option<String>,
    /// Hosts that requests may name although the public DNS may know them.
    pub public_hosts: Vec<PublicHost>,
    /// The plug-in types that run in this process.
    pub plugins: Plugins,
    /// The crash points at which the process aborts, for crash tests.
    pub faults: CrashPoints,
}

/// The settings of one organization.
#[derive(Debug, Clone)]
pub struct OrganizationSettings {
    /// The organization's name.
    pub name: String,
    /// The database file; a temporary database if `None`.
    pub database: Option<PathBuf>,
    /// The mode of the clock, for a new database. An existing database keeps its clock.
    pub clock: Mode,
    /// The start of a clock that does not follow real time; the real time if `None`.
    pub now: Option<Timestamp>,
    /// The seed of the organization's ids; random if `None`.
    pub seed: Option<u64>,
    /// The choices for undocumented behavior.
    pub rules: Rules,
    /// The bounds of its clients and of its work. Those of the first organization are also what others begin with.
    pub limits: Limits,
    /// Whether a new organization has sample accounts and contacts.
    pub samples: Samples,
    /// Bearer tokens, each with its user's id, object id, application id, user name or full name.
    pub tokens: Vec<(String, String)>,
    /// Plug-in types that run in external processes.
    pub handlers: Vec<Binding>,
    /// Zip archives of solutions that are imported when the organization opens, in this order.
    pub solutions: Vec<Vec<u8>>,
}

/// Access to the control door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// Every client that reaches the listener has access. For loopback addresses only.
    Open,
    /// Clients with this bearer token have access.
    Token(String),
    /// The control door does not exist.
    Off,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            organization: OrganizationSettings::default(),
            control: Control::Open,
            public_url: None,
            public_hosts: Vec::new(),
            plugins: Plugins::samples(),
            faults: CrashPoints::none(),
        }
    }
}

impl Default for OrganizationSettings {
    fn default() -> Self {
        Self {
            name: "contoso".to_owned(),
            database: None,
            clock: Mode::Real,
            now: None,
            seed: None,
            rules: Rules::default(),
            limits: Limits::default(),
            samples: Samples::Included,
            tokens: Vec::new(),
            handlers: Vec::new(),
            solutions: Vec::new(),
        }
    }
}
