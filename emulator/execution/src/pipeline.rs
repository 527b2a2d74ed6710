//! The pipeline: the steps around every message, whatever door or code its request came from (section 3).
//!
//! A request passes three stages of steps: before the transaction, inside it before the main operation, inside it
//! afterwards. Synchronous steps run here; asynchronous ones become system jobs in the request's own list of writes, so
//! that they exist only if the request is committed. What a message does is not known here, nor how anything is sent.

mod context;
mod custom_api;
mod handle;
mod images;
mod job;
mod run;
mod trace_log;
mod trace_text;

pub(crate) use custom_api::main;
pub(crate) use handle::perform_step;
pub(crate) use job::{Prepared, prepare};
pub(crate) use run::{run_pipeline, steps_of};
pub use trace_log::step_of;
