//! The table of rules: name, type, default and evidence, with the meaning as doc comment.
//!
//! The class of evidence names the basis of the default: *documented* (although another reading
//! exists), *example*, *inferred* or *assumed* (nothing is known, and a value had to be chosen).

use super::RuleEntry;
use super::access::*;
use super::execution::*;
use super::input::*;
use super::jobs::*;
use super::odata::*;
use super::rows::*;
use super::value::{IsoDuration, RuleValue};
use super::wire::*;

/// Generates the struct, its default, its catalogue and its accessors by name from the table.
macro_rules! rules {
    ($( $(#[doc = $doc:literal])+ $name:ident: $kind:ty = $default:literal, $evidence:literal; )+) => {
        /// All rules. [`Rules::default`] has the emulator's defaults.
        ///
        /// The JSON form is one flat object. A rule that is not named keeps its default; an unknown
        /// name is refused.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Rules {
            $(
                $(#[doc = $doc])+
                #[doc = concat!("\n\nDefault `", $default, "`. Evidence: ", $evidence, ".")]
                pub $name: $kind,
            )+
        }

        impl Default for Rules {
            fn default() -> Self {
                Self {
                    $( $name: RuleValue::parse($default)
                        .expect("the default of a rule is one of its alternatives; a test reads them all"), )+
                }
            }
        }

        impl Rules {
            pub(super) const CATALOGUE: &'static [RuleEntry] = &[
                $( RuleEntry {
                    name: stringify!($name),
                    default: $default,
                    alternatives: <$kind as RuleValue>::ALTERNATIVES,
                    meaning: concat!($($doc),+).trim_ascii(),
                    evidence: $evidence,
                }, )+
            ];

            /// Sets a rule from text: `None` if no rule has this name, the rule's entry if it does
            /// not have this value.
            pub(super) fn assign(
                &mut self,
                name: &str,
                text: &str,
            ) -> Option<Result<(), &'static RuleEntry>> {
                let entry = Self::CATALOGUE.iter().find(|entry| entry.name == name)?;
                let taken = match name {
                    $( stringify!($name) => RuleValue::parse(text).map(|value| self.$name = value), )+
                    _ => None,
                };
                Some(taken.ok_or(entry))
            }

            /// Every rule's value by name.
            pub(super) fn values(&self) -> Vec<(&'static str, serde_json::Value)> {
                vec![$( (stringify!($name), self.$name.json()) ),+]
            }
        }
    };
}

