//! Faults with a text known from the platform; each text is defined once.
//!
//! A text that only one message uses is defined with that message.

use std::fmt::Display;

use super::{Fault, code};

impl Fault {
    /// An internal error: its cause is in the log, and the client does not get it.
    pub fn unexpected() -> Self {
        Self::new(code::UNEXPECTED, "An unexpected error occurred.")
    }

    /// AccessDenied with its documented text (BG-099).
    pub fn access_denied() -> Self {
        Self::new(code::ACCESS_DENIED, "Access is denied.")
    }

    /// InvalidArgument with this text.
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(code::INVALID_ARGUMENT, message)
    }

    /// The error for a plug-in's InvalidPluginExecutionException (BG-09B), and for refusals of the
    /// platform in the same form.
    pub fn invalid_plugin_execution(message: impl Into<String>) -> Self {
        Self::new(code::ISV_ABORTED, message)
    }

    /// The error for any other failure of a plug-in (BG-09A).
    pub fn isv_unexpected(message: impl Into<String>) -> Self {
        Self::new(code::ISV_UNEXPECTED, message)
    }

    /// A standard table has no row with this id (WA-036).
    pub fn row_not_found(table: &str, id: impl Display) -> Self {
        Self::new(
            code::OBJECT_DOES_NOT_EXIST,
            format!("Entity '{table}' With Id = {id} Does Not Exist"),
        )
    }

    /// An elastic table has no row with this id. The text wraps the answer of the inner store, with
    /// the line breaks of the details as JSON escapes (BG-0D5 to BG-0D7). That answer is the inner
    /// fault, with the inner store's own code (BG-0D8).
    pub fn elastic_row_not_found(id: impl Display) -> Self {
        let inner = format!(
            r#"{{"error":{{"message":"Could not find item '{id}'.","details":[{{"message":"\r\nErrors : [\r\n  \"Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found\"\r\n]\r\n"}}]}}}}"#
        );
        Self::new(
            code::ELASTIC_NOT_FOUND,
            format!(
                "The HTTP status code of the response was not expected (404).\n\nStatus: 404\nResponse: \n{inner}"
            ),
        )
        .with_inner(Self::new(404, inner))
    }

    /// A path segment names neither an entity set nor an operation; the code is rule
    /// `unknown_segment_code` (CA-03A, C-14).
    pub fn segment_not_found(code: i32, segment: &str) -> Self {
        Self::new(
            code,
            format!("Resource not found for the segment '{segment}'."),
        )
        .with_http_status(404)
    }

    /// A query option names a property that the type does not have; the code is rule
    /// `unknown_property_code` (WA-038, C-15).
    pub fn property_not_found(code: i32, property: &str, table: &str) -> Self {
        Self::new(
            code,
            format!(
                "Could not find a property named '{property}' on type 'Microsoft.Dynamics.CRM.{table}'."
            ),
        )
    }

    /// A request lacks a required parameter (BG-038, BG-03B).
    pub fn parameter_missing(parameter: &str, message: &str) -> Self {
        Self::new(
            code::INVALID_ARGUMENT,
            format!("Required field '{parameter}' is missing for RequestName='{message}'"),
        )
    }

    /// A text is longer than its column (WA-03E).
    pub fn text_too_long(column: &str, table: &str, limit: usize) -> Self {
        Self::new(
            code::STRING_LENGTH_TOO_LONG,
            format!(
                "A validation error occurred.  The length of the '{column}' attribute of the '{table}' entity exceeded the maximum allowed length of '{limit}'."
            ),
        )
    }

    /// `If-Match` does not match the row's version.
    pub fn version_mismatch() -> Self {
        Self::new(
            code::CONCURRENCY_VERSION_MISMATCH,
            "The version of the existing record doesn't match the RowVersion property provided.",
        )
    }

    /// A conditional write has no row version.
    pub fn version_not_provided() -> Self {
        Self::new(
            code::CONCURRENCY_VERSION_NOT_PROVIDED,
            "The RowVersion property must be provided when the value of ConcurrencyBehavior is IfVersionMatches.",
        )
    }

    /// A webhook's receiver answered without a 2xx status (WH-026).
    pub fn webhook_refused() -> Self {
        Self::new(
            code::WEBHOOKS_NON_SUCCESS,
            "The webhook call failed because the http request received non-success httpStatus code. Please check your webhook request handler.",
        )
    }

    /// A webhook's receiver did not answer in time (WH-025, WH-026).
    pub fn webhook_timed_out() -> Self {
        Self::new(
            code::WEBHOOKS_TIMED_OUT,
            "The webhook call failed because the Http request timed out at client side. Please check your webhook request handler.",
        )
    }

    /// The process that ran an attempt has ended. The platform's text for this case is not known.
    pub(crate) fn interrupted() -> Self {
        Self::isv_unexpected(
            "The process that executed the background operation ended before it answered.",
        )
        .with_http_status(503)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_elastic_text_wraps_json_that_can_be_read() {
        let fault = Fault::elastic_row_not_found("00000000-0000-0000-0000-000000000001");
        let (head, json) = fault.message.split_once("Response: \n").unwrap();
        assert_eq!(
            head,
            "The HTTP status code of the response was not expected (404).\n\nStatus: 404\n"
        );
        let inner: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(
            inner["error"]["message"],
            "Could not find item '00000000-0000-0000-0000-000000000001'."
        );
        assert_eq!(
            inner["error"]["details"][0]["message"],
            "\r\nErrors : [\r\n  \"Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found\"\r\n]\r\n"
        );
        assert_eq!(
            (fault.http_status(), fault.hex().as_str()),
            (404, "0x80048d02")
        );
    }

    #[test]
    fn an_unknown_segment_is_404_although_its_code_is_every_odata_error_s() {
        let fault = Fault::segment_not_found(code::ODATA, "nothings");
        assert_eq!(fault.http_status(), 404);
        assert_eq!(
            fault.message,
            "Resource not found for the segment 'nothings'."
        );
        let fault = Fault::property_not_found(code::ODATA, "StateCode", "backgroundoperation");
        assert_eq!(fault.http_status(), 400);
    }
}
