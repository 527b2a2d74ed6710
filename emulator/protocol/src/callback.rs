//! The JSON body that is posted to a callback URL when a background operation has ended (BG-081, BG-082).
//!
//! The body tells the state of the operation and the URL of its status monitor, never its outputs. `outbound` decides
//! when and how often the body is posted.

use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::monitor::Failure;

/// The notice of one ended operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice<'a> {
    /// Absolute URL of the status monitor resource.
    pub location: &'a str,
    /// Id of the background operation.
    pub operation: Uuid,
    /// `backgroundoperationstatecode`.
    pub state: i32,
    /// `backgroundoperationstatuscode`.
    pub status: i32,
    /// The error of a failed operation; `None` for every other.
    pub failure: Option<Failure<'a>>,
}

/// The JSON text of a notice, with its properties in the documented order (BG-081).
pub fn payload(notice: &Notice<'_>) -> String {
    let mut payload = Map::new();
    payload.insert("location".to_owned(), notice.location.into());
    payload.insert(
        "backgroundOperationId".to_owned(),
        notice.operation.to_string().into(),
    );
    payload.insert(
        "backgroundOperationStateCode".to_owned(),
        notice.state.into(),
    );
    payload.insert(
        "backgroundOperationStatusCode".to_owned(),
        notice.status.into(),
    );
    if let Some(failure) = &notice.failure {
        payload.insert(
            "backgroundOperationErrorCode".to_owned(),
            failure.code.into(),
        );
        payload.insert(
            "backgroundOperationErrorMessage".to_owned(),
            failure.message.into(),
        );
    }
    Json::Object(payload).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCATION: &str =
        "https://org.example/api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc089";

    fn notice(status: i32, failure: Option<Failure<'_>>) -> String {
        payload(&Notice {
            location: LOCATION,
            operation: Uuid::from_u128(0x110e_aa68_db17_4115_ad74_d185_823f_c089),
            state: 3,
            status,
            failure,
        })
    }

    #[test]
    fn a_success_has_four_properties_in_the_documented_order() {
        assert_eq!(
            notice(30, None),
            format!(
                r#"{{"location":"{LOCATION}","backgroundOperationId":"110eaa68-db17-4115-ad74-d185823fc089","backgroundOperationStateCode":3,"backgroundOperationStatusCode":30}}"#
            )
        );
    }

    #[test]
    fn a_failure_puts_its_code_and_message_last() {
        let failure = Failure {
            code: -2147187707,
            message: "Access is \"denied\".",
        };
        assert_eq!(
            notice(31, Some(failure)),
            format!(
                r#"{{"location":"{LOCATION}","backgroundOperationId":"110eaa68-db17-4115-ad74-d185823fc089","backgroundOperationStateCode":3,"backgroundOperationStatusCode":31,"backgroundOperationErrorCode":-2147187707,"backgroundOperationErrorMessage":"Access is \"denied\"."}}"#
            )
        );
    }
}
