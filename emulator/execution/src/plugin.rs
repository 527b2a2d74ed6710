//! Plug-ins: code that does what a custom API does, or handles a step.
//!
//! A plug-in is given one thing, its [`Context`]: inputs, outputs, tracing, and the organization service, whose requests
//! run as any client's. How a request runs is not known here: [`Service`] is what runs it.

mod cleanup;
mod context;
mod export;
mod scripted;

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

pub use context::{Context, RunAs, Service};
/// What the code of a plug-in reads, answers and asks for.
pub use dataverse_operation::fault::Fault;
pub use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};
pub use dataverse_protocol::value::{Entity, EntityReference, Value};

/// A plug-in type: registered under the `plugintypeid` that a `customapi` row or a step refers to.
pub trait Plugin: Send + Sync {
    /// The type name, as in `plugintype.typename`.
    fn type_name(&self) -> &str;

    /// Does the work. Everything written through the context is one unit of work: it is kept if this returns `Ok` in
    /// time, and dropped otherwise.
    ///
    /// # Errors
    /// The fault that the caller or the background operation gets (CA-046, BG-09B).
    fn execute(&self, context: &mut Context<'_>) -> Result<(), Fault>;
}

/// Finds the code of plug-in types that are handled outside of this process.
pub trait PluginSource: Send + Sync {
    /// The code for a type, which is known by both of its names; `None` for one that is not handled elsewhere.
    fn find(&self, type_id: Uuid, type_name: &str) -> Option<Arc<dyn Plugin>>;

    /// Whether no type is handled elsewhere.
    fn is_empty(&self) -> bool;
}

/// The plug-in types of a process, by `plugintypeid`.
#[derive(Clone, Default)]
pub struct Plugins {
    by_type: HashMap<Uuid, Arc<dyn Plugin>>,
}

impl Plugins {
    /// The two plug-in types of the documented samples (2.8), and the one whose steps' configuration says what it does.
    pub fn samples() -> Self {
        Self::default()
            .with(export::TYPE_ID, export::Export)
            .with(cleanup::TYPE_ID, cleanup::Cleanup)
            .with(scripted::TYPE_ID, scripted::Scripted)
    }

    /// The same types and one more.
    #[must_use]
    pub fn with(mut self, type_id: Uuid, plugin: impl Plugin + 'static) -> Self {
        self.by_type.insert(type_id, Arc::new(plugin));
        self
    }

    /// The code registered for a type.
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