rules! {
    // Execution and retries

    /// How many retries follow a first attempt that ended in an error.
    max_retries: MaxRetries = "3", "BG-090 (documented)";
    /// Which errors are retried.
    retry_policy: RetryPolicy = "all", "U-02, BG-092 (inferred)";
    /// How long the first retry waits.
    backoff_base: IsoDuration = "PT2S", "U-01, BG-091 (assumed)";
    /// By how much each further retry waits longer than the one before.
    backoff_factor: BackoffFactor = "2", "U-01, BG-091 (assumed)";
    /// The longest that a retry waits.
    backoff_cap: IsoDuration = "PT1H", "U-01, BG-091 (assumed)";
    /// What the row shows between two attempts.
    between_attempts: BetweenAttempts = "ready", "U-03, BG-052 (inferred)";
    /// When `retrycount` is raised.
    retry_count_moves: RetryCountMoves = "at_scheduling", "U-03, BG-052, BG-093 (inferred)";
    /// Which attempt's start `starttime` shows.
    start_time_is: StartTimeIs = "first_start", "U-03, BG-050 (inferred)";
    /// How long an attempt may take.
    execution_limit: IsoDuration = "PT2M", "BG-095, C-30 (documented)";
    /// The error of an attempt that exceeds the execution limit.
    time_out_code: TimeOutCode = "worker_execute", "U-13, BG-096, BG-098 (assumed)";
    /// The result of an attempt whose process ended while it ran.
    interrupted_attempt: InterruptedAttempt = "error", "no row (assumed)";
    /// How many operations an organization executes at once.
    concurrency: Concurrency = "32", "U-23, BG-016 (assumed)";
    /// Which waiting operation is executed first.
    dispatch_order: DispatchOrder = "fifo", "U-23 (assumed)";
    /// How many operations may wait for an attempt to start before further ones are refused.
    queue_limit: QueueLimit = "1000000", "BG-016 (assumed)";
    /// How many operations may follow from each other, each submitted by code of the previous one; one
    /// more is refused as a loop.
    chain_limit: ChainLimit = "16", "no row (assumed)";

    // Cancelling

    /// How an operation ends that was cancelled while it ran and then succeeded.
    canceled_success_ends: CanceledSuccessEnds = "succeeded", "U-04, BG-055 (inferred)";
    /// How an operation ends that was cancelled while it ran and then failed.
    canceled_error_ends: CanceledErrorEnds = "failed", "U-04, BG-055 (inferred)";
    /// How long an operation that was cancelled before it ran is Canceling before it is Canceled.
    cancel_settles_after: IsoDuration = "PT1S", "U-05, BG-054 (assumed)";
    /// The body of the status monitor's refusal to cancel a completed operation.
    late_cancel_body: ErrorBody = "bare", "C-07, BG-075 (example)";
    /// The status of the table's refusal to cancel a completed operation.
    late_cancel_patch_status: LateCancelPatchStatus = "bad_request", "U-07, BG-076 (inferred)";

    // The row

    /// From which instant the time to live is counted.
    ttl_counts_from: TtlCountsFrom = "last_modified", "U-17, BG-0B0 (documented)";
    /// The time to live of a new row, in seconds.
    default_ttl: TtlSeconds = "7776000", "BG-047, BG-048 (documented)";
    /// The result of outputs that are longer than their column.
    output_overflow: OutputOverflow = "fail", "U-24 (assumed)";
    /// How values that are no text are written in the columns of parameters.
    memo_values: MemoValues = "natural", "U-12, BG-05J, BG-05K (inferred)";
    /// What `outputparameters` holds when there are no outputs.
    outputs_when_unset: OutputsWhenUnset = "null", "C-02, BG-05L (example)";
    /// How `runas` is written.
    run_as_form: RunAsForm = "plain", "U-26 (inferred)";
    /// The form of an elastic row's ETag.
    elastic_etag: ElasticEtag = "cosmos", "C-19, BG-0D0 (example)";
    /// What `partitionid` shows when it was never set.
    partition_id_when_unset: PartitionIdWhenUnset = "null", "C-20, BG-0DB (inferred)";

    // The request

    /// The preference `callback` without `odata.` before it.
    callback_alias: Leniency = "accept", "BG-007 (example)";
    /// A callback address without quotes.
    unquoted_callback_url: Leniency = "accept", "BG-008 (inferred)";
    /// The header `x-ms-dyn-callback-url` as a request for background processing with a callback.
    callback_header: Leniency = "ignore", "BG-015 (inferred)";
    /// Which callback addresses are accepted.
    callback_uri: CallbackUri = "any_absolute", "U-31, BG-088 (inferred)";
    /// What a query option that the platform does not have does.
    unknown_query_option: UnknownQueryOption = "reject", "WA-191 (inferred)";
    /// What becomes of a query option, a preference or a header that has no effect on its request.
    without_effect: WithoutEffect = "note", "WA-00A (inferred)";
    /// `$top`, `$orderby` and `$count` on definitions.
    definition_options: DefinitionOptions = "apply", "MD-024, MD-008 (client)";
    /// What `OptionSet` of a column with a global option set is over the Web API.
    global_option_sets: GlobalOptionSets = "global_only", "MD-025 (inferred)";
    /// What `respond-async` does on a request that is no custom API.
    respond_async_elsewhere: RespondAsyncElsewhere = "ignore", "U-09, BG-012 (inferred)";
    /// When a background request is validated.
    validation: Validation = "before", "U-11, BG-013 (inferred)";
    /// How a missing required parameter is reported.
    missing_parameter: MissingParameter = "message", "U-20, BG-03B (inferred)";
    /// Control characters in the texts of a JSON body.
    raw_control_characters: RawControlCharacters = "reject", "U-19, C-11 (inferred)";

    /// What `ValidateFetchXmlExpression` says of a text that is no query of the organization's tables.
    fetch_xml_syntax: FetchXmlSyntax = "issue", "MS-062 (inferred)";

    // Values, bodies and batches

    /// A body that is a JSON text with JSON in it.
    json_in_text: JsonInText = "reject", "WA-16A (inferred)";
    /// A slash that a client puts behind an address with query options, such as a next link.
    slash_after_options: SlashAfterOptions = "ignored", "WA-179 (inferred)";
    /// A nested row for a lookup or a collection in the body of an update.
    nested_rows_in_update: NestedRowsInUpdate = "reject", "WA-169 (inferred)";
    /// A value of the SDK or of a plug-in whose .NET type is not the one of its column.
    value_types: ValueTypes = "exact", "SO-048 (inferred)";
    /// How an empty text is stored.
    empty_texts: EmptyTexts = "null", "WA-172 (inferred)";
    /// A text with a `[` or a `'` in a value of an open type that no annotation says to be a text.
    open_type_texts: OpenTypeTexts = "reject", "CA-083 (documented)";
    /// An array of simple values in a value of an open type, sent over the Web API to a custom API with a plug-in.
    open_type_arrays: OpenTypeArrays = "reject", "CA-085 (documented)";
    /// The publishers whose prefixes and option values the definitions of tables may have.
    publisher_bounds: PublisherBounds = "open", "MD-103 (assumed)";
    /// The status of a multipart batch that stopped at a failed request.
    batch_status: BatchStatus = "failure", "BA-008, BA-022 (example)";
    /// A batch that is a JSON document.
    json_batch: JsonBatch = "refused", "BA-00C, BA-030 (inferred)";

    // The answer

    /// What `Preference-Applied` says when a callback was accepted.
    callback_preference_applied: CallbackPreferenceApplied = "callback", "C-03, BG-021 (example)";
    /// The body of the 202 without a callback.
    accepted_body: AcceptedBody = "empty", "C-04, BG-020 (example)";
    /// The `Retry-After` header of the 202.
    retry_after: RetryAfter = "none", "U-15 (inferred)";
    /// Which rows `GetBackgroundOperations` answers with.
    background_operation_list: BackgroundOperationList = "custom_apis", "BG-0F1 (assumed)";
    /// The context URL of a custom API's response.
    response_context: ResponseContext = "suffix", "C-13 (example)";
    /// The error code of a path that names nothing.
    unknown_segment_code: UnknownSegmentCode = "0x80060888", "C-14, CA-03A (example)";
    /// The result of calling a function as an action: with POST, and its parameters in the body.
    wrong_verb: WrongVerb = "refuse", "CA-039 (example)";
    /// The code of a query that names an unknown property.
    unknown_property_code: UnknownPropertyCode = "0x80060888", "C-15, WA-038 (example)";
    /// Whether `Accept: application/json;IEEE754Compatible=true` makes texts of large numbers in the answer.
    large_numbers_as_texts: Leniency = "accept", "WA-1A0 (inferred)";
    /// The answer to a path that leads through a lookup without a value.
    path_through_null: PathThroughNull = "not_found", "WA-1A2 (inferred)";
    /// Which of `$top` and `odata.maxpagesize` counts where a query has both.
    top_and_page_size: TopAndPageSize = "page_size", "WA-1B1 (documented)";
    /// Whether the plain value of a property, `$value`, begins with a byte order mark.
    value_byte_order_mark: ByteOrderMark = "written", "WA-1A5 (inferred)";
    /// The code of a write whose body names an unknown property.
    invalid_property_code: InvalidPropertyCode = "0x80048d19", "C-16, WA-039 (example)";
    /// The answer to a request for `$metadata` that accepts JSON and no XML.
    metadata_as_json: MetadataAsJson = "xml", "MD-209 (inferred)";
    /// The value of a response property that the code has not set.
    default_outputs: DefaultOutputs = "typed", "U-32, CA-024 (inferred)";
    /// Whether the sign-in challenge names the resource.
    challenge_resource: ChallengeResource = "with", "C-22 (documented)";
    /// From when `olderthan-x-days`, weeks, months and years count back.
    older_than_from: OlderThanFrom = "now", "WA-106 (assumed)";

    // Queries

    /// How many rows a query with `aggregate='true'` may aggregate; with more it is refused.
    aggregate_limit: AggregateLimit = "50000", "WA-07A (documented)";

    // Queries and rows of the Web API

    /// Whether a row of a FetchXML query has columns without a value.
    fetch_xml_nulls: FetchXmlNulls = "omitted", "WA-07C, WA-141 (documented)";
    /// What the last page of a FetchXML query says of further pages, where that was asked for.
    fetch_xml_last_page: FetchXmlLastPage = "annotated", "WA-07D, WA-144 (example)";
    /// How the context URL of a FetchXML query names lookups.
    fetch_xml_context: FetchXmlContext = "lookups", "WA-143 (example)";
    /// What a navigation property in `$select` selects.
    select_navigation_property: SelectNavigationProperty = "ignored", "WA-150 (inferred)";
    /// Whether a navigation property can be compared in `$filter`.
    filter_navigation_property: FilterNavigationProperty = "null", "WA-151 (inferred)";

    // The SDK's service

    /// The error code of a message that does not exist.
    unknown_message_code: UnknownMessageCode = "0x80044180", "SO-024, BG-039 (assumed)";
    /// The inner fault of the SDK's fault for an elastic row that does not exist.
    elastic_inner_fault: ElasticInnerFault = "store_answer", "BG-0D5, BG-0D8 (assumed)";
    /// Whether the SDK's rows have `errorcode` as a text.
    errorcode_as_string: ErrorCodeAsString = "off", "C-01, SO-030 (documented)";

    // The status monitor

    /// Whether the status monitor answers with OData headers.
    monitor_odata_headers: MonitorODataHeaders = "off", "C-06, BG-067 (example)";
    /// The body of the status monitor's answer to an unknown id.
    monitor_not_found: ErrorBody = "bare", "U-06, BG-068 (inferred)";

    /// Whether polling and cancelling an operation needs a token.
    monitor_sign_in: MonitorSignIn = "required", "BG-06C (documented)";

    // Asynchronous requests of OData

    /// Which protocol requests have that ask for an answer later.
    async_protocol: AsyncProtocol = "dataverse", "C-25, BG-002, BG-060 (documented)";
    /// When the monitor of a deferred request wraps the response in `application/http`.
    odata_wrapper: ODataWrapper = "negotiated", "M-07, M-08, M-10 (documented)";
    /// With which status the monitor of a deferred request brings the response.
    odata_result: ODataResult = "spec", "M-06, M-11 (documented)";
    /// The answer to a DELETE on the monitor of a request that has its response already.
    odata_late_cancel: ODataLateCancel = "conflict", "M-20 (assumed)";
    /// The answer of the monitor of a deferred request whose response has expired.
    odata_expired: ODataExpired = "not_found", "M-18 (documented)";

    // The callback

    /// How long the receiver of a callback may take.
    callback_timeout: IsoDuration = "PT1M", "U-14, BG-085 (inferred)";
    /// Whether a callback is delivered again.
    callback_retry: CallbackRetry = "none", "U-14, BG-085 (inferred)";
    /// Whether a cancelled operation calls back.
    callback_on_canceled: CallbackOnCanceled = "send", "U-14, BG-086 (inferred)";
    /// The content type of a callback.
    callback_content_type: CallbackContentType = "charset", "U-14, BG-084 (inferred)";

    // System jobs and the completion event

    /// Which ends of an operation raise `OnBackgroundOperationComplete`.
    event_on: EventOn = "all", "BG-0A9 (inferred)";
    /// How the completion event shows the URL of a callback.
    event_callback_url: EventCallbackUrl = "masked", "BG-0A1 (documented)";
    /// How many retries follow a first attempt of a system job with a temporary failure.
    job_retries: JobRetries = "1", "WH-031, PL-021 (documented)";
    /// How long a system job waits for its first retry; each further one waits longer by
    /// `backoff_factor`, at most `backoff_cap`.
    job_retry_delay: IsoDuration = "PT2S", "PL-021 (assumed)";
    /// How many system jobs of one lane run at once: those for one host, or those in process.
    job_concurrency: JobConcurrency = "16", "no row (assumed)";
    /// The result of a request to cancel a system job in progress.
    running_job_cancel: RunningJobCancel = "canceling", "PL-022, PL-023 (documented)";
    /// Which system jobs may be deleted.
    job_delete: JobDelete = "any", "PL-022 (documented)";

    // Users and privileges

    /// The caller of a request with a bearer token that belongs to no user.
    unknown_token: UnknownToken = "administrator", "AU-010 (assumed)";
    /// The text of an error for a missing privilege or missing access to a row.
    privilege_message: PrivilegeMessage = "long", "U-21, BG-043, PV-010, PV-012 (inferred)";
    /// Which background operations a user with the privileges may read and cancel.
    operation_access: OperationAccess = "any_holder", "U-08, BG-06C, BG-073 (inferred)";
    /// Whether an operation's user needs the custom API's privilege when the operation runs, too.
    privilege_at_run: PrivilegeAtRun = "checked", "U-28 (inferred)";
    /// The error for impersonation without the privilege for it.
    impersonation_refusal: ImpersonationRefusal = "privilege_denied", "IM-003, PV-022 (inferred)";
    /// Whether a user may grant privileges that the user does not have.
    privilege_elevation: PrivilegeElevation = "refused", "PV-040 (documented), PV-041 (inferred)";
    /// What registering a step needs that runs as another user.
    step_impersonation: StepImpersonation = "act_on_behalf", "PV-042 (inferred)";
    /// The answer about a row that the caller names by its key and may not read.
    hidden_row: HiddenRow = "denied", "PV-012 (example), PV-045 (inferred)";
    /// What access to a row gives on the rows that get it as their parent by a parental relationship.
    parent_access: ParentAccess = "inherited", "PV-076 (inferred)";
    /// Who may change the columns by which a token names its user.
    user_identity: UserIdentity = "administrator", "PV-04A (inferred)";
    /// What a new address of a service endpoint means for the secret that is stored with the old one.
    endpoint_secret: EndpointSecret = "kept", "PV-04C (assumed)";
    /// Who a browser is that asks for a web resource without a token, since it has no session with the emulator.
    browser_session: BrowserSession = "administrator", "WR-009 (inferred)";
    /// Whose pages may call the Web API and the status monitor from another origin. The platform lets all; here a page can
    /// make up a token that is the administrator's.
    cross_origin: CrossOrigin = "local", "WR-022 (assumed)";

    // Webhooks

    /// How long the receiver of a webhook may take.
    webhook_timeout: IsoDuration = "PT1M", "WH-025 (documented)";
    /// Whether a webhook has the header `x-request-id`, which only older documentation lists.
    webhook_request_id: WebhookRequestId = "send", "C-24, WH-022 (documented)";
    /// How a webhook's body writes the control characters that JSON has a short escape for.
    webhook_control_characters: WebhookControlCharacters = "short", "WH-046 (inferred)";
}
