//! What the parts of a running organization are given from outside and share: the time, the ids, the count of work that
//! is under way, until when it is wanted, and the points at which a crash test has the process die. What the work is, is not known here.

pub mod activity;
pub mod clock;
pub mod crash_points;
pub mod deadline;
pub mod identity;
pub mod way_out;
