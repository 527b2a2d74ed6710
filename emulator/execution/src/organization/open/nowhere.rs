//! Outgoing connections that reach nothing and a door that answers nothing, for an organization of which only the rows are needed.

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
use crate::organization::{Call, Organization, Replay};
use crate::plugin::{Plugin, PluginSource};

#[derive(Debug)]
struct Nowhere;

impl ExternalServices {
    /// Sends no callbacks, reads no endpoints, knows no plug-in types, and answers no deferred request.
    pub(in crate::organization) fn nowhere() -> Self {
        Self {
            callbacks: Arc::new(Nowhere),
            endpoints: Arc::new(Nowhere),
            plugins: Arc::new(Nowhere),
            replay: Arc::new(Nowhere),
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

impl Replay for Nowhere {
    fn replay(
        &self,
        _: Organization,
        _: String,
        _: Call,
        _: Work,
    ) -> BoxFuture<'static, Result<String, Fault>> {
        async { Err(Fault::unexpected()) }.boxed()
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
