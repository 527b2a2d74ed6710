//! Opening an organization: the parts in their order, and its first rows at its first start.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use dataverse_operation::fault::Fault;
use jiff::Timestamp;
use tokio::sync::mpsc;

use super::{Organization, Own, Whole};
use crate::activity::{Activity, Class};
use crate::clock::{Clock, Mode, Reading, Remember};
use crate::engine::behavior::Behaviors;
use crate::engine::{Engine, EngineParts};
use crate::faults::Faults;
use crate::identity::Identity;
use crate::message::custom_api::Catalogue;
use crate::message::first_rows;
use crate::metadata::samples::{Part, rows};
use crate::metadata::{Metadata, MetadataError};
use crate::notice::callback::Callbacks;
use crate::notice::journal::{self, Journal};
use crate::notice::outbound::{self, Outbound, OutboundError};
use crate::plugin::Plugins;
use crate::settings::{OrganizationSettings, Samples, Settings};
use crate::store::{Change, Checkpointer, Place, Store, StoreOpenError, Template, Write};

/// Why an organization does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its database.
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    /// Its tables.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// Its way out.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// Its first rows.
    #[error("the first rows cannot be written: {0}")]
    FirstRows(String),
    /// Its database file cannot be removed.
    #[error("the database {path} cannot be removed: {reason}")]
    Erase {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
}

/// What the organizations of a process share.
#[derive(Debug)]
pub(crate) struct Shared {
    metadata: Arc<Metadata>,
    template: Template,
    checkpointer: Checkpointer,
    plugins: Plugins,
    faults: Faults,
    advance_limit: Duration,
    call_limit: Duration,
}

/// What the journal of an organization keeps.
const JOURNAL: journal::Limits = journal::Limits {
    entries: 10_000,
    bytes: 4 << 20,
};

/// How many calls go out at once.
const AT_ONCE: usize = 64;
const PER_HOST: usize = 16;

impl Shared {
    pub(crate) fn new(settings: &Settings) -> Result<Self, OpenError> {
        let metadata = Arc::new(Metadata::embedded()?);
        Ok(Self {
            template: Template::new(&metadata)?,
            checkpointer: Checkpointer::start(),
            metadata,
            plugins: settings.plugins.clone(),
            faults: settings.faults.clone(),
            advance_limit: settings.advance_limit,
            call_limit: settings.call_limit,
        })
    }
}

impl Organization {
    /// Opens an organization, new or as its database has it.
    pub(crate) async fn open(
        settings: &OrganizationSettings,
        shared: &Shared,
    ) -> Result<Self, OpenError> {
        let place = match &settings.database {
            None => Place::Temporary,
            Some(path) => Place::File(path.clone()),
        };
        let activity = Activity::new();
        let (release, released) = mpsc::unbounded_channel();
        let opened = Store::open(
            place,
            &shared.metadata,
            &shared.template,
            &shared.checkpointer,
            shared.faults.clone(),
            release,
        )?;
        todo!()
    }
}
