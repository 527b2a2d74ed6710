//! The HTTP status of each error code (table 4.3).
//!
//! Where one code has several statuses (an unknown segment is a 404 with the code of every OData
//! error), the fault itself carries the status.

use super::code;

/// The status of a code; 400 if the table does not list it.
pub(super) fn status_of(code: i32) -> u16 {
    match code {
        code::ACCESS_DENIED
        | code::PRIVILEGE_DENIED
        | code::PRINCIPAL_PRIVILEGE_DENIED
        | code::ACCESS_MODE_CHANGE_NEEDS_ADMINISTRATOR
        | code::CANNOT_ACT_ON_BEHALF_OF_ANOTHER_USER
        | code::ROW_ACCESS_DENIED
        | code::USER_NOT_ASSIGNED_ROLES
        | code::USER_NOT_ENABLED
        | code::USER_NOT_MEMBER_OF_ORGANIZATION => 403,
        code::OBJECT_DOES_NOT_EXIST
        | code::ELASTIC_NOT_FOUND
        | code::RECORD_NOT_FOUND_BY_ENTITY_KEY
        | code::CRM_HTTP_ERROR => 404,
        code::CANNOT_DELETE_DUE_TO_ASSOCIATION | code::INVALID_OPERATION | code::NOT_SUPPORTED => {
            405
        }
        code::CONCURRENCY_VERSION_MISMATCH
        | code::DUPLICATE_RECORD
        | code::DUPLICATE_RECORD_ENTITY_KEY
        | code::DUPLICATE_RECORDS_FOUND => 412,
        code::REQUEST_LENGTH_TOO_LARGE => 413,
        code::THROTTLED_BY_NUMBER_OF_REQUESTS
        | code::THROTTLED_BY_EXECUTION_TIME
        | code::THROTTLED_BY_CONCURRENCY => 429,
        code::UNEXPECTED => 500,
        code::SDK_MESSAGE_NOT_IMPLEMENTED => 501,
        _ => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_implies_its_documented_status() {
        assert_eq!(status_of(code::PRIVILEGE_DENIED), 403);
        assert_eq!(status_of(code::OBJECT_DOES_NOT_EXIST), 404);
        assert_eq!(status_of(code::ELASTIC_NOT_FOUND), 404);
        assert_eq!(status_of(code::NOT_SUPPORTED), 405);
        assert_eq!(status_of(code::CONCURRENCY_VERSION_MISMATCH), 412);
        assert_eq!(status_of(code::DUPLICATE_RECORD_ENTITY_KEY), 412);
        assert_eq!(status_of(code::REQUEST_LENGTH_TOO_LARGE), 413);
        assert_eq!(status_of(code::THROTTLED_BY_CONCURRENCY), 429);
        assert_eq!(status_of(code::UNEXPECTED), 500);
        assert_eq!(status_of(code::SDK_MESSAGE_NOT_IMPLEMENTED), 501);
    }

    #[test]
    fn everything_else_is_the_client_s_mistake() {
        assert_eq!(status_of(code::ISV_ABORTED), 400);
        assert_eq!(status_of(code::ODATA), 400);
        assert_eq!(status_of(0), 400);
    }
}
