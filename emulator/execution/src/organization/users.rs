//! Creates and changes users for tests, as the platform itself.

use std::sync::Arc;

use dataverse_model::Provenance;
use dataverse_model::metadata::samples::ADMINISTRATOR;
use dataverse_runtime::activity::Work;
use uuid::Uuid;

use super::Organization;
use crate::bypass::Bypass;
use crate::error::Error;
use crate::security::{Provisioned, UserSpec};
use crate::session::Start;

/// The reasons why a user was not provisioned.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// A named role or privilege does not exist.
    #[error("{0}")]
    Unknown(String),
    /// The store cannot be read or written.
    #[error("{0}")]
    Failed(String),
}

impl Organization {
    /// Creates a user, or changes an existing one to match the specification.
    ///
    /// # Errors
    /// A role or a privilege does not exist; the store cannot be read or written.
    pub async fn provision(
        &self,
        user: &UserSpec,
        work: &Work,
    ) -> Result<Provisioned, ProvisionError> {
        let rules = self.rules();
        let failed = |error: Error| {
            let fault = error.into_fault(&self.metadata(), &rules);
            ProvisionError::Failed(fault.message)
        };
        let start = Start {
            registry: self.registry(),
            rules: rules.clone(),
            provenance: administrator(Uuid::nil()),
            bypass: Bypass::default(),
            ids: self.core().identity.stream(),
        };
        let written = self.here(start, |session| Ok(user.provision(session)));
        let (provisioned, writes) = written.map_err(failed)?;
        let provisioned = provisioned.map_err(ProvisionError::Unknown)?;
        let committed = self.core().commit(writes, &rules, work).await;
        committed
            .map(|_| provisioned)
            .map_err(|refusal| failed(refusal.into()))
    }
}

/// The provenance of the platform's own actions, which run as the first user.
pub(super) fn administrator(correlation: Uuid) -> Provenance {
    Provenance::of_client(ADMINISTRATOR, None, correlation, None, Arc::from(""))
}
