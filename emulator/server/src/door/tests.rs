//! The doors over HTTP, where only the bytes on the wire show the difference.

mod any_request;
mod paging;
mod sinks;
