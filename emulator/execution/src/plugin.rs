//! Plug-ins written in Rust: the code of a custom API or of a registered step.
//!
//! A plug-in gets a [`Context`]: inputs, outputs, tracing, and the organization service. [`Service`] runs the requests
//! of a plug-in; this module does not know how.

mod cleanup;
mod context;
mod export;
mod scripted;

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

pub use context::{Context, RunAs, Service};
/// Re-exported for implementations of [`Plugin`].
pub use dataverse_operation::fault::Fault;
pub use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
pub use dataverse_protocol::value::{Entity, EntityReference, Value};

/// A plug-in type. It is registered under the `plugintypeid` that a row of `customapi` or a step refers to.
pub trait Plugin: Send + Sync {
    /// The type name, as in `plugintype.typename`.
    fn type_name(&self) -> &str;

    /// Runs the plug-in. All writes through the context belong to one transaction: it is committed if this function
    /// returns `Ok` before the deadline, and rolled back otherwise.
    ///
    /// # Errors
    /// The fault that the caller or the background operation receives (CA-046, BG-09B).
    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault>;
}

/// A source of plug-in types that run outside of this process.
pub trait PluginSource: Send + Sync {
    /// The code of a type, looked up by `plugintypeid` and type name; `None` for a type that this source does not run.
    fn find(&self, type_id: Uuid, type_name: &str) -> Option<Arc<dyn Plugin>>;

    /// Whether the source runs no types at all.
    fn is_empty(&self) -> bool;
}

/// The plug-in types that run in this process, by `plugintypeid`.
#[derive(Clone, Default)]
pub struct Plugins {
    by_type: HashMap<Uuid, Arc<dyn Plugin>>,
}

impl Plugins {
    /// The two plug-in types of the documented samples (2.8), and the scripted one, whose actions are in the
    /// configuration of its steps.
    pub fn samples() -> Self {
        Self::default()
            .with(export::TYPE_ID, export::Export)
            .with(cleanup::TYPE_ID, cleanup::Cleanup)
            .with(scripted::TYPE_ID, scripted::Scripted)
    }

    /// Adds a plug-in type.
    #[must_use]
    pub fn with(mut self, type_id: Uuid, plugin: impl Plugin + 'static) -> Self {
        self.by_type.insert(type_id, Arc::new(plugin));
        self
    }

    pub(crate) fn find(&self, type_id: Uuid) -> Option<Arc<dyn Plugin>> {
        self.by_type.get(&type_id).cloned()
    }
}

impl std::fmt::Debug for Plugins {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_list()
            .entries(self.by_type.values().map(|plugin| plugin.type_name()))
            .finish()
    }
}
