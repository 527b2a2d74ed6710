//! The values of the rules about what requests may look like and what answers look like.

use serde_json::Value;

use super::value::{RuleValue, choices};
use crate::fault::code;

choices! {
    /// What `Preference-Applied` says when a callback was accepted.
    CallbackPreferenceApplied {
        /// `callback`, as documented.
        Callback = "callback",
        /// `respond-async`.
        RespondAsync = "respond_async",
        /// `respond-async,odata.callback`.
        Both = "both",
    }
    /// The body of the 202 without a callback.
    AcceptedBody {
        /// None.
        Empty = "empty",
        /// The two properties that the callback form has.
        Body = "body",
    }
    /// Whether the status monitor answers with OData headers.
    MonitorODataHeaders {
        /// `Content-Type: application/json` alone.
        Off = "off",
        /// With `OData-Version` and `odata.metadata=minimal`.
        On = "on",
    }
    /// The shape of an error outside the Web API.
    ErrorBody {
        /// `{"message": ...}`.
        Bare = "bare",
        /// `{"error": {"code": ..., "message": ...}}`.
        Error = "error",
    }
    /// The status of a row update that comes too late to cancel.
    LateCancelPatchStatus {
        /// 400.
        BadRequest = "bad_request",
        /// 409.
        Conflict = "conflict",
    }
    /// Which protocol the status monitor speaks.
    MonitorMode {
        /// 200 with a status document in every state.
        Dataverse = "dataverse",
        /// OData 4.0: 202 while it runs, then the result.
        OData = "odata",
    }
    /// The context URL of a custom API's response.
    ResponseContext {
        /// Its type is named after the API with `Response` appended.
        Suffix = "suffix",
        /// No suffix.
        None = "none",
    }
    /// The type that the SDK's rows have in the column `errorcode`.
    ErrorCodeAsString {
        /// A whole number, as the column is defined.
        Off = "off",
        /// A text, as the documentation's C# sample reads it.
        On = "on",
    }
    /// The code of a path that names nothing.
    UnknownSegmentCode {
        /// The OData parser's.
        OData = "0x80060888",
        /// CrmHttpError.
        CrmHttpError = "0x8006088a",
    }
    /// The code of a query that names an unknown property.
    UnknownPropertyCode {
        /// The OData parser's.
        OData = "0x80060888",
        /// None.
        Zero = "0x0",
    }
    /// The code of a write whose body names an unknown property.
    InvalidPropertyCode {
        /// The payload error.
        Payload = "0x80048d19",
        /// None.
        Zero = "0x0",
    }
    /// The code of a message that nobody knows.
    UnknownMessageCode {
        /// SdkMessageNotSupportedOnServer.
        NotSupported = "0x80044180",
        /// InvalidArgument.
        InvalidArgument = "0x80040203",
    }
    /// What is behind the SDK's fault of an elastic row that is not there.
    ElasticInnerFault {
        /// The answer of the store that holds these rows.
        StoreAnswer = "store_answer",
        /// Nothing.
        None = "none",
    }
    /// The form of an elastic row's ETag.
    ElasticEtag {
        /// A Cosmos ETag, four groups and the write time.
        Cosmos = "cosmos",
        /// A number.
        Numeric = "numeric",
    }
    /// What `partitionid` shows when it was never set.
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
        /// With `authorization_uri` alone.
        Without = "without",
    }
    /// Whether a form of request that is not documented counts.
    Leniency {
        /// It means what it seems to mean.
        Accept = "accept",
        /// It means nothing.
        Ignore = "ignore",
    }
    /// What `respond-async` does on a request that is no custom API.
    RespondAsyncElsewhere {
        /// Nothing: the request is executed at once.
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
    /// How a missing required parameter is reported.
    MissingParameter {
        /// In the words of the message layer, 0x80040203.
        Message = "message",
        /// In the words of the OData layer, 0x80048d19.
        OData = "odata",
    }
    /// Control characters in the texts of a JSON body.
    RawControlCharacters {
        /// The body is malformed.
        Reject = "reject",
        /// They stand for themselves.
        Accept = "accept",
    }
    /// Which callback addresses are accepted.
    CallbackUri {
        /// Every absolute http or https URI.
        AnyAbsolute = "any_absolute",
        /// Only https.
        HttpsOnly = "https_only",
    }
    /// What a response property holds that nobody has set.
    DefaultOutputs {
        /// The default of its type.
        Typed = "typed",
        /// Null.
        Null = "null",
    }
    /// How `runas` is written.
    RunAsForm {
        /// Hyphenated.
        Plain = "plain",
        /// Hyphenated, in braces.
        Braces = "braces",
    }
    /// Whether a callback is delivered again.
    CallbackRetry {
        /// Never.
        None = "none",
        /// Once, after 502, 503 or 504, as webhooks are.
        Webhook = "webhook",
    }
    /// Whether a cancelled operation calls back.
    CallbackOnCanceled {
        /// It does.
        Send = "send",
        /// It does not.
        Omit = "omit",
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

/// The `Retry-After` header of a 202.
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
