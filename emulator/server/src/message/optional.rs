//! Parameters that any message may carry: they speak to the pipeline, not to the message (SO-028,
//! BG-03A).
//!
//! These have nothing to act on here: there is no duplicate detection, and every read sees every
//! acknowledged write. Those that would change what a message does are not among them, and so are
//! refused by name.

const NAMES: [&str; 8] = [
    "BypassBusinessLogicExecution",
    "BypassBusinessLogicExecutionStepIds",
    "BypassCustomPluginExecution",
    "CalculateMatchCodeSynchronously",
    "SessionToken",
    "SuppressCallbackRegistrationExpanderJob",
    "SuppressDuplicateDetection",
    "tag",
];

/// Whether a parameter is one of them.
pub(super) fn is_optional(name: &str) -> bool {
    NAMES.contains(&name)
}
