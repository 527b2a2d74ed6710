//! Authorizes and performs the status monitor's two operations, which are no messages: polling and canceling a
//! background operation.

use std::sync::Arc;

use dataverse_model::Provenance;
use dataverse_model::message::Right;
use dataverse_model::metadata::Table;
use dataverse_operation::fault::Fault;
use dataverse_operation::rules::Rules;
use dataverse_runtime::activity::Work;
use dataverse_store::{Refusal, Write};
use uuid::Uuid;

use super::Organization;
use crate::bypass::Bypass;
use crate::error::Error;
use crate::security::{is_asked, may_access, may_cancel, may_poll};
use crate::session::{Session, Start};

impl Organization {
    /// Checks that the caller may poll an operation (BG-06C).
    ///
    /// # Errors
    /// The caller lacks the privilege, or its depth does not include the operation.
    pub fn may_poll(&self, provenance: Provenance, operation: Uuid) -> Result<(), Fault> {
        self.ask(provenance, |session| may_poll(session, operation))
    }

    /// Checks that the caller may cancel an operation (BG-073).
    ///
    /// # Errors
    /// The caller lacks the privilege, or its depth does not include the operation.
    pub fn may_cancel(&self, provenance: Provenance, operation: Uuid) -> Result<(), Fault> {
        self.ask(provenance, |session| may_cancel(session, operation))
    }

    /// Checks that the caller has a right on a row.
    ///
    /// # Errors
    /// The caller lacks the privilege, or its depth does not include the row.
    pub fn may_access(
        &self,
        provenance: Provenance,
        right: Right,
        table: &Arc<Table>,
        id: Uuid,
    ) -> Result<(), Fault> {
        self.ask(provenance, |session| may_access(session, right, table, id))
    }

    /// Cancels an operation (BG-072).
    ///
    /// # Errors
    /// No operation has this id, or the operation has already begun to run or has ended.
    pub async fn cancel(
        &self,
        operation: Uuid,
        rules: &Arc<Rules>,
        work: &Work,
    ) -> Result<(), Refusal> {
        let writes = vec![Write::Cancel { operation }];
        self.core().commit(writes, rules, work).await.map(drop)
    }

    fn ask(
        &self,
        provenance: Provenance,
        question: impl FnOnce(&Session<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let (registry, rules) = (self.registry(), self.rules());
        if !is_asked(&registry, &provenance, &rules)? {
            return Ok(());
        }
        let start = Start {
            registry: registry.clone(),
            rules: rules.clone(),
            provenance,
            bypass: Bypass::default(),
            ids: self.core().identity.stream(),
        };
        let asked = self.here(start, |session| Ok(question(session)?));
        asked
            .map(drop)
            .map_err(|error: Error| error.into_fault(&registry.metadata, &rules))
    }
}
