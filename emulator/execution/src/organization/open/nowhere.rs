//! A way out that leads nowhere, for an organization whose rows are all that is wanted.

use std::sync::Arc;

use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_protocol::value::Entity;
use dataverse_runtime::activity::Work;
use dataverse_runtime::way_out::{Callback, Callbacks, ServiceEndpoint, ServiceEndpoints, Verdict};
use futures::FutureExt;
use futures::future::BoxFuture;
use uuid::Uuid;

use super::ExternalServices;
use crate::plugin::{Plugin, PluginSource};

struct Nowhere;

impl ExternalServices {
    /// No callback is sent, no endpoint can be read, no plug-in type is handled outside of the process.
    pub(in crate::organization) fn nowhere() -> Self {
        Self {
            callbacks: Arc::new(Nowhere),
            endpoints: Arc::new(Nowhere),
            plugins: Arc::new(Nowhere),
        }
    }
}

impl Callbacks for Nowhere {
    fn attempt<'a>(&'a self, _: Callback<'a>, _: &'a Rules, _: &'a Work) -> BoxFuture<'a, Verdict> {
        async { Verdict::Done }.boxed()
    }
}

impl ServiceEndpoints for Nowhere {
    fn read(&self, _: &Entity) -> Result<Arc<dyn ServiceEndpoint>, Fault> {
        Err(Fault::unexpected())
    }
}

impl PluginSource for Nowhere {
    fn find(&self, _: Uuid, _: &str) -> Option<Arc<dyn Plugin>> {
        None
    }

    fn is_empty(&self) -> bool {
        true
    }
}
