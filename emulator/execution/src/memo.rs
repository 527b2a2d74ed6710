//! The text of request parameters and results in `inputparameters` and `outputparameters` (BG-05H).

use dataverse_operation::rules::{MemoValues, Rules};
use dataverse_protocol::key_value;
use dataverse_protocol::value::Attributes;

/// Writes parameters or results as text; rule `memo_values` chooses how values are written.
pub(crate) fn write(values: &Attributes, rules: &Rules) -> String {
    let form = match rules.memo_values {
        MemoValues::Natural => key_value::MemoValues::Natural,
        MemoValues::Strings => key_value::MemoValues::Strings,
    };
    key_value::write(values, form)
}
