//! Batches: several requests in one, and their answers by the tickets that were handed out for them.

mod build;
mod json;
mod multipart;
mod read;
mod response;

pub use build::{Batch, BatchRequest, ChangeSet, Part};
pub use response::BatchResponse;
