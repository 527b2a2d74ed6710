//! Solutions that an organization is given when it opens.

use dataverse_protocol::request::OrganizationRequest;
use dataverse_protocol::value::Value;
use dataverse_runtime::activity::Class;

use super::users::administrator;
use super::{Call, OpenError, Organization};
use crate::bypass::Bypass;

impl Organization {
    /// Imports a solution as the first user, by the message that clients use. Its bytes are a zip archive.
    ///
    /// # Errors
    /// [`OpenError::Solution`] with the text of the fault; nothing of the solution is kept.
    pub async fn import_solution(&self, archive: Vec<u8>) -> Result<(), OpenError> {
        let call = Call {
            provenance: administrator(self.core().identity.stream().next()),
            bypass: Bypass::default(),
            unit: None,
        };
        let file = Value::Bytes(archive);
        let request = OrganizationRequest::new("ImportSolution").with("CustomizationFile", file);
        let work = self.activity().guard(Class::Busy);
        let imported = self.execute(call, request, &work).await;
        imported
            .map(drop)
            .map_err(|fault| OpenError::Solution(fault.message))
    }
}
