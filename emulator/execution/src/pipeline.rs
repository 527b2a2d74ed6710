//! The event pipeline: runs the registered steps around the main operation of every message (section 3).
//!
//! A request passes three stages: PreValidation before the transaction, PreOperation and PostOperation inside it.
//! Synchronous steps run here. Asynchronous steps become system jobs, written in the request's own transaction, so that
//! they exist only if the request is committed. This module knows neither the main operations nor how a context is
//! sent.

mod context;
mod custom_api;
mod handle;
mod images;
mod job;
mod merged;
mod run;
mod trace_log;
mod trace_text;

pub(crate) use custom_api::main;
pub(crate) use handle::perform_step;
pub(crate) use job::{Prepared, prepare};
pub(crate) use run::{run_pipeline, steps_of};
pub use trace_log::step_of;
