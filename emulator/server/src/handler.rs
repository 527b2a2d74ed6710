//! Plug-ins in the developer's own process: a plug-in type is bound to an HTTP address, is told the
//! execution context there, and may call back while its request waits.
//!
//! To everybody else such a process is a [`Plugin`](crate::plugin::Plugin) like any other. What a
//! message does, how HTTP is spoken and which stage it is are not known here.

mod answer;
mod bindings;
mod join;
mod noted;
mod process;

pub use bindings::{Binding, BindingError};
pub(crate) use bindings::{Bindings, Bound};
pub(crate) use join::{Ask, Joined, Joins, is_token, line};
pub(crate) use process::Process;
