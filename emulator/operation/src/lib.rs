//! The state machines of background operations and of system jobs, as pure functions.
//!
//! A [`phase::Phase`] is the state of an operation at a moment. [`step::step`] applies a
//! [`step::Signal`], and [`cancel::cancel`] a request to cancel, which can be refused. Both compute
//! the next phase and the [`step::Effect`]s that are due once that phase is stored. [`record`]
//! computes the columns of a phase, [`lifetime`] the expiry of the row. [`job`] does the same for
//! system jobs.
//!
//! No function does I/O, reads a clock or makes an id: every instant is an argument. Behaviour that
//! Microsoft's documentation leaves open is a field of [`rules::Rules`].

pub mod attempt;
pub mod backoff;
pub mod cancel;
pub mod fault;
pub mod job;
pub mod lifetime;
mod memo;
pub mod outcome;
pub mod phase;
pub mod record;
pub mod rules;
pub mod status;
pub mod step;
