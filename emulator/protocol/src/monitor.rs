//! The status document: the body of the status monitor resource (BG-060 to BG-06B).
//!
//! The caller chooses the state, the status and the report; this module does not check whether they fit together.
//! Outputs arrive as JSON, in the form in which a synchronous call returns them (BG-06A).

use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

/// The path of the status monitor without the operation's id: it has no version and no parentheses (BG-025).
pub const PATH: &str = "/api/backgroundoperation/";

/// The absolute URL of an operation's status monitor (BG-025, BG-034); `origin` has no path.
pub fn location(origin: &str, operation: Uuid) -> String {
    format!("{origin}{PATH}{operation}")
}

/// The path of the status monitor of a deferred request (OData 11.6) without the operation's id. It is no address of
/// anything else (M-19).
pub const ODATA_PATH: &str = "/api/monitor/";

/// The absolute URL of a deferred request's status monitor (M-01); `origin` has no path.
pub fn odata_location(origin: &str, operation: Uuid) -> String {
    format!("{origin}{ODATA_PATH}{operation}")
}

/// The contents of a status document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatusDocument<'a> {
    /// `backgroundoperationstatecode`.
    pub state: i32,
    /// `backgroundoperationstatuscode`.
    pub status: i32,
    /// The outputs or the error.
    pub report: Report<'a>,
}

/// The outputs or the error of an operation (BG-062, BG-063).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Report<'a> {
    /// Neither: the operation has not ended, or it was canceled.
    Nothing,
    /// The outputs of a succeeded operation, by name, in the order of their definition.
    Outputs(&'a Map<String, Json>),
    /// The error of a failed operation.
    Failure(Failure<'a>),
}

/// The error of a failed operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure<'a> {
    /// `errorcode`; zero for an error that is not Dataverse's.
    pub code: i32,
    /// `errormessage`.
    pub message: &'a str,
}

const ERROR_CODE: &str = "backgroundOperationErrorCode";
const ERROR_MESSAGE: &str = "backgroundOperationErrorMessage";
const STATE_CODE: &str = "backgroundOperationStateCode";
const STATUS_CODE: &str = "backgroundOperationStatusCode";

/// Writes a status document as JSON: error, state, status, then the outputs under their own names (BG-061).
///
/// An output with the name of one of the four `backgroundOperation*` properties is left out: state and status keep
/// their values (BG-06B), and an error property appears only for an error (BG-062).
pub fn body(document: &StatusDocument<'_>) -> String {
    let mut text = Vec::with_capacity(BODY);
    write(document, &mut text).expect("memory takes what is written to it");
    String::from_utf8(text).expect("JSON is text")
}

/// Initial capacity in bytes; most documents fit.
const BODY: usize = 160;

fn write(document: &StatusDocument<'_>, text: &mut Vec<u8>) -> serde_json::Result<()> {
    let mut writer = serde_json::Serializer::new(text);
    let mut body = writer.serialize_map(None)?;
    if let Report::Failure(failure) = &document.report {
        body.serialize_entry(ERROR_CODE, &failure.code)?;
        body.serialize_entry(ERROR_MESSAGE, failure.message)?;
    }
    let outputs = match document.report {
        Report::Outputs(outputs) => Some(outputs),
        _ => None,
    };
    let shown = |name: &str| outputs.is_some_and(|outputs| outputs.contains_key(name));
    for (name, code) in [(STATE_CODE, document.state), (STATUS_CODE, document.status)] {
        if is_reserved(name) || !shown(name) {
            body.serialize_entry(name, &code)?;
        }
    }
    for (name, value) in outputs.into_iter().flatten() {
        if !is_reserved(name) {
            body.serialize_entry(name, value)?;
        }
    }
    body.end()
}

fn is_reserved(name: &str) -> bool {
    let own = [ERROR_CODE, ERROR_MESSAGE, STATE_CODE, STATUS_CODE];
    own.contains(&name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn outputs(json: Json) -> Map<String, Json> {
        match json {
            Json::Object(outputs) => outputs,
            other => panic!("outputs are an object, not {other}"),
        }
    }

    #[test]
    fn the_six_states_have_the_documented_bodies() {
        let exported = outputs(json!({"AnnotationId": "bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}));
        let denied = Failure {
            code: -2147187707,
            message: "Access is denied.",
        };
        let cases = [
            (
                (0, 0, Report::Nothing),
                r#"{"backgroundOperationStateCode":0,"backgroundOperationStatusCode":0}"#,
            ),
            (
                (2, 20, Report::Nothing),
                r#"{"backgroundOperationStateCode":2,"backgroundOperationStatusCode":20}"#,
            ),
            (
                (2, 22, Report::Nothing),
                r#"{"backgroundOperationStateCode":2,"backgroundOperationStatusCode":22}"#,
            ),
            (
                (3, 30, Report::Outputs(&exported)),
                r#"{"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,"AnnotationId":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}"#,
            ),
            (
                (3, 31, Report::Failure(denied)),
                r#"{"backgroundOperationErrorCode":-2147187707,"backgroundOperationErrorMessage":"Access is denied.","backgroundOperationStateCode":3,"backgroundOperationStatusCode":31}"#,
            ),
            (
                (3, 32, Report::Nothing),
                r#"{"backgroundOperationStateCode":3,"backgroundOperationStatusCode":32}"#,
            ),
        ];
        for ((state, status, report), expected) in cases {
            let document = StatusDocument {
                state,
                status,
                report,
            };
            assert_eq!(body(&document), expected);
        }
    }

    #[test]
    fn an_output_cannot_pretend_to_be_state_status_or_error() {
        let hostile = outputs(json!({
            "backgroundOperationStateCode": 0,
            "Total": 1,
            "backgroundOperationStatusCode": 20,
            "backgroundOperationErrorCode": 5,
            "backgroundOperationErrorMessage": "no",
            "backgroundoperationstatecode": "another name",
        }));
        let document = StatusDocument {
            state: 3,
            status: 30,
            report: Report::Outputs(&hostile),
        };
        assert_eq!(
            body(&document),
            r#"{"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,"Total":1,"backgroundoperationstatecode":"another name"}"#
        );
    }

    #[test]
    fn outputs_keep_their_order_and_their_json() {
        let mixed = outputs(json!({"Z": null, "A": [1, {"b": 1.5}], "M": true}));
        let document = StatusDocument {
            state: 3,
            status: 30,
            report: Report::Outputs(&mixed),
        };
        assert!(body(&document).ends_with(r#":30,"Z":null,"A":[1,{"b":1.5}],"M":true}"#));
    }
}
