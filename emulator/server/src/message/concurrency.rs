//! `ConcurrencyBehavior`: whether a write cares which version of the row it meets.

use dataverse_operation::fault::Fault;
use dataverse_protocol::value::Value;

use super::arguments::Arguments;
use crate::store::Expect;

/// The parameter.
pub(crate) const PARAMETER: &str = "ConcurrencyBehavior";
/// The version has to be the one that the target carries.
pub(crate) const IF_ROW_VERSION_MATCHES: &str = "IfRowVersionMatches";
/// What makes no difference between versions.
const ANY: [&str; 2] = ["Default", "AlwaysOverwrite"];

/// What a write expects of its row, by its parameter and the version its target carries. A version
/// alone expects nothing: rows that were read carry one.
///
/// # Errors
/// Another text than the three behaviors, and a target without the version it is to have.
pub(super) fn expected(
    arguments: &mut Arguments,
    row_version: Option<i64>,
) -> Result<Expect, Fault> {
    match arguments.take(PARAMETER) {
        None => Ok(Expect::Exists),
        Some(Value::String(name)) if ANY.contains(&name.as_str()) => Ok(Expect::Exists),
        Some(Value::String(name)) if name == IF_ROW_VERSION_MATCHES => row_version
            .map(Expect::Version)
            .ok_or_else(Fault::version_not_provided),
        Some(other) => {
            let expected = format!("one of {}, {IF_ROW_VERSION_MATCHES}", ANY.join(", "));
            Err(arguments.misshapen(PARAMETER, &expected, &other))
        }
    }
}
