//! The life of a background operation, and of a system job, as pure functions.
//!
//! What an operation *is* at a moment is a [`phase::Phase`]; what may *happen* to it is a
//! [`step::Signal`] or the one wish that can be refused, [`cancel::cancel`]. Both answer with the
//! next phase and with the [`step::Effect`]s that are due once that phase is stored. [`record`] is
//! what the table shows of a phase, [`lifetime`] when its row goes away. [`job`] is the same, and
//! smaller, for system jobs.
//!
//! Nothing here does I/O, reads a clock or makes an id: every instant comes in as an argument, and
//! everything Microsoft's documentation leaves open is a field of [`rules::Rules`].

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
