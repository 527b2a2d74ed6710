//! The organization service of the SDK: SOAP in and out, one organization request behind each call
//! (section 7).

mod labels;

use axum::http::{Method, StatusCode, header};
use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::soap::{self, SoapError};

use super::below;
use super::inbound::Inbound;
use super::reply::Reply;
use crate::organization::Organization;

/// Where it is served (SO-001).
const SERVICE: &str = "/XRMServices/2011/Organization.svc";
/// The form that takes tokens, and the one without its suffix.
const FORMS: [&str; 2] = ["/web", ""];

/// Whether a path is the service's.
pub(super) fn is_service(path: &str) -> bool {
    below(path, SERVICE)
        .is_some_and(|rest| FORMS.iter().any(|form| rest.eq_ignore_ascii_case(form)))
}
