//! A custom API sent to the background: the one thing that `Prefer: respond-async` and
//! `ExecuteBackgroundOperation` both spell (BG-001, BG-030).

use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{MemoValues, Validation};
use dataverse_protocol::value::{Attributes, Value};
use dataverse_protocol::{exact, key_value};
use uuid::Uuid;

use super::check;
use super::definition::CustomApi;
use crate::activity::Guard;
use crate::message::fault_of;
use crate::message::row::misfit;
use crate::message::session::Call;
use crate::metadata::check::fit;
use crate::notice::callback::accepts;
use crate::organization::Organization;
use crate::store::{Submission, Write};

/// A call that is to run in the background.
pub(crate) struct Background {
    /// Who asked, and from where.
    pub(crate) call: Call,
    /// What is called.
    pub(crate) api: Arc<CustomApi>,
    /// With which parameters.
    pub(crate) inputs: Attributes,
    /// Whom to tell about the end.
    pub(crate) callback: Option<String>,
}

/// Accepts a call; answers the operation's id after it is committed.
pub(crate) async fn submit(
    organization: &Organization,
    background: Background,
    guard: &Guard,
) -> Result<Uuid, Fault> {
    let rules = organization.rules();
    let Background {
        call,
        api,
        inputs,
        callback,
    } = background;
    if rules.validation == Validation::Before {
        check(&api, &inputs, &rules)?;
    }
    if let Some(uri) = &callback {
        accepts(uri, rules.callback_uri)
            .map_err(|error| Fault::invalid_argument(error.to_string()))?;
    }
    let form = match rules.memo_values {
        MemoValues::Natural => key_value::MemoValues::Natural,
        MemoValues::Strings => key_value::MemoValues::Strings,
    };
    let input_memo = fitting(organization, key_value::write(&inputs, form))?;
    let request_exact = exact::write(&inputs)
        .map_err(|error| Fault::new(code::INVALID_ARGUMENT, error.to_string()))?;
    let id = organization.identity().stream().next();
    let submission = Submission {
        id,
        custom_api: api.unique_name.clone(),
        display_name: api.display_name.clone(),
        request_exact,
        input_memo,
        caller: call.caller,
        origin: call.origin.to_string(),
        callback,
        correlation: call.correlation,
    };
    organization
        .commit_under(vec![Write::Submit(Box::new(submission))], guard, &rules)
        .await
        .map_err(|refusal| fault_of(&refusal, organization.metadata(), &rules))?;
    Ok(id)
}

/// The memo of the inputs, refused where its column cannot hold it.
fn fitting(organization: &Organization, memo: String) -> Result<String, Fault> {
    let table = organization.operations_table();
    let column = table
        .column("inputparameters")
        .ok_or_else(Fault::unexpected)?;
    match fit(&table.logical_name, column, Value::String(memo)) {
        Ok(Value::String(memo)) => Ok(memo),
        Ok(_) => Err(Fault::unexpected()),
        Err(error) => Err(misfit(&error)),
    }
}
