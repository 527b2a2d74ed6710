//! The bugs: their names, the requirement that each breaks (of `tests/requirements.toml`), and how.
//!
//! One row makes a bug; where it is, is found by its name.

macro_rules! bugs {
    ($( $(#[doc = $what:literal])+ $bug:ident = $name:literal breaks $requirement:literal; )+) => {
        /// A bug.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Bug {
            $( $(#[doc = $what])+ $bug, )+
        }

        #[cfg(feature = "switchable")]
        impl Bug {
            /// Every bug, by the chapters of the register.
            pub const ALL: &'static [Self] = &[$(Self::$bug),+];

            /// The name it is switched on by.
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$bug => $name, )+
                }
            }

            /// The id of the requirement that it breaks.
            pub const fn breaks(self) -> &'static str {
                match self {
                    $( Self::$bug => $requirement, )+
                }
            }

            /// What is wrong with it on, in one sentence.
            pub fn what(self) -> &'static str {
                match self {
                    $( Self::$bug => concat!($($what),+).trim(), )+
                }
            }
        }
    };
}

bugs! {
    // Requesting background processing.
    /// The preference respond-async is not seen.
    RespondAsyncIgnored = "respond-async-ignored" breaks "BG-001";
    /// Of several Prefer headers only the first is read.
    SecondPreferLineIgnored = "second-prefer-line-ignored" breaks "BG-006";
    /// A call that is wrong is accepted, and fails as an operation.
    WrongCallAccepted = "wrong-call-accepted" breaks "BG-013";
    /// A function called with respond-async is executed while the request waits.
    FunctionsInForeground = "functions-in-foreground" breaks "BG-010";

    // The acceptance.
    /// The acceptance without a callback has a body.
    PlainAcceptanceWithBody = "plain-acceptance-with-body" breaks "BG-020";
    /// The acceptance with a callback has no body.
    CallbackAcceptanceWithoutBody = "callback-acceptance-without-body" breaks "BG-022";
    /// The address of the status monitor is a path without a host.
    RelativeLocation = "relative-location" breaks "BG-025";

    // The table.
    /// A new row is in progress before anything has started.
    NewRowInProgress = "new-row-in-progress" breaks "BG-047";
    /// A row does not say for whom it runs.
    RunAsNobody = "run-as-nobody" breaks "BG-046";

    // States.
    /// The start of the execution is not written down.
    NoStartTime = "no-start-time" breaks "BG-050";
    /// Between two attempts the row stays in progress.
    LockedBetweenAttempts = "locked-between-attempts" breaks "BG-052";
    /// A cancellation stops a running plug-in.
    CancelStopsPlugIn = "cancel-stops-plug-in" breaks "BG-055";
    /// The formatted value of an option is its number.
    NumbersAsFormattedValues = "numbers-as-formatted-values" breaks "BG-057";

    // Polling the table.
    /// The id and the row version come only when they are selected.
    OnlySelectedColumns = "only-selected-columns" breaks "BG-05C";
    /// Columns without a value are left out of a row.
    UnsetColumnsLeftOut = "unset-columns-left-out" breaks "BG-05E";
    /// A GUID has braces in a parameter column.
    GuidsInBraces = "guids-in-braces" breaks "BG-05I";

    // The status monitor.
    /// The status monitor answers 202 until the operation has ended.
    MonitorFollowsOData = "monitor-follows-odata" breaks "BG-060";
    /// The status monitor says nothing of an error.
    MonitorHidesErrors = "monitor-hides-errors" breaks "BG-062";
    /// The status monitor says nothing of the outputs.
    MonitorHidesOutputs = "monitor-hides-outputs" breaks "BG-063";
    /// The status monitor answers any other verb like GET.
    MonitorTakesEveryVerb = "monitor-takes-every-verb" breaks "BG-066";
    /// An output with the name of a code replaces the code.
    OutputsWinOverCodes = "outputs-win-over-codes" breaks "BG-06B";

    // Cancelling.
    /// Setting a row to canceling is answered and forgotten.
    RowCancelLost = "row-cancel-lost" breaks "BG-070";
    /// After an error a canceled operation is retried.
    CanceledIsRetried = "canceled-is-retried" breaks "BG-074";
    /// A cancellation after the end is granted.
    LateCancelGranted = "late-cancel-granted" breaks "BG-075";
    /// Any pair of state and status is accepted, and changes nothing.
    AnyPairAccepted = "any-pair-accepted" breaks "BG-079";

    // The callback.
    /// The callback does not say why an operation failed.
    CallbackHidesErrors = "callback-hides-errors" breaks "BG-081";
    /// The callback of a success has the outputs in it, as the text of an error.
    OutputsInCallback = "outputs-in-callback" breaks "BG-082";
    /// The callback is declared as plain text.
    CallbackAsPlainText = "callback-as-plain-text" breaks "BG-084";
    /// Every callback is sent twice.
    CallbackSentTwice = "callback-sent-twice" breaks "BG-087";
    /// Any text is accepted as the address of a callback.
    AnyCallbackAddress = "any-callback-address" breaks "BG-088";

    // Retries, limits and lifetime.
    /// The third retry is missing.
    LastRetryMissing = "last-retry-missing" breaks "BG-090";
    /// Every retry waits as long as the first one.
    WaitsStayTheSame = "waits-stay-the-same" breaks "BG-091";
    /// Retries are not counted.
    RetriesNotCounted = "retries-not-counted" breaks "BG-093";
    /// A plug-in has twice the time of the limit.
    TwiceTheTime = "twice-the-time" breaks "BG-095";
    /// The code of an error is its HTTP status.
    HttpStatusAsErrorCode = "http-status-as-error-code" breaks "BG-09C";
    /// The time to live is counted from the creation of the row.
    LifetimeFromCreation = "lifetime-from-creation" breaks "BG-0B0";

    // The elastic table.
    /// Tags are strong ones.
    StrongTags = "strong-tags" breaks "BG-0D0";
    /// Writes return no session token.
    NoSessionToken = "no-session-token" breaks "BG-0D4";
    /// A missing row of an elastic table has the code of a standard one.
    ElasticNotFoundAsStandard = "elastic-not-found-as-standard" breaks "BG-0D8";
    /// Rows of an elastic table are ordered by a lookup.
    ElasticOrdersByLookup = "elastic-orders-by-lookup" breaks "BG-0DF";

    // Custom API: tables and definition.
    /// A change of what is fixed is answered and forgotten.
    FixedColumnsIgnored = "fixed-columns-ignored" breaks "CA-001";
    /// A custom API needs no prefix.
    NoPrefixNeeded = "no-prefix-needed" breaks "CA-004";
    /// A new custom API can be called after the next start only.
    NewCustomApiUnknown = "new-custom-api-unknown" breaks "CA-015";

    // Custom API: semantics.
    /// An output that is not set is null, whatever its type.
    UnsetOutputsNull = "unset-outputs-null" breaks "CA-024";
    /// A function without a response property can be called.
    EmptyFunctionsCallable = "empty-functions-callable" breaks "CA-027";
    /// The execute privilege of a custom API is not asked for.
    ExecutePrivilegeIgnored = "execute-privilege-ignored" breaks "CA-029";

    // Custom API: invocation.
    /// An unknown parameter of an action is ignored.
    UnknownParametersIgnored = "unknown-parameters-ignored" breaks "CA-03C";
    /// A required parameter may be missing.
    NothingRequired = "nothing-required" breaks "CA-03D";
    /// A value of another type than the parameter's counts as null.
    MisfitsAreNull = "misfits-are-null" breaks "CA-03F";

    // Custom API: responses.
    /// A call without response properties is answered with a body.
    EmptyAnswerWithBody = "empty-answer-with-body" breaks "CA-050";
    /// Properties without a value are left out of an answer.
    UnsetPropertiesLeftOut = "unset-properties-left-out" breaks "CA-056";

    // Web API: requests and answers.
    /// No answer names the OData version.
    NoODataVersion = "no-odata-version" breaks "WA-010";
    /// Preferences are honored without a word.
    PreferencesNotEchoed = "preferences-not-echoed" breaks "WA-015";
    /// The digits of a code are upper-case ones.
    UpperCaseCodes = "upper-case-codes" breaks "WA-031";
    /// The option $skip is ignored.
    SkipIgnored = "skip-ignored" breaks "WA-03C";
    /// A text may be longer than its column.
    LongTextsAccepted = "long-texts-accepted" breaks "WA-03E";

    // Web API: rows.
    /// A creation has no location.
    NoLocationOfNewRow = "no-location-of-new-row" breaks "WA-013";
    /// An upsert of what is absent is refused.
    UpsertOnlyUpdates = "upsert-only-updates" breaks "WA-050";
    /// If-None-Match does not keep an existing row from being changed.
    IfNoneMatchIgnored = "if-none-match-ignored" breaks "WA-052";
    /// A stale tag does not keep a row from being changed.
    StaleTagsAccepted = "stale-tags-accepted" breaks "WA-053";

    // Web API: queries.
    /// Rows are in ascending order, whatever was asked for.
    AlwaysAscending = "always-ascending" breaks "WA-07B";
    /// The preferred size of a page is ignored.
    PageSizeIgnored = "page-size-ignored" breaks "WA-072";
    /// Formatted values come without being asked for.
    FormattedValuesUnasked = "formatted-values-unasked" breaks "WA-07F";

    // Sign-in.
    /// Whoever has no token is the administrator.
    NoTokenNeeded = "no-token-needed" breaks "AU-001";
    /// A token that no user was given is refused.
    UnknownTokenRefused = "unknown-token-refused" breaks "AU-010";

    // Running in the background over the SDK.
    /// The pipeline options of the request inside are taken for its parameters.
    InnerOptionsCount = "inner-options-count" breaks "BG-03A";
    /// A request inside that is a message of the platform is refused as one that nobody knows.
    PlatformMessageUnknown = "platform-message-unknown" breaks "BG-037";

    // The organization service.
    /// No answer declares the type of its response.
    UntypedResponses = "untyped-responses" breaks "SO-022";
    /// A parameter that a message does not have is ignored.
    UnknownParametersTaken = "unknown-parameters-taken" breaks "SO-023";
    /// Columns without a value come over the SDK as nil.
    NilColumns = "nil-columns" breaks "SO-031";
    /// No label comes with a row over the SDK.
    NoLabels = "no-labels" breaks "SO-032";

    // The completion event.
    /// The event says that its type of payload is 1.
    PayloadTypeOfOne = "payload-type-of-one" breaks "BG-0A1";
    /// The event says the state code for the status code.
    EventStatusIsState = "event-status-is-state" breaks "BG-0A2";
    /// The job of a step of the event stays, although it is to go on success.
    EventJobsStay = "event-jobs-stay" breaks "BG-0A5";

    // Plug-in steps: registration.
    /// An image is registered that its message cannot give.
    ImagesNotChecked = "images-not-checked" breaks "PL-014";
    /// An asynchronous step is registered in any stage.
    AsynchronousAnywhere = "asynchronous-anywhere" breaks "PL-015";
    /// A step is registered on messages and tables that take none.
    StepsOnEverything = "steps-on-everything" breaks "PL-016";

    // Pipeline: stages and transactions.
    /// The context of the first stage says that it lies inside the unit of work.
    FirstStageSaysInside = "first-stage-says-inside" breaks "PL-030";
    /// The context of a system job says that it lies inside a transaction.
    JobsSayInside = "jobs-say-inside" breaks "PL-033";
    /// A step whose plug-in fails is passed over.
    PlugInErrorsSwallowed = "plug-in-errors-swallowed" breaks "PL-035";

    // Pipeline: contexts.
    /// What a handler shares is forgotten.
    SharedVariablesLost = "shared-variables-lost" breaks "PL-056";
    /// A step acts for the caller, whomever it names.
    StepUserIgnored = "step-user-ignored" breaks "PL-080";
    /// In the outer pipeline the key is not among the columns of the target.
    KeyNotAColumn = "key-not-a-column" breaks "PL-084";
    /// A step after the operation cannot change what the caller gets.
    OutputsUnchangeable = "outputs-unchangeable" breaks "PL-092";
    /// What a handler changes in the target is not written.
    TargetUnchangeable = "target-unchangeable" breaks "PL-093";

    // Pipeline: which steps run, and when.
    /// Steps of a stage run in the order of their registration.
    RankIgnored = "rank-ignored" breaks "PL-0A0";
    /// A disabled step runs.
    DisabledStepsRun = "disabled-steps-run" breaks "PL-0A3";
    /// Every update passes a step, whatever columns it names.
    FilteringIgnored = "filtering-ignored" breaks "PL-0B0";
    /// An image has every column.
    WholeImages = "whole-images" breaks "PL-0C6";
    /// Nine is the greatest depth.
    NinthDepth = "ninth-depth" breaks "PL-0D1";

    // Pipeline: passing over steps.
    /// A request passes over no step that it names.
    StepIdsNotPassedOver = "step-ids-not-passed-over" breaks "PL-111";
    /// The older option passes over asynchronous steps as well.
    OlderOptionPassesOverAll = "older-option-passes-over-all" breaks "PL-112";

    // System jobs.
    /// A system job that failed for the moment is not tried again.
    JobsNeverRetried = "jobs-never-retried" breaks "PL-021";
    /// A system job is resumed from any state but the last.
    AnyJobResumed = "any-job-resumed" breaks "PL-022";
    /// A caller may name any column of a system job.
    JobColumnsTaken = "job-columns-taken" breaks "PL-0E4";

    // Webhooks: registration.
    /// The configured headers of an endpoint are not sent.
    ConfiguredHeadersLost = "configured-headers-lost" breaks "WH-003";
    /// An endpoint of Azure takes synchronous steps.
    AzureSynchronously = "azure-synchronously" breaks "WH-029";

    // Batches.
    /// What a change set has written before it fails stays.
    ChangeSetsInPieces = "change-sets-in-pieces" breaks "BA-003";
    /// A part of a change set is answered without its id.
    PartsWithoutIds = "parts-without-ids" breaks "BA-007";
    /// Requests follow a failure in a batch.
    BatchesGoOn = "batches-go-on" breaks "BA-008";

    // Webhooks: delivery.
    /// No object of an execution context says its type.
    NoTypesInContext = "no-types-in-context" breaks "WH-020";
    /// No header of a delivery names the table.
    NoHeaderOfTheTable = "no-header-of-the-table" breaks "WH-021";
    /// A context is sent whole, however large it is.
    LargeContextsWhole = "large-contexts-whole" breaks "WH-023";
    /// Any answer of a receiver is a success.
    AnyAnswerIsSuccess = "any-answer-is-success" breaks "WH-024";
    /// A failed delivery of a synchronous step is passed over.
    FailedDeliveryPassedOver = "failed-delivery-passed-over" breaks "WH-026";
    /// One more attempt follows every answer that is no success.
    EveryFailureTriedAgain = "every-failure-tried-again" breaks "WH-031";
    /// A lookup in a target has a name.
    NamesInTargets = "names-in-targets" breaks "PL-098";

    // Privileges of background operations.
    /// Submitting asks for no privilege.
    AnybodySubmits = "anybody-submits" breaks "BG-040";
    /// A submission asks for the privilege to read first.
    ReadAskedFirst = "read-asked-first" breaks "BG-044";

    // Users, roles and privileges.
    /// A disabled user signs in.
    DisabledUsersAdmitted = "disabled-users-admitted" breaks "AU-008";
    /// A row made for another user does not name who made it.
    DelegateNotNamed = "delegate-not-named" breaks "IM-002";
    /// Of two users only the one who is acted for needs a privilege.
    DelegateNotAsked = "delegate-not-asked" breaks "PV-023";
    /// Appending asks for no privilege.
    AppendingNotAsked = "appending-not-asked" breaks "PV-016";
    /// A query finds rows that are out of sight.
    QueriesSeeEverything = "queries-see-everything" breaks "PV-017";

    // Trace logs.
    /// The traces of successful runs are kept where only those of failures are wanted.
    SuccessfulRunsTraced = "successful-runs-traced" breaks "PL-120";
    /// A trace is kept whole, however long it is.
    LongTracesKept = "long-traces-kept" breaks "PL-122";
}
