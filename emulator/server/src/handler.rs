//! Plug-ins in external processes: a plug-in type is bound to a URL, receives the execution context by POST, and may
//! call the Web API while its request waits.
//!
//! For other modules such a process is a [`Plugin`](dataverse_execution::plugin::Plugin). This module does not know
//! what a message does, nor how HTTP requests are sent.

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

/// The parts that calling a handler needs; clones share them.
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
