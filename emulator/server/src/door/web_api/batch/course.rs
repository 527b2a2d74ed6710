//! What the requests of a batch have come to so far: later ones depend on it, and refer to it.

use std::collections::HashMap;

use axum::http::{HeaderName, StatusCode, header};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::batch::{
    PartBody, PartRequest, ReferenceError, in_body, in_header, in_target,
};

use super::bad;
use crate::door::reply::Reply;

/// The header with the URL of the row that a request has written.
pub(super) const ENTITY_ID: HeaderName = HeaderName::from_static("odata-entityid");

/// The requests that have succeeded, by their ids, and the atomicity groups, by their names.
#[derive(Debug, Default)]
pub(super) struct Course {
    succeeded: HashMap<String, Made>,
}

/// What a request has made or returned.
#[derive(Debug, Default)]
struct Made {
    /// The URL of the row.
    address: Option<String>,
    /// The ETag of the row.
    etag: Option<String>,
}

impl Course {
    /// Replaces references such as `$1` in a request by what the request `1` has made, with at most `limit` bytes of
    /// addresses in the body.
    ///
    /// # Errors
    /// What the request depends on has failed (424), or a reference leads nowhere.
    pub(super) fn prepared(
        &self,
        mut request: PartRequest,
        limit: usize,
    ) -> Result<PartRequest, Fault> {
        let succeeded = |on: &str| self.succeeded.contains_key(on);
        let met = request.dependencies.check(succeeded);
        met.map_err(|unmet| failed_dependency(unmet.to_string()))?;
        self.refer(&mut request, limit)
            .map_err(|error| unresolved(&error))?;
        Ok(request)
    }

    fn refer(&self, request: &mut PartRequest, limit: usize) -> Result<(), ReferenceError> {
        let address = |id: &str| self.succeeded.get(id)?.address.clone();
        let etag = |id: &str| self.succeeded.get(id)?.etag.clone();
        request.target = in_target(&request.target, address)?.into_owned();
        for (name, value) in &mut request.headers {
            *value = in_header(name, value, etag)?.into_owned();
        }
        if let PartBody::Bytes(body) = &mut request.body {
            *body = in_body(body, address, limit)?.into_owned();
        }
        Ok(())
    }

    /// Keeps what a request has come to; `target` is its URL without query.
    pub(super) fn note(&mut self, id: String, target: String, reply: &Reply) {
        if !reply.status.is_success() {
            return;
        }
        let owned = |name| reply.header(name).map(str::to_owned);
        let etag = owned(&header::ETAG);
        // Only the response with one row has an ETag.
        let address = owned(&ENTITY_ID).or_else(|| etag.is_some().then_some(target));
        self.succeeded.insert(id, Made { address, etag });
    }

    /// Keeps that an atomicity group has succeeded.
    pub(super) fn note_group(&mut self, group: String) {
        self.succeeded.insert(group, Made::default());
    }

    /// Forgets requests that were rolled back.
    pub(super) fn forget(&mut self, ids: &[Option<String>]) {
        for id in ids.iter().flatten() {
            self.succeeded.remove(id);
        }
    }
}

/// The fault of a request that is not executed, or has no effect, because another has failed (J-06).
pub(super) fn failed_dependency(why: String) -> Fault {
    Fault::new(code::ODATA, why).with_http_status(StatusCode::FAILED_DEPENDENCY.as_u16())
}

/// The fault for references that are not resolved.
fn unresolved(error: &ReferenceError) -> Fault {
    match error {
        ReferenceError::Undeclared { .. } => bad(error),
        ReferenceError::TooMany { .. } => {
            Fault::new(code::REQUEST_LENGTH_TOO_LARGE, error.to_string())
        }
    }
}
