//! The platform's error codes by name (section 9.1), signed as the SDK and the table print them.
//!
//! Texts and HTTP statuses are defined elsewhere, because one code has many texts.

/// AccessDenied: the caller lacks a right.
pub const ACCESS_DENIED: i32 = 0x8004_8405_u32.cast_signed();
/// IsvAbortedNotFound: an elastic table has no such row (BG-0D5, BG-0D8).
pub const ELASTIC_NOT_FOUND: i32 = 0x8004_8d02_u32.cast_signed();
/// An inner join with an elastic table (BG-0DE).
pub const ELASTIC_LINK_ENTITY: i32 = 0x8004_8d0b_u32.cast_signed();
/// A write's body has a property that the table does not have (WA-03A).
pub const INVALID_PAYLOAD: i32 = 0x8004_8d19_u32.cast_signed();
/// InvalidUrlForODataBindProperty: the value of `@odata.bind` is not the address of a row.
pub const INVALID_URL_FOR_ODATA_BIND_PROPERTY: i32 = 0x8009_0800_u32.cast_signed();
/// InvalidRequestBody: the body of a row is missing.
pub const INVALID_REQUEST_BODY: i32 = 0x8007_2530_u32.cast_signed();
/// The OData parser or the routing of a resource path refused the request (C-14, C-15).
pub const ODATA: i32 = 0x8006_0888_u32.cast_signed();
/// CrmHttpError: a failure of the Web API; the older code of an unknown path segment (C-14).
pub const CRM_HTTP_ERROR: i32 = 0x8006_088a_u32.cast_signed();
/// PrivilegeDenied: the caller lacks a privilege (BG-043).
pub const PRIVILEGE_DENIED: i32 = 0x8004_0220_u32.cast_signed();
/// PrincipalPrivilegeDenied: another user or team lacks a privilege.
pub const PRINCIPAL_PRIVILEGE_DENIED: i32 = 0x8004_0231_u32.cast_signed();
/// CannotActOnBehalfOfAnotherUser: impersonation without the privilege for it.
pub const CANNOT_ACT_ON_BEHALF_OF_ANOTHER_USER: i32 = 0x8004_a110_u32.cast_signed();
/// AccessModeChangeNeedSystemAdmin: only a System Administrator changes the access mode of a user (PV-047).
pub const ACCESS_MODE_CHANGE_NEEDS_ADMINISTRATOR: i32 = 0x8004_8d2f_u32.cast_signed();
/// UserNotMemberOfOrg: the caller is no user of this organization.
pub const USER_NOT_MEMBER_OF_ORGANIZATION: i32 = 0x8007_2560_u32.cast_signed();
/// The depth of the caller's privilege does not include this row (PV-012).
pub const ROW_ACCESS_DENIED: i32 = 0x8004_8306_u32.cast_signed();
/// CannotShareWithOwner: a row is shared with the user or team that owns it.
pub const CANNOT_SHARE_WITH_OWNER: i32 = 0x8004_0214_u32.cast_signed();
/// CannotDeleteDefaultTeam: the default team of a business unit stays.
pub const CANNOT_DELETE_DEFAULT_TEAM: i32 = 0x8004_8307_u32.cast_signed();
/// CannotSetParentDefaultTeam: the default team belongs to its business unit.
pub const CANNOT_SET_PARENT_DEFAULT_TEAM: i32 = 0x8004_8308_u32.cast_signed();
/// CannotUpdateNameDefaultTeam: the default team has the name of its business unit.
pub const CANNOT_UPDATE_NAME_DEFAULT_TEAM: i32 = 0x8004_830a_u32.cast_signed();
/// CannotAddMembersToDefaultTeam: the members of the default team are the users of its business unit.
pub const CANNOT_ADD_MEMBERS_TO_DEFAULT_TEAM: i32 = 0x8004_830b_u32.cast_signed();
/// CannotRemoveMembersFromDefaultTeam: see [`CANNOT_ADD_MEMBERS_TO_DEFAULT_TEAM`].
pub const CANNOT_REMOVE_MEMBERS_FROM_DEFAULT_TEAM: i32 = 0x8004_830c_u32.cast_signed();
/// CannotAssignRolesOrProfilesToAccessTeam: rows are shared with an access team, which has no roles.
pub const CANNOT_ASSIGN_ROLES_TO_ACCESS_TEAM: i32 = 0x8004_8331_u32.cast_signed();
/// CannotAssignToAccessTeam: an access team owns no rows.
pub const CANNOT_ASSIGN_TO_ACCESS_TEAM: i32 = 0x8004_8340_u32.cast_signed();
/// AadGroupTeamsCanOnlyAssignInheritableRoles: a group team has only roles that its members have directly.
pub const GROUP_TEAM_NEEDS_INHERITABLE_ROLE: i32 = 0x8004_8350_u32.cast_signed();
/// UserNotAssignedRoles: the caller has no role at all (PV-008).
pub const USER_NOT_ASSIGNED_ROLES: i32 = 0x8004_2f09_u32.cast_signed();
/// unManagedidsusernotenabled: the caller is disabled (PV-027).
pub const USER_NOT_ENABLED: i32 = 0x8004_0225_u32.cast_signed();
/// ObjectDoesNotExist: a standard table has no such row (WA-036).
pub const OBJECT_DOES_NOT_EXIST: i32 = 0x8004_0217_u32.cast_signed();
/// ExpiredVersionStamp: the definitions have changed since the client has read them in a way that only reading all of
/// them again can tell.
pub const EXPIRED_VERSION_STAMP: i32 = 0x8004_4352_u32.cast_signed();
/// InvalidArgument.
pub const INVALID_ARGUMENT: i32 = 0x8004_0203_u32.cast_signed();
/// RequiredFieldMissing.
pub const REQUIRED_FIELD_MISSING: i32 = 0x8004_0200_u32.cast_signed();
/// UnExpected: an internal error whose details the client does not get.
pub const UNEXPECTED: i32 = 0x8004_0216_u32.cast_signed();
/// IsvAborted: a plug-in ended with InvalidPluginExecutionException (BG-09B).
pub const ISV_ABORTED: i32 = 0x8004_0265_u32.cast_signed();
/// IsvUnExpected: a plug-in ended in any other exception (BG-09A).
pub const ISV_UNEXPECTED: i32 = 0x8004_0224_u32.cast_signed();
/// SandboxClientPluginTimeout.
pub const SANDBOX_CLIENT_PLUGIN_TIMEOUT: i32 = 0x8004_4171_u32.cast_signed();
/// SandboxHostPluginTimeout.
pub const SANDBOX_HOST_PLUGIN_TIMEOUT: i32 = 0x8004_4172_u32.cast_signed();
/// SandboxWorkerPluginTimeout (BG-096).
pub const SANDBOX_WORKER_PLUGIN_TIMEOUT: i32 = 0x8004_4173_u32.cast_signed();
/// SandboxWorkerPluginExecuteTimeout (BG-096).
pub const SANDBOX_WORKER_PLUGIN_EXECUTE_TIMEOUT: i32 = 0x8008_1111_u32.cast_signed();
/// SandboxWorkerNotAvailable: no process is free to run a plug-in.
pub const SANDBOX_WORKER_NOT_AVAILABLE: i32 = 0x8004_418d_u32.cast_signed();
/// SandboxWorkerThrottleLimit: too many processes run plug-ins.
pub const SANDBOX_WORKER_THROTTLE_LIMIT: i32 = 0x8008_1116_u32.cast_signed();
/// GenericSqlError: the database failed.
pub const GENERIC_SQL_ERROR: i32 = 0x8004_4150_u32.cast_signed();
/// unManagedidssqltimeouterror: the database did not answer in time.
pub const SQL_TIMEOUT: i32 = 0x8004_4151_u32.cast_signed();
/// SdkMessageNotSupportedOnServer.
pub const SDK_MESSAGE_NOT_SUPPORTED_ON_SERVER: i32 = 0x8004_4180_u32.cast_signed();
/// OnlyStepInPredefinedStagesCanBeModified: the stage of a step belongs to the platform.
pub const ONLY_STEP_IN_PREDEFINED_STAGES_CAN_BE_MODIFIED: i32 = 0x8004_4184_u32.cast_signed();
/// OnlyStepInServerOnlyCanHaveSecureConfiguration.
pub const ONLY_STEP_IN_SERVER_ONLY_CAN_HAVE_SECURE_CONFIGURATION: i32 =
    0x8004_4185_u32.cast_signed();
