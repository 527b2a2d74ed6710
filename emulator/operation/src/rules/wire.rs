//! Values of the rules about the form of requests and responses.

use serde_json::Value;

use super::value::{RuleValue, choices};
use crate::fault::code;

choices! {
    /// The rows that stand for the operations that can run in the background.
    BackgroundOperationList {
        /// Rows of `customapi`.
        CustomApis = "custom_apis",
        /// Rows of `sdkmessage`, one for each custom API.
        Messages = "messages",
    }
    /// The value of `Preference-Applied` when a callback was accepted.
    CallbackPreferenceApplied {
        /// `callback`, as documented.
        Callback = "callback",
        /// `respond-async`.
        RespondAsync = "respond_async",
        /// `respond-async,odata.callback`.
        Both = "both",
    }
    /// The result of calling a function as an action.
    WrongVerb {
        /// 404, as documented.
        Refuse = "refuse",
        /// The function is called.
        Accept = "accept",
    }
    /// The body of the 202 without a callback.
    AcceptedBody {
        /// None.
        Empty = "empty",
        /// The two properties of the 202 with a callback.
        Body = "body",
    }
    /// From when the operators `olderthan-x-days`, weeks, months and years count back.
    OlderThanFrom {
        /// From now, to the second.
        Now = "now",
        /// From the beginning of today, as `last-x-days` does.
        Midnight = "midnight",
    }
    /// Whether the status monitor's responses have OData headers.
    MonitorODataHeaders {
        /// `Content-Type: application/json` only.
        Off = "off",
        /// With `OData-Version` and `odata.metadata=minimal`.
        On = "on",
    }
    /// The form of an error outside the Web API.
    ErrorBody {
        /// `{"message": ...}`.
        Bare = "bare",
        /// `{"error": {"code": ..., "message": ...}}`.
        Error = "error",
    }
    /// The status of a row update that cannot cancel because the operation is completed.
    LateCancelPatchStatus {
        /// 400.
        BadRequest = "bad_request",
        /// 409.
        Conflict = "conflict",
    }
    /// The context URL of a custom API's response.
    ResponseContext {
        /// Its type has the name of the API with `Response` appended.
        Suffix = "suffix",
        /// Its type has the name of the API.
        None = "none",
    }
    /// The type of the column `errorcode` in the SDK's rows.
    ErrorCodeAsString {
        /// A whole number, as the column is defined.
        Off = "off",
        /// A text, as the documentation's C# sample reads it.
        On = "on",
    }
    /// The error code of a path that names nothing.
    UnknownSegmentCode {
        /// The code of the OData parser.
        OData = "0x80060888",
        /// CrmHttpError.
        CrmHttpError = "0x8006088a",
    }
    /// The error code of a query with an unknown property.
    UnknownPropertyCode {
        /// The code of the OData parser.
        OData = "0x80060888",
        /// None.
        Zero = "0x0",
    }
    /// The error code of a write whose body has an unknown property.
    InvalidPropertyCode {
        /// The code of an invalid payload.
        Payload = "0x80048d19",
        /// None.
        Zero = "0x0",
    }
    /// The error code of a message that does not exist.
    UnknownMessageCode {
        /// SdkMessageNotSupportedOnServer.
        NotSupported = "0x80044180",
        /// InvalidArgument.
        InvalidArgument = "0x80040203",
    }
    /// The inner fault of the SDK's fault for an elastic row that does not exist.
    ElasticInnerFault {
        /// The answer of the store of elastic rows.
        StoreAnswer = "store_answer",
        /// Nothing.
        None = "none",
    }
    /// The form of an elastic row's ETag.
    ElasticEtag {
        /// A Cosmos ETag: four groups, of which the last is the write time.
        Cosmos = "cosmos",
        /// A number.
        Numeric = "numeric",
    }
    /// The value of `partitionid` if it was never set.
    PartitionIdWhenUnset {
        /// Null.
        Null = "null",
        /// The row's id.
        Id = "id",
    }
    /// Whether the sign-in challenge names the resource.
    ChallengeResource {
        /// With `resource_id`.
        With = "with",
        /// With `authorization_uri` only.
        Without = "without",
    }
    /// Whether an undocumented form of a request has an effect.
    Leniency {
        /// It has the effect that it suggests.
        Accept = "accept",
        /// It is ignored.
        Ignore = "ignore",
    }
    /// The answer to a path that leads through a lookup without a value, to something behind it.
    PathThroughNull {
        /// 404: there is no such resource.
        NotFound = "not_found",
        /// 204, as at the lookup itself.
        NoContent = "no_content",
    }
    /// Which of `$top` and the preference `odata.maxpagesize` counts where a query has both.
    TopAndPageSize {
        /// The page size.
        PageSize = "page_size",
        /// `$top`.
        Top = "top",
    }
    /// The byte order mark before the plain value of a property.
    ByteOrderMark {
        /// Written, as before a `$count`.
        Written = "written",
        /// Not written.
        Omitted = "omitted",
    }
    /// The effect of `respond-async` on a request other than a custom API.
    RespondAsyncElsewhere {
        /// None: the request is executed synchronously.
        Ignore = "ignore",
        /// The request is refused with 400.
        Reject = "reject",
    }
    /// When a background request is validated.
    Validation {
        /// Before the 202.
        Before = "before",
        /// When the operation is executed.
        After = "after",
    }
    /// The error for a missing required parameter.
    MissingParameter {
        /// The message layer's error, 0x80040203.
        Message = "message",
        /// The OData layer's error, 0x80048d19.
        OData = "odata",
    }
    /// Control characters in the texts of a JSON body.
    RawControlCharacters {
        /// The body is malformed.
        Reject = "reject",
        /// They are part of the text.
        Accept = "accept",
    }
    /// The callback URLs that are accepted.
    CallbackUri {
        /// Every absolute http or https URI.
        AnyAbsolute = "any_absolute",
        /// Only https.
        HttpsOnly = "https_only",
    }
    /// The value of a response property that the code did not set.
    DefaultOutputs {
        /// The default of its type.
        Typed = "typed",
        /// Null.
        Null = "null",
    }
    /// The form of `runas`.
    RunAsForm {
        /// Hyphenated.
        Plain = "plain",
        /// Hyphenated, in braces.
        Braces = "braces",
    }
    /// Whether a failed callback is sent again.
    CallbackRetry {
        /// Never.
        None = "none",
        /// Once, after 502, 503 or 504, as for webhooks.
        Webhook = "webhook",
    }
    /// Whether a cancelled operation sends its callback.
    CallbackOnCanceled {
        /// It does.
        Send = "send",
        /// It does not.
        Omit = "omit",
    }
    /// How a webhook's body writes the control characters that JSON has a short escape for.
    WebhookControlCharacters {
        /// `\t`, as .NET Framework from 4.7 on.
        Short = "short",
        /// `\u0009`, as older versions.
        Numbered = "numbered",
    }
    /// The answer to a request for `$metadata` that accepts JSON alone.
    MetadataAsJson {
        /// XML all the same.
        Xml = "xml",
        /// 406.
        Refuse = "refuse",
    }
    /// What a query option that the platform does not have does.
    UnknownQueryOption {
        /// It is refused.
        Reject = "reject",
        /// It has no effect.
        Ignore = "ignore",
    }
    /// The options of lists on definitions.
    DefinitionOptions {
        /// They order, count and bound the definitions, as clients expect that send them.
        Apply = "apply",
        /// They are refused, since queries for definitions have no pages.
        Reject = "reject",
    }
    /// The option sets of a column with a global one.
    GlobalOptionSets {
        /// `OptionSet` has the same options as `GlobalOptionSet`.
        Both = "both",
        /// `OptionSet` is null.
        GlobalOnly = "global_only",
    }
    /// What becomes of a query option, a preference or a header that has no effect on its request.
    WithoutEffect {
        /// The journal names it.
        Note = "note",
        /// The request is refused, as one that is not emulated.
        Refuse = "refuse",
    }
    /// The content type of a callback.
    CallbackContentType {
        /// `application/json; charset=utf-8`.
        Charset = "charset",
        /// `application/json`.
        Plain = "plain",
    }
    /// Whether a webhook has the header `x-request-id`.
    WebhookRequestId {
        /// It has.
        Send = "send",
        /// It has not.
        Off = "off",
    }
}

impl UnknownSegmentCode {
    /// The signed code.
    pub fn code(self) -> i32 {
        match self {
            Self::OData => code::ODATA,
            Self::CrmHttpError => code::CRM_HTTP_ERROR,
        }
    }
}

impl UnknownMessageCode {
    /// The signed code.
    pub fn code(self) -> i32 {
        match self {
            Self::NotSupported => code::SDK_MESSAGE_NOT_SUPPORTED_ON_SERVER,
            Self::InvalidArgument => code::INVALID_ARGUMENT,
        }
    }
}

impl UnknownPropertyCode {
    /// The signed code.
    pub fn code(self) -> i32 {
        match self {
            Self::OData => code::ODATA,
            Self::Zero => 0,
        }
    }
}

/// The `Retry-After` header of the 202.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RetryAfter {
    /// No header.
    None,
    /// This many seconds.
    Seconds(u32),
}

impl RuleValue for RetryAfter {
    const ALTERNATIVES: &'static [&'static str] = &["none", "a whole number of seconds"];

    fn parse(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::None),
            seconds => seconds.parse().ok().map(Self::Seconds),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::None => Value::from("none"),
            Self::Seconds(seconds) => Value::from(*seconds),
        }
    }
}
