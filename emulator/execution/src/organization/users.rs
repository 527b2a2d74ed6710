//! Users as tests provision them, by the platform itself.

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

/// Why a user was not provisioned.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// Something that is named is not there.
    #[error("{0}")]
    Unknown(String),
    /// The store cannot be read or written.
    #[error("{0}")]
    Failed(String),
}

impl Organization {
    /// Makes a user, or makes one that is there what the specification says.
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

/// Where something comes from that the platform does as the first user.
pub(super) fn administrator(correlation: Uuid) -> Provenance {
    Provenance::of_client(ADMINISTRATOR, None, correlation, None, Arc::from(""))
}
