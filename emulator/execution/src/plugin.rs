//! Plug-ins written in Rust: the code of a custom API or of a registered step.
//!
//! A plug-in gets a [`Context`]: inputs, outputs, tracing, and the organization service. [`Service`] runs the requests
//! of a plug-in; this module does not know how. The [`prelude`] is all that a plug-in needs, and all that programs which
//! start an emulator get; the emulator's own plug-ins, in `samples`, use nothing else.

mod context;
mod external;
pub mod prelude;
mod reading;
mod samples;

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use dataverse_operation::fault::Fault;

pub use context::{Context, Ending, RunAs, Service};
pub use external::ExternalContext;

/// A plug-in type. It is registered under the `plugintypeid` that a row of `customapi` or a step refers to.
pub trait Plugin: Send + Sync {
    /// The type name, as in `plugintype.typename`.
    fn type_name(&self) -> &str;

    /// Runs the plug-in. In a synchronous step of the stages PreOperation and PostOperation, in a custom API and in a
    /// background operation, all writes through the context belong to the transaction of the request: it is committed
    /// if this function returns `Ok` before the deadline, and rolled back otherwise. In an asynchronous step, and at
    /// stage PreValidation outside of a transaction, each request is committed by itself before it is answered (PL-130),
    /// and stays whatever this function returns (PL-131); where the process ends in the middle of an asynchronous step,
    /// the step runs again from its beginning.
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
        samples::register(Self::default())
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
