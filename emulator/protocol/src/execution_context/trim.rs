//! What becomes of a context that is too large to be sent (WH-023).
//!
//! The documentation says that four properties are *removed* from a context over 256 KB, not how
//! that looks. The SDK's class has no member that is left out when it is empty: a missing parent is
//! written as `null`, an empty collection as `[]` (both measured, section 3.4). So a body without
//! them has `ParentContext` null and the other three empty, and every receiver that reads a whole
//! context reads it too.

use dataverse_bug::Bug;

use super::ExecutionContext;

/// A body with what was done to fit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sized {
    /// JSON of `RemoteExecutionContext`.
    pub body: String,
    /// Whether the body is the whole context.
    pub size: Size,
}

/// How a context compares with the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The body is the whole context.
    Whole,
    /// `ParentContext`, `InputParameters`, `PreEntityImages` and `PostEntityImages` are not in the
    /// body; the receiver is told with `x-ms-dynamics-msg-size-exceeded` (WH-021).
    Exceeded,
    /// The same body, and it is over the limit still: it is not to be sent, and the step fails
    /// with `0x80050207` (WH-026).
    TooLarge,
}

impl ExecutionContext {
    /// The JSON of `RemoteExecutionContext` in at most `limit` bytes of UTF-8, if it can be (WH-023).
    pub fn write_within(&self, limit: usize) -> Sized {
        let body = self.write();
        if body.len() <= limit || Bug::LargeContextsWhole.is_on() {
            return Sized {
                body,
                size: Size::Whole,
            };
        }
        let body = self.body(Size::Exceeded);
        let size = if body.len() <= limit {
            Size::Exceeded
        } else {
            Size::TooLarge
        };
        Sized { body, size }
    }
}
