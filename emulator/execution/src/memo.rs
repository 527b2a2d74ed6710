//! Parameters and results as the text that clients read in `inputparameters` and `outputparameters` (BG-05H).

use dataverse_operation::rules::{MemoValues, Rules};
use dataverse_protocol::key_value;
use dataverse_protocol::value::Attributes;

/// The text of parameters or results.
pub(crate) fn write(values: &Attributes, rules: &Rules) -> String {
    let form = match rules.memo_values {
        MemoValues::Natural => key_value::MemoValues::Natural,
        MemoValues::Strings => key_value::MemoValues::Strings,
    };
    key_value::write(values, form)
}
