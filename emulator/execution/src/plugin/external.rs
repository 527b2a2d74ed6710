//! The side of a context that only the callers of external processes see: they run requests for users that these name,
//! and have to know the bounds of the request. Plug-ins in this process do without.

use dataverse_operation::fault::Fault;
use dataverse_protocol::request::{OrganizationRequest, OrganizationResponse};

use super::{Context, RunAs, Service};

/// What a plug-in that runs in an external process needs beyond the methods of [`Context`].
pub trait ExternalContext {
    /// Deadline, activity, rules and provenance of the plug-in.
    fn bounds(&self) -> &dyn Service;

    /// Same as [`Context::execute`], as another user.
    ///
    /// # Errors
    /// Same as [`Context::execute`].
    fn execute_as(
        &mut self,
        run_as: RunAs<'_>,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault>;
}

impl ExternalContext for Context<'_> {
    fn bounds(&self) -> &dyn Service {
        self.service()
    }

    fn execute_as(
        &mut self,
        run_as: RunAs<'_>,
        request: OrganizationRequest,
    ) -> Result<OrganizationResponse, Fault> {
        self.run(run_as, request)
    }
}