/// SdkCustomProcessingStepIsNotAllowed (BG-0A6).
pub const SDK_CUSTOM_PROCESSING_STEP_IS_NOT_ALLOWED: i32 = 0x8004_4187_u32.cast_signed();
/// RequestLengthTooLarge.
pub const REQUEST_LENGTH_TOO_LARGE: i32 = 0x8004_418a_u32.cast_signed();
/// CannotDeserializeRequest.
pub const CANNOT_DESERIALIZE_REQUEST: i32 = 0x8004_416f_u32.cast_signed();
/// SdkInvalidMessagePropertyName: a message has no such parameter.
pub const SDK_INVALID_MESSAGE_PROPERTY_NAME: i32 = 0x8004_416b_u32.cast_signed();
/// SdkMessageInvalidImageTypeRegistration: the message has no such image, for example a pre-image
/// on Create.
pub const SDK_MESSAGE_INVALID_IMAGE_TYPE: i32 = 0x8004_416d_u32.cast_signed();
/// SdkMessageDoesNotSupportPostImageRegistration: a post-image on a stage before the main
/// operation.
pub const SDK_MESSAGE_DOES_NOT_SUPPORT_POST_IMAGE: i32 = 0x8004_416e_u32.cast_signed();
/// SdkMessageDoesNotSupportImageRegistration.
pub const SDK_MESSAGE_DOES_NOT_SUPPORT_IMAGE: i32 = 0x8004_4189_u32.cast_signed();
/// ServiceEndpointAcsAuthNotSupported.
pub const SERVICE_ENDPOINT_ACS_NOT_SUPPORTED: i32 = 0x8005_0209_u32.cast_signed();
/// SdkMessageNotImplemented.
pub const SDK_MESSAGE_NOT_IMPLEMENTED: i32 = 0x8004_4824_u32.cast_signed();
/// SdkEntityDoesNotSupportMessage: the table does not have this message.
pub const SDK_ENTITY_DOES_NOT_SUPPORT_MESSAGE: i32 = 0x8004_0800_u32.cast_signed();
/// NotSupported.
pub const NOT_SUPPORTED: i32 = 0x8004_0315_u32.cast_signed();
/// InvalidOperation.
pub const INVALID_OPERATION: i32 = 0x8004_023b_u32.cast_signed();
/// CannotDeleteDueToAssociation.
pub const CANNOT_DELETE_DUE_TO_ASSOCIATION: i32 = 0x8004_0227_u32.cast_signed();
/// InvalidStateCodeStatusCode: the pair of state and status is not legal.
pub const INVALID_STATE_CODE_STATUS_CODE: i32 = 0x8004_8408_u32.cast_signed();
/// AsyncOperationInvalidStateChangeToComplete: a system job in this state cannot be completed by an
/// update.
pub const ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_COMPLETE: i32 = 0x8004_4165_u32.cast_signed();
/// AsyncOperationInvalidStateChangeToReady: a system job in this state cannot be resumed.
pub const ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_READY: i32 = 0x8004_4166_u32.cast_signed();
/// AsyncOperationInvalidStateChangeToSuspended: a system job in this state cannot be postponed.
pub const ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_SUSPENDED: i32 = 0x8004_4167_u32.cast_signed();
/// AsyncOperationInvalidStateChange: a system job cannot be set to this state.
pub const ASYNC_OPERATION_INVALID_STATE_CHANGE: i32 = 0x8004_4162_u32.cast_signed();
/// AsyncOperationCannotDeleteUnlessCompleted.
pub const ASYNC_OPERATION_CANNOT_DELETE_UNLESS_COMPLETED: i32 = 0x8004_416a_u32.cast_signed();
/// AsyncOperationCannotCancel.
pub const ASYNC_OPERATION_CANNOT_CANCEL: i32 = 0x8004_4f00_u32.cast_signed();
/// AsyncOperationCannotPause.
pub const ASYNC_OPERATION_CANNOT_PAUSE: i32 = 0x8004_4f01_u32.cast_signed();
/// ConcurrencyVersionMismatch: `If-Match` does not match.
pub const CONCURRENCY_VERSION_MISMATCH: i32 = 0x8006_0882_u32.cast_signed();
/// ConcurrencyVersionNotProvided.
pub const CONCURRENCY_VERSION_NOT_PROVIDED: i32 = 0x8006_0883_u32.cast_signed();
/// OptimisticConcurrencyNotEnabled.
pub const OPTIMISTIC_CONCURRENCY_NOT_ENABLED: i32 = 0x8006_088d_u32.cast_signed();
/// EntityKeyNotDefined: the named columns are not a key of the table.
pub const ENTITY_KEY_NOT_DEFINED: i32 = 0x8006_0890_u32.cast_signed();
/// RecordNotFoundByEntityKey.
pub const RECORD_NOT_FOUND_BY_ENTITY_KEY: i32 = 0x8006_0891_u32.cast_signed();
/// DuplicateRecordEntityKey: another row has these values of an alternate key.
pub const DUPLICATE_RECORD_ENTITY_KEY: i32 = 0x8006_0892_u32.cast_signed();
/// DuplicateRecord: another row has this primary key.
pub const DUPLICATE_RECORD: i32 = 0x8004_0237_u32.cast_signed();
/// DuplicateRecordsFound: duplicate detection refused the row.
pub const DUPLICATE_RECORDS_FOUND: i32 = 0x8004_0333_u32.cast_signed();
/// QueryBuilderNoEntity: the table does not exist (WA-037).
pub const QUERY_BUILDER_NO_ENTITY: i32 = 0x8004_1102_u32.cast_signed();
/// QueryBuilderNoAttribute: the column does not exist.
pub const QUERY_BUILDER_NO_ATTRIBUTE: i32 = 0x8004_1103_u32.cast_signed();
/// QueryBuilderInvalidConditionOperator: the query language has no such operator, or no client may use it.
pub const QUERY_BUILDER_INVALID_CONDITION_OPERATOR: i32 = 0x8004_1120_u32.cast_signed();
/// InvalidOperatorCode: the operator does not apply to columns of this type.
pub const INVALID_OPERATOR_CODE: i32 = 0x8004_8415_u32.cast_signed();
/// InvalidDateTime: a text is no date.
pub const INVALID_DATE_TIME: i32 = 0x8004_0239_u32.cast_signed();
/// QueryBuilderAttribute_With_Aggregate: a column of an aggregate query is neither a group nor a
/// value.
pub const QUERY_BUILDER_ATTRIBUTE_WITH_AGGREGATE: i32 = 0x8004_1107_u32.cast_signed();
/// QueryBuilderInvalid_Alias: a group or value of an aggregate query has no alias.
pub const QUERY_BUILDER_INVALID_ALIAS: i32 = 0x8004_1109_u32.cast_signed();
/// QueryBuilderAlias_Does_Not_Exist.
pub const QUERY_BUILDER_ALIAS_DOES_NOT_EXIST: i32 = 0x8004_110a_u32.cast_signed();
/// QueryBuilderAttributePairMismatch: a link has one of its two columns.
pub const QUERY_BUILDER_ATTRIBUTE_PAIR_MISMATCH: i32 = 0x8004_1111_u32.cast_signed();
/// QueryBuilderDeserializeInvalidDistinct.
pub const QUERY_BUILDER_INVALID_DISTINCT: i32 = 0x8004_1115_u32.cast_signed();
/// QueryBuilderDeserializeInvalidMapping.
pub const QUERY_BUILDER_INVALID_MAPPING: i32 = 0x8004_1116_u32.cast_signed();
/// QueryBuilderDeserializeInvalidLinkType.
pub const QUERY_BUILDER_INVALID_LINK_TYPE: i32 = 0x8004_1117_u32.cast_signed();
/// QueryBuilderDeserializeInvalidNoLock.
pub const QUERY_BUILDER_INVALID_NO_LOCK: i32 = 0x8004_1118_u32.cast_signed();
/// QueryBuilderDeserializeInvalidDescending.
pub const QUERY_BUILDER_INVALID_DESCENDING: i32 = 0x8004_1119_u32.cast_signed();
/// QueryBuilderDeserializeInvalidAggregate.
pub const QUERY_BUILDER_INVALID_AGGREGATE: i32 = 0x8004_111a_u32.cast_signed();
/// QueryBuilderDeserializeInvalidNode: FetchXML does not have the element, or not there.
pub const QUERY_BUILDER_INVALID_NODE: i32 = 0x8004_111c_u32.cast_signed();
/// QueryBuilderDeserializeInvalidUtcOffset.
pub const QUERY_BUILDER_INVALID_UTC_OFFSET: i32 = 0x8004_111d_u32.cast_signed();
/// QueryBuilderAttributeNotFound: FetchXML lacks a required attribute.
pub const QUERY_BUILDER_ATTRIBUTE_NOT_FOUND: i32 = 0x8004_111e_u32.cast_signed();
/// QueryBuilderInvalidFilterType.
pub const QUERY_BUILDER_INVALID_FILTER_TYPE: i32 = 0x8004_1122_u32.cast_signed();
/// QueryBuilderNoAttrsDistinctConflict.
pub const QUERY_BUILDER_NO_ATTRS_DISTINCT_CONFLICT: i32 = 0x8004_112c_u32.cast_signed();
/// QueryBuilderDeserializeInvalidGroupBy.
pub const QUERY_BUILDER_INVALID_GROUP_BY: i32 = 0x8004_112e_u32.cast_signed();
/// QueryBuilderInvalidAggregateAttribute: a function does not apply to the column's type.
pub const QUERY_BUILDER_INVALID_AGGREGATE_ATTRIBUTE: i32 = 0x8004_112f_u32.cast_signed();
/// QueryBuilderDuplicateAlias.
pub const QUERY_BUILDER_DUPLICATE_ALIAS: i32 = 0x8004_1130_u32.cast_signed();
/// QueryBuilderAttributeNotAllowedForAggregateOrderBy.
pub const QUERY_BUILDER_ATTRIBUTE_NOT_ALLOWED_FOR_AGGREGATE_ORDER_BY: i32 =
    0x8004_1131_u32.cast_signed();
