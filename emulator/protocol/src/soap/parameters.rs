//! The parameters of a request that control how Dataverse runs it: `ConcurrencyBehavior` and pipeline options.
//!
//! The names of the pipeline options are listed here. Only the definition of a message says whether the message has a
//! parameter of that name.

use super::error::SoapError;
use crate::request::OrganizationRequest;
use crate::value::Value;

/// Optional parameters that every request may have and that control the pipeline, unless the message has a parameter of
/// that name (SO-028, BG-03A).
pub const OPTIONAL_PARAMETERS: &[&str] = &[
    "BypassBusinessLogicExecution",
    "BypassBusinessLogicExecutionStepIds",
    "BypassCustomPluginExecution",
    "SessionToken",
    "SuppressCallbackRegistrationExpanderJob",
    "SuppressDuplicateDetection",
    "tag",
];

const CONCURRENCY: &str = "ConcurrencyBehavior";
const TARGET: &str = "Target";
const ROW_VERSION: &str = "RowVersion";

/// Applies `ConcurrencyBehavior`: the row version of a target counts only with `IfRowVersionMatches`, and is then
/// required. [`EntityReference`](crate::value::EntityReference) has no row version, so the one of a reference is
/// `reference_version` and becomes the parameter `RowVersion` of the message.
pub(super) fn apply_concurrency(
    request: &mut OrganizationRequest,
    reference_version: Option<i64>,
) -> Result<(), SoapError> {
    let writes_row = matches!(
        request.name.as_str(),
        "Create" | "Update" | "Upsert" | "Delete"
    );
    if !writes_row {
        return Ok(());
    }
    let behavior = request.parameters.shift_remove(CONCURRENCY);
    let must_match = match behavior.as_ref().map(Value::as_str) {
        Some(Some("IfRowVersionMatches")) => true,
        None | Some(None | Some("Default" | "AlwaysOverwrite")) => false,
        Some(Some(other)) => {
            return Err(SoapError::NotEmulated(format!("{CONCURRENCY} `{other}`")));
        }
    };
    let version = match request.parameters.get_mut(TARGET) {
        Some(Value::Entity(target)) if must_match => target.row_version,
        Some(Value::Entity(target)) => {
            target.row_version = None;
            None
        }
        _ => reference_version,
    };
    match (must_match, version) {
        (false, _) => Ok(()),
        (true, None) => Err(SoapError::NoRowVersion),
        (true, Some(version)) => {
            if let Some(Value::Reference(_)) = request.parameters.get(TARGET) {
                request
                    .parameters
                    .insert(ROW_VERSION.into(), Value::BigInt(version));
            }
            Ok(())
        }
    }
}
