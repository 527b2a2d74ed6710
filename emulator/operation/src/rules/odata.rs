//! Values of the rules about asynchronous requests, and the rules of an operation that OData began.

use std::borrow::Cow;
use std::time::Duration;

use super::table::Rules;
use super::value::{IsoDuration, choices};
use super::{CallbackOnCanceled, CanceledErrorEnds, CanceledSuccessEnds, RetryPolicy};

choices! {
    /// The protocol of requests that ask for an answer later, and of the operations that they begin.
    AsyncProtocol {
        /// Dataverse's: custom APIs run in the background, and the monitor answers with a document.
        Dataverse = "dataverse",
        /// OData's: any request of the Web API can be deferred, and the monitor answers with its response.
        OData = "odata",
    }
    /// When the monitor of a deferred request wraps the response in `application/http`.
    ODataWrapper {
        /// By `Accept` and `OData-MaxVersion`, as OData 4.01 has it.
        Negotiated = "negotiated",
        /// Always, as services of OData 4.0 do.
        Always = "always",
        /// Never.
        Never = "never",
    }
    /// The status with which the monitor of a deferred request brings the response.
    ODataResult {
        /// 200; the response's own status is in `AsyncResult`.
        Spec = "spec",
        /// The response's own status.
        Mirrored = "mirrored",
    }
    /// The answer to a DELETE on the monitor of a request that has its response already.
    ODataLateCancel {
        /// 409; the response stays.
        Conflict = "conflict",
        /// 404; the response stays.
        NotFound = "not_found",
        /// 204; the response stays.
        NoContent = "no_content",
    }
    /// The answer of the monitor of a deferred request whose response has expired.
    ODataExpired {
        /// 404.
        NotFound = "not_found",
        /// 410.
        Gone = "gone",
    }
}

impl Rules {
    /// The rules of an operation that a request under this protocol has begun.
    ///
    /// A deferred request is executed once, since its refusal is its response, and a cancellation leaves nothing of it
    /// (OData 11.6).
    pub fn under(&self, protocol: AsyncProtocol) -> Cow<'_, Self> {
        match protocol {
            AsyncProtocol::Dataverse => Cow::Borrowed(self),
            AsyncProtocol::OData => Cow::Owned(Self {
                retry_policy: RetryPolicy::None,
                canceled_success_ends: CanceledSuccessEnds::Undone,
                canceled_error_ends: CanceledErrorEnds::Canceled,
                cancel_settles_after: IsoDuration::from(Duration::ZERO),
                callback_on_canceled: CallbackOnCanceled::Omit,
                ..self.clone()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_odata_changes_the_rules_of_an_operation() {
        let rules = Rules::default();
        assert_eq!(*rules.under(AsyncProtocol::Dataverse), rules);
        let changed = rules.under(AsyncProtocol::OData).to_json();
        let plain = rules.to_json();
        let names: Vec<&str> = plain
            .iter()
            .filter(|(name, value)| changed[*name] != **value)
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "retry_policy",
                "canceled_success_ends",
                "canceled_error_ends",
                "cancel_settles_after",
                "callback_on_canceled",
            ]
        );
    }
}
