//! Tests of the doors over HTTP, for behavior that shows only in the bytes on the wire.

mod absolute_form;
mod any_request;
mod definitions;
mod large_queries;
mod many_columns;
mod paging;
mod parity;
mod platform_names;
mod sinks;
