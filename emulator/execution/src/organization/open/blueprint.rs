//! The parts that all organizations of a process share: tables, first rows, messages, plug-ins.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dataverse_limits::Limits;
use dataverse_model::message::Message;
use dataverse_model::metadata::Metadata;
use dataverse_model::metadata::samples::{Part, rows};
use dataverse_operation::rules::Rules;
use dataverse_protocol::value::Entity;
use dataverse_runtime::clock::{Clock, Mode};
use dataverse_runtime::crash_points::CrashPoints;
use dataverse_store::{Checkpointer, Template};
use tokio::sync::OnceCell;

use super::{ExternalServices, OpenError, Opening, Samples};
use crate::behavior;
use crate::message::PLATFORM;
use crate::organization::Organization;
use crate::plugin::Plugins;
use crate::privilege::Privileges;
use crate::sdk_messages::of_platform;
use crate::security::{privilege_rows, role_rows};

/// The parts that all organizations of a process share.
#[derive(Debug)]
pub struct Blueprint {
    pub(super) metadata: Arc<Metadata>,
    pub(super) messages: Arc<[&'static Message]>,
    pub(super) privileges: Arc<Privileges>,
    /// First rows of every organization; `samples` are added to those of an organization with samples.
    base: Vec<Entity>,
    samples: Vec<Entity>,
    /// Rows that every organization must have; a database of an older version gets the missing ones.
    pub(super) system: Vec<Entity>,
    /// Whether the process has opened an organization.
    opened: AtomicBool,
    /// Database templates with the first rows: without samples, and with them.
    begun: [OnceCell<Arc<Template>>; 2],
    pub(super) checkpointer: Checkpointer,
    pub(super) plugins: Plugins,
    pub(super) faults: CrashPoints,
}

/// Settings that hold for all organizations of a process.
#[derive(Debug, Clone, Default)]
pub struct BlueprintSettings {
    /// The plug-in types of the process.
    pub plugins: Plugins,
    /// The crash point at which the process exits, for crash tests.
    pub faults: CrashPoints,
}

impl Blueprint {
    /// Reads the data files.
    ///
    /// # Errors
    /// A data file is invalid, or the thread for checkpoints does not start.
    pub fn new(settings: BlueprintSettings) -> Result<Self, OpenError> {
        let metadata = Arc::new(Metadata::embedded()?);
        if let Some((table, behavior)) = behavior::unknown(&metadata) {
            return Err(OpenError::Behavior {
                table: table.to_owned(),
                behavior: behavior.to_owned(),
            });
        }
        let messages: Arc<[_]> = PLATFORM.iter().map(|platform| platform.message).collect();
        let privileges = Arc::new(Privileges::of(&metadata));
        let mut system = rows(&metadata, Part::System)?;
        for message in &*messages {
            system.extend(of_platform(message, &metadata));
        }
        system.extend(privilege_rows(&privileges));
        system.extend(role_rows(&privileges));
        Ok(Self {
            system,
            messages,
            privileges,
            base: rows(&metadata, Part::Base)?,
            samples: rows(&metadata, Part::Samples)?,
            opened: AtomicBool::new(false),
            begun: Default::default(),
            checkpointer: Checkpointer::start().map_err(OpenError::Checkpoints)?,
            metadata,
            plugins: settings.plugins,
            faults: settings.faults,
        })
    }

    /// The template of a new organization. The first organization of a process writes its rows itself, since most
    /// processes open only one; for later ones, the template is made once and copied.
    ///
    /// # Errors
    /// The rows cannot be written.
    pub(super) async fn template(&self, samples: Samples) -> Result<Arc<Template>, OpenError> {
        if !self.opened.swap(true, Ordering::Relaxed) {
            return Ok(Arc::new(Template::new(&self.metadata)?));
        }
        let [without, with] = &self.begun;
        let cell = match samples {
            Samples::Included => with,
            Samples::Omitted => without,
        };
        let template = cell.get_or_try_init(|| self.first_rows_of(samples)).await?;
        Ok(Arc::clone(template))
    }

    /// Makes a template with the first rows, from an organization that serves no requests.
    async fn first_rows_of(&self, samples: Samples) -> Result<Arc<Template>, OpenError> {
        let opening = Opening {
            name: String::new(),
            origin: Arc::from(""),
            database: None,
            clock: Mode::Manual,
            now: None,
            seed: None,
            rules: Rules::default(),
            limits: Limits::DEFAULT,
            samples,
        };
        let outside = |_: &Clock| ExternalServices::nowhere();
        let empty = Template::new(&self.metadata)?;
        let assembled = Organization::assemble(&opening, self, &empty, outside);
        let (organization, _) = assembled.await?;
        let at = organization.clock().now();
        let template = Template::of(organization.store(), organization.id(), at)?;
        organization.store().close().await;
        Ok(Arc::new(template))
    }

    /// The rows of an organization's first start.
    pub(super) fn seed_rows(&self, samples: Samples) -> impl Iterator<Item = &Entity> {
        let samples = match samples {
            Samples::Included => self.samples.as_slice(),
            Samples::Omitted => &[],
        };
        [&self.base[..], samples, &self.system[..]]
            .into_iter()
            .flatten()
    }
}
