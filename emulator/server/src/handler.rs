//! Plug-ins in the developer's own process: a plug-in type is bound to an HTTP address, is told the execution context there,
//! and may call back while its request waits.
//!
//! To everybody else such a process is a [`Plugin`](dataverse_execution::plugin::Plugin) like any other. What a message does,
//! how HTTP is spoken and which stage it is are not known here.

mod answer;
mod bindings;
mod journal_draft;
mod process;
mod sessions;

use std::sync::Arc;

use dataverse_execution::plugin::{Plugin, PluginSource};
use dataverse_outbound::journal::Journal;
use dataverse_outbound::outbound::Outbound;
use dataverse_runtime::clock::Clock;
use uuid::Uuid;

pub use bindings::{Binding, BindingError};
pub(crate) use bindings::{Bindings, Bound};
pub(crate) use sessions::{HandlerSessions, is_token};

use process::Process;

/// Everything that a call of a handler needs; clones share it.
#[derive(Clone)]
pub(crate) struct Handlers {
    pub(crate) bindings: Bindings,
    pub(crate) joins: HandlerSessions,
    pub(crate) clock: Clock,
    pub(crate) outbound: Outbound,
    pub(crate) journal: Journal,
}

impl PluginSource for Handlers {
    fn find(&self, type_id: Uuid, type_name: &str) -> Option<Arc<dyn Plugin>> {
        let id = type_id.to_string();
        let url = self.bindings.find(&Bound {
            id: &id,
            name: type_name,
        })?;
        Some(Arc::new(Process::new(
            self.clone(),
            type_name.to_owned(),
            url,
        )))
    }

    fn is_empty(&self) -> bool {
        self.bindings.is_empty()
    }
}
