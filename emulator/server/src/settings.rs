//! What an emulator is started with, however it is started.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use dataverse_execution::organization::Samples;
use dataverse_execution::plugin::Plugins;
use dataverse_operation::rules::Rules;
use dataverse_runtime::clock::{Limits, Mode};
use dataverse_runtime::crash_points::CrashPoints;
use jiff::Timestamp;

use crate::handler::Binding;

/// How to start an emulator. The default listens on a free loopback port, keeps its data in a
/// temporary database, and lives in real time.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the first organization listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The first organization.
    pub organization: OrganizationSettings,
    /// Who may use the control door.
    pub control: Control,
    /// The most bytes that a request's body may have.
    pub body_limit: usize,
    /// How long an advance of a clock may take in real time.
    pub clock_limits: Limits,
    /// How long, in real time, an outbound call may take, whatever an organization's clock says.
    pub call_limit: Duration,
    /// The plug-in types that custom APIs can refer to.
    pub plugins: Plugins,
    /// Where the process is to abort, for crash tests.
    pub faults: CrashPoints,
}

/// How to start an organization.
#[derive(Debug, Clone)]
pub struct OrganizationSettings {
    /// Its name.
    pub name: String,
    /// Its database file; a temporary one where there is none.
    pub database: Option<PathBuf>,
    /// How its time passes. A database that is there already keeps its own.
    pub clock: Mode,
    /// The instant at which a clock that does not follow real time starts; now where there is none.
    pub now: Option<Timestamp>,
    /// What its ids derive from; chosen at random where there is none.
    pub seed: Option<u64>,
    /// How the undocumented is decided.
    pub rules: Rules,
    /// Whether it starts with accounts and contacts.
    pub samples: Samples,
    /// Bearer tokens, each with the user it names: by id, object id, application id, user name or
    /// full name.
    pub tokens: Vec<(String, String)>,
    /// Plug-in types that are handled in processes of the developer's own.
    pub handlers: Vec<Binding>,
}

/// Who may use the control door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// Whoever reaches the listener. For loopback only.
    Open,
    /// Whoever sends this bearer token.
    Token(String),
    /// Nobody: the routes do not exist.
    Off,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            organization: OrganizationSettings::default(),
            control: Control::Open,
            body_limit: 16 << 20,
            clock_limits: Limits::default(),
            call_limit: Duration::from_secs(30),
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
            samples: Samples::Included,
            tokens: Vec::new(),
            handlers: Vec::new(),
        }
    }
}
