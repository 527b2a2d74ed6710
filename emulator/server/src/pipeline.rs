//! The pipeline: the steps around every message, whatever door or code it came from (section 3).
//!
//! A request passes three stages of steps: before the unit of work, inside it before the main
//! operation, inside it afterwards. Synchronous steps run here; asynchronous ones become system
//! jobs in the request's own list of writes, so that they exist only if the request is committed.
//! What a message does is not known here, nor how anything is sent.

mod bypass;
mod context;
mod handle;
mod images;
mod job;
mod passage;
mod reach;
mod registry;
mod step;
mod trace_log;
mod trace_text;

pub(crate) use bypass::Bypass;
pub(crate) use handle::run_plugin;
pub(crate) use job::perform;
pub(crate) use passage::{Passage, main_context, subject, through};
pub(crate) use reach::{By, Outside, Reach, Wanted};
pub(crate) use registry::Steps;
pub(crate) use step::{Configuration, NO_TABLE};
pub(crate) use trace_log::step_of;
