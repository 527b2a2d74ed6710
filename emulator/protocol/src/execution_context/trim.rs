//! Limits the size of a context that is sent (WH-023).
//!
//! The documentation says that Dataverse *removes* four properties from a context over 256 KB, but not how the result
//! looks. The SDK's class has no member that is left out when empty: it writes a missing parent as `null` and an empty
//! collection as `[]` (both measured, section 3.4). So `ParentContext` becomes null and the other three properties
//! become empty, and a receiver that reads a whole context reads the reduced one as well.

use super::{ControlCharacters, ExecutionContext};

/// A body, and whether it is reduced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sized {
    /// JSON of `RemoteExecutionContext`.
    pub body: String,
    /// How the context compares with the limit.
    pub size: Size,
}

/// How a context compares with the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The body is the whole context.
    Whole,
    /// The body lacks `ParentContext`, `InputParameters`, `PreEntityImages` and `PostEntityImages`; the header
    /// `x-ms-dynamics-msg-size-exceeded` says so to the receiver (WH-021).
    Exceeded,
    /// The body is reduced and still over the limit: it must not be sent, and the step fails with `0x80050207`
    /// (WH-026).
    TooLarge,
}

impl ExecutionContext {
    /// Writes the JSON of `RemoteExecutionContext`, reduced if it has more than `limit` bytes of UTF-8 (WH-023). The
    /// result has more than `limit` bytes only if its size is [`Size::TooLarge`].
    pub fn write_within(&self, limit: usize, controls: ControlCharacters) -> Sized {
        let body = self.body(Size::Whole, controls);
        if body.len() <= limit {
            return Sized {
                body,
                size: Size::Whole,
            };
        }
        let body = self.body(Size::Exceeded, controls);
        let size = if body.len() <= limit {
            Size::Exceeded
        } else {
            Size::TooLarge
        };
        Sized { body, size }
    }
}