/// QueryBuilderAliasNotAllowedForNonAggregateOrderBy.
pub const QUERY_BUILDER_ALIAS_NOT_ALLOWED_FOR_NON_AGGREGATE_ORDER_BY: i32 =
    0x8004_1132_u32.cast_signed();
/// QueryBuilderAttributeRequiredForNonAggregateOrderBy.
pub const QUERY_BUILDER_ATTRIBUTE_REQUIRED_FOR_NON_AGGREGATE_ORDER_BY: i32 =
    0x8004_1133_u32.cast_signed();
/// QueryBuilderAliasRequiredForAggregateOrderBy.
pub const QUERY_BUILDER_ALIAS_REQUIRED_FOR_AGGREGATE_ORDER_BY: i32 = 0x8004_1134_u32.cast_signed();
/// QueryBuilderInvalidDateGrouping.
pub const QUERY_BUILDER_INVALID_DATE_GROUPING: i32 = 0x8004_1135_u32.cast_signed();
/// QueryBuilderAttributeCannotBeGroupByAndAggregate.
pub const QUERY_BUILDER_GROUP_BY_AND_AGGREGATE: i32 = 0x8004_1137_u32.cast_signed();
/// QueryBuilderDeserializeInvalidUseRawOrderBy.
pub const QUERY_BUILDER_INVALID_USE_RAW_ORDER_BY: i32 = 0x8004_10fd_u32.cast_signed();
/// ChangeTrackingNotEnabledForEntity (WA-213).
pub const CHANGE_TRACKING_NOT_ENABLED_FOR_ENTITY: i32 = 0x8007_2491_u32.cast_signed();
/// TooManyConditionsInQuery (WA-133).
pub const TOO_MANY_CONDITIONS_IN_QUERY: i32 = 0x8004_430c_u32.cast_signed();
/// TooManyLinkEntitiesInQuery (WA-133).
pub const TOO_MANY_LINK_ENTITIES_IN_QUERY: i32 = 0x8004_430d_u32.cast_signed();
/// InvalidXml.
pub const INVALID_XML: i32 = 0x8004_0201_u32.cast_signed();
/// PicklistValueOutOfRange: a choice has no such option.
pub const PICKLIST_VALUE_OUT_OF_RANGE: i32 = 0x8004_431a_u32.cast_signed();
/// IntegerValueOutOfRange: a whole number is outside the range of its column.
pub const INTEGER_VALUE_OUT_OF_RANGE: i32 = 0x8004_432f_u32.cast_signed();
/// DecimalValueOutOfRange: a decimal number or an amount is outside the range of its column.
pub const DECIMAL_VALUE_OUT_OF_RANGE: i32 = 0x8004_4330_u32.cast_signed();
/// A date is earlier than the first one that the platform stores.
pub const DATE_TIME_TOO_EARLY: i32 = 0x8004_0239_u32.cast_signed();
/// StringLengthTooLong (WA-03E).
pub const STRING_LENGTH_TOO_LONG: i32 = 0x8004_4331_u32.cast_signed();
/// AggregateQueryRecordLimitExceeded (WA-07A).
pub const AGGREGATE_QUERY_RECORD_LIMIT_EXCEEDED: i32 = 0x8004_e023_u32.cast_signed();
/// BadRequest.
pub const BAD_REQUEST: i32 = 0x8005_f100_u32.cast_signed();
/// WebhooksNonSuccessHttpResponse: a webhook's receiver answered without a 2xx status (WH-026).
pub const WEBHOOKS_NON_SUCCESS: i32 = 0x8005_0201_u32.cast_signed();
/// WebhooksHttpRequestTimedOut: a webhook's receiver did not answer in time (WH-026).
pub const WEBHOOKS_TIMED_OUT: i32 = 0x8005_0202_u32.cast_signed();
/// WebhooksInvalidHttpHeaders: the configured headers cannot be sent (WH-026).
pub const WEBHOOKS_INVALID_HEADERS: i32 = 0x8005_0203_u32.cast_signed();
/// WebhooksInvalidHttpQueryParams: the configured query parameters cannot be sent (WH-026).
pub const WEBHOOKS_INVALID_QUERY_PARAMETERS: i32 = 0x8005_0204_u32.cast_signed();
/// WebhooksPostRequestFailed: a webhook's receiver did not answer (WH-026).
pub const WEBHOOKS_POST_FAILED: i32 = 0x8005_0205_u32.cast_signed();
/// A step's context is too large for a webhook, even without its optional parts (WH-026).
pub const WEBHOOKS_MAX_SIZE_EXCEEDED: i32 = 0x8005_0207_u32.cast_signed();
/// Too many requests in the window (LI-003).
pub const THROTTLED_BY_NUMBER_OF_REQUESTS: i32 = 0x8007_2322_u32.cast_signed();
/// Too much execution time in the window (LI-004).
pub const THROTTLED_BY_EXECUTION_TIME: i32 = 0x8007_2321_u32.cast_signed();
/// Too many concurrent requests (LI-005).
pub const THROTTLED_BY_CONCURRENCY: i32 = 0x8007_2326_u32.cast_signed();

