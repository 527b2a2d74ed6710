//! The metadata snapshot for readers. The writer replaces it after each commit of a definition.

use std::sync::{Arc, PoisonError, RwLock};

use dataverse_model::metadata::Metadata;

/// The committed snapshot; clones share it.
#[derive(Debug, Clone)]
pub(super) struct Published {
    current: Arc<RwLock<Arc<Metadata>>>,
}

impl Published {
    pub(super) fn new(metadata: Arc<Metadata>) -> Self {
        Self {
            current: Arc::new(RwLock::new(metadata)),
        }
    }

    pub(super) fn current(&self) -> Arc<Metadata> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    pub(super) fn publish(&self, metadata: &Arc<Metadata>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::clone(metadata);
    }
}
