//! The body with which Dataverse calls back, for programs that receive it.

use serde::Deserialize;
use uuid::Uuid;

use super::codes;
use crate::monitor::Monitor;
use crate::refusal::Refusal;
use crate::status::Status;

/// What a callback of Dataverse says. It contains no outputs: resume the monitor to get them.
///
/// A receiver believes nothing but the address: whoever knows the receiver can send this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The status monitor.
    pub monitor: Monitor,
    /// The operation's id.
    pub id: Uuid,
    /// The state.
    pub status: Status,
    /// The failure, if the operation failed.
    pub error: Option<Refusal>,
}

/// Why a body is no notice.
#[derive(Debug, thiserror::Error)]
#[error("not a notice of a background operation: {0}")]
pub struct NoticeError(String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    location: String,
    background_operation_id: Uuid,
    background_operation_state_code: i64,
    background_operation_status_code: i64,
    background_operation_error_code: Option<i32>,
    background_operation_error_message: Option<String>,
}

impl Notice {
    /// Reads the body of a callback.
    ///
    /// # Errors
    /// When it is not what Dataverse sends.
    pub fn parse(body: &[u8]) -> Result<Self, NoticeError> {
        let refused = |error: &dyn ToString| NoticeError(error.to_string());
        let read: Body = serde_json::from_slice(body).map_err(|error| refused(&error))?;
        let (state, reason) = (
            read.background_operation_state_code,
            read.background_operation_status_code,
        );
        let (code, message) = (
            read.background_operation_error_code,
            read.background_operation_error_message,
        );
        let failed = code.is_some() || message.is_some();
        let text = String::from_utf8_lossy(body).into_owned();
        Ok(Self {
            monitor: read.location.parse().map_err(|error| refused(&error))?,
            id: read.background_operation_id,
            status: codes::status(state, reason)
                .ok_or_else(|| NoticeError(codes::unknown(state, reason)))?,
            error: failed.then(|| Refusal::of_dataverse(code, message, text)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Notice;
    use crate::status::Status;

    #[test]
    fn a_callback_is_read_or_refused_with_a_reason() {
        let body = |state: u8, more: &str| {
            format!(
                r#"{{"location":"https://h/api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088",
                "backgroundOperationId":"110eaa68-db17-4115-ad74-d185823fc088",
                "backgroundOperationStateCode":{state},"backgroundOperationStatusCode":31{more}}}"#
            )
        };
        let error = r#","backgroundOperationErrorCode":-2147187707,"backgroundOperationErrorMessage":"No.""#;
        let notice = Notice::parse(body(3, error).as_bytes()).unwrap();
        assert_eq!(notice.status, Status::Failed);
        assert_eq!(notice.monitor.id(), Some(notice.id));
        assert_eq!(notice.error.unwrap().code, "0x80048405");
        for (body, part) in [
            (body(2, ""), "state 2 with status 31"),
            ("{}".into(), "missing field `location`"),
            ("<html>".into(), "expected value"),
        ] {
            let refusal = Notice::parse(body.as_bytes()).unwrap_err().to_string();
            assert!(refusal.contains(part), "{refusal}");
        }
    }
}
