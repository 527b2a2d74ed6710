//! A custom API sent to the background: checked, and made into a row to write (BG-001, BG-030).

use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{MemoValues, Rules, Validation};
use dataverse_protocol::value::{Attributes, Value};
use dataverse_protocol::{exact, key_value};
use uuid::Uuid;

use super::check;
use super::definition::CustomApi;
use crate::message::row::misfit;
use crate::message::session::Call;
use crate::metadata::Table;
use crate::metadata::check::fit;
use crate::notice::callback::accepts;
use crate::store::Submission;

/// A call that is to run in the background.
pub(crate) struct Background {
    /// The operation it becomes.
    pub(crate) id: Uuid,
    /// Who asked, and from where.
    pub(crate) call: Call,
    /// What is called.
    pub(crate) api: Arc<CustomApi>,
    /// With which parameters.
    pub(crate) inputs: Attributes,
    /// Whom to tell about the end.
    pub(crate) callback: Option<String>,
}

/// What is to be written for a call; it is accepted once that is committed.
///
/// # Errors
/// What is wrong with the call, where the rule `validation` has it checked beforehand; a callback
/// that is no address; parameters that cannot be kept.
pub(crate) fn submission(
    background: Background,
    operations: &Table,
    rules: &Rules,
) -> Result<Submission, Fault> {
    let Background {
        id,
        call,
        api,
        inputs,
        callback,
    } = background;
    if rules.validation == Validation::Before && !Bug::WrongCallAccepted.is_on() {
        check(&api, &inputs, rules)?;
    }
    if let Some(uri) = &callback {
        accepts(uri, rules.callback_uri)
            .map_err(|error| Fault::invalid_argument(error.to_string()))?;
    }
    let form = match rules.memo_values {
        MemoValues::Natural => key_value::MemoValues::Natural,
        MemoValues::Strings => key_value::MemoValues::Strings,
    };
    let input_memo = fitting(operations, key_value::write(&inputs, form))?;
    let request_exact = exact::write(&inputs)
        .map_err(|error| Fault::new(code::INVALID_ARGUMENT, error.to_string()))?;
    Ok(Submission {
        id,
        custom_api: api.unique_name.clone(),
        display_name: api.display_name.clone(),
        request_exact,
        input_memo,
        caller: call.caller,
        delegate: call.delegate,
        origin: call.origin.to_string(),
        callback,
        correlation: call.correlation,
        chain: call.chain,
    })
}

/// The memo of the inputs, refused where its column cannot hold it.
fn fitting(operations: &Table, memo: String) -> Result<String, Fault> {
    let column = operations
        .column("inputparameters")
        .ok_or_else(Fault::unexpected)?;
    match fit(&operations.logical_name, column, Value::String(memo)) {
        Ok(Value::String(memo)) => Ok(memo),
        Ok(_) => Err(Fault::unexpected()),
        Err(error) => Err(misfit(&error)),
    }
}
