//! A custom API sent to the background: checked, and made into a row to write (BG-001, BG-030).

use std::sync::Arc;

use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{CallbackUri, MemoValues, Rules, Validation};
use dataverse_protocol::value::Attributes;
use dataverse_protocol::{exact, key_value};
use uuid::Uuid;

use super::check;
use super::definition::CustomApi;
use crate::message::session::Call;
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
pub(crate) fn submission(background: Background, rules: &Rules) -> Result<Submission, Fault> {
    let Background {
        id,
        call,
        api,
        inputs,
        callback,
    } = background;
    if rules.validation == Validation::Before {
        check(&api, &inputs, rules)?;
    }
    if let Some(uri) = &callback {
        check_uri(uri, rules.callback_uri)?;
    }
    let form = match rules.memo_values {
        MemoValues::Natural => key_value::MemoValues::Natural,
        MemoValues::Strings => key_value::MemoValues::Strings,
    };
    let input_memo = key_value::write(&inputs, form);
    let request_exact = exact::write(&inputs)
        .map_err(|error| Fault::new(code::INVALID_ARGUMENT, error.to_string()))?;
    Ok(Submission {
        id,
        custom_api: api.unique_name.clone(),
        display_name: api.display_name.clone(),
        request_exact,
        input_memo,
        caller: call.caller,
        origin: call.origin.to_string(),
        callback,
        correlation: call.correlation,
    })
}

/// A callback goes to an absolute address (U-31).
fn check_uri(uri: &str, accepted: CallbackUri) -> Result<(), Fault> {
    let schemes: &[&str] = match accepted {
        CallbackUri::AnyAbsolute => &["http", "https"],
        CallbackUri::HttpsOnly => &["https"],
    };
    let fits =
        reqwest::Url::parse(uri).is_ok_and(|url| schemes.contains(&url.scheme()) && url.has_host());
    if fits {
        Ok(())
    } else {
        Err(Fault::new(
            code::INVALID_ARGUMENT,
            format!(
                "The callback URL '{uri}' is not an absolute URL with a host and the scheme {}.",
                schemes.join(" or ")
            ),
        ))
    }
}