/// Codes of temporary failures, for which a retry can succeed: time-outs, missing capacity,
/// throttling.
pub(super) const TRANSIENT: [i32; 11] = [
    SANDBOX_CLIENT_PLUGIN_TIMEOUT,
    SANDBOX_HOST_PLUGIN_TIMEOUT,
    SANDBOX_WORKER_PLUGIN_TIMEOUT,
    SANDBOX_WORKER_PLUGIN_EXECUTE_TIMEOUT,
    SANDBOX_WORKER_NOT_AVAILABLE,
    SANDBOX_WORKER_THROTTLE_LIMIT,
    GENERIC_SQL_ERROR,
    SQL_TIMEOUT,
    THROTTLED_BY_NUMBER_OF_REQUESTS,
    THROTTLED_BY_EXECUTION_TIME,
    THROTTLED_BY_CONCURRENCY,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The documentation lists both forms of each code; the test finds a typing error in one of
    /// them.
    #[test]
    fn codes_have_the_documented_decimal_form() {
        assert_eq!(ACCESS_DENIED, -2_147_187_707);
        assert_eq!(ELASTIC_NOT_FOUND, -2_147_185_406);
        assert_eq!(INVALID_PAYLOAD, -2_147_185_383);
        assert_eq!(ODATA, -2_147_088_248);
        assert_eq!(PRIVILEGE_DENIED, -2_147_220_960);
        assert_eq!(ROW_ACCESS_DENIED, -2_147_187_962);
        assert_eq!(OBJECT_DOES_NOT_EXIST, -2_147_220_969);
        assert_eq!(INVALID_ARGUMENT, -2_147_220_989);
        assert_eq!(ISV_ABORTED, -2_147_220_891);
        assert_eq!(ISV_UNEXPECTED, -2_147_220_956);
        assert_eq!(SANDBOX_WORKER_PLUGIN_TIMEOUT, -2_147_204_749);
        assert_eq!(SANDBOX_WORKER_PLUGIN_EXECUTE_TIMEOUT, -2_146_954_991);
        assert_eq!(ASYNC_OPERATION_INVALID_STATE_CHANGE, -2_147_204_766);
        assert_eq!(
            ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_COMPLETE,
            -2_147_204_763
        );
        assert_eq!(
            ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_READY,
            -2_147_204_762
        );
        assert_eq!(
            ASYNC_OPERATION_INVALID_STATE_CHANGE_TO_SUSPENDED,
            -2_147_204_761
        );
        assert_eq!(
            ASYNC_OPERATION_CANNOT_DELETE_UNLESS_COMPLETED,
            -2_147_204_758
        );
        assert_eq!(ASYNC_OPERATION_CANNOT_PAUSE, -2_147_201_279);
        assert_eq!(
            ONLY_STEP_IN_PREDEFINED_STAGES_CAN_BE_MODIFIED,
            -2_147_204_732
        );
        assert_eq!(SDK_CUSTOM_PROCESSING_STEP_IS_NOT_ALLOWED, -2_147_204_729);
        assert_eq!(SDK_MESSAGE_INVALID_IMAGE_TYPE, -2_147_204_755);
        assert_eq!(SDK_MESSAGE_DOES_NOT_SUPPORT_IMAGE, -2_147_204_727);
        assert_eq!(SERVICE_ENDPOINT_ACS_NOT_SUPPORTED, -2_147_155_447);
        assert_eq!(CONCURRENCY_VERSION_MISMATCH, -2_147_088_254);
        assert_eq!(QUERY_BUILDER_NO_ENTITY, -2_147_217_150);
        assert_eq!(STRING_LENGTH_TOO_LONG, -2_147_204_303);
        assert_eq!(THROTTLED_BY_CONCURRENCY, -2_147_015_898);
    }
}
