//! Services that the parts of a running organization share: time, ids, secrets, counts of work, deadlines,
//! crash points, and the traits for outbound calls. What the work does is not known here.

pub mod activity;
pub mod clock;
pub mod crash_points;
pub mod deadline;
pub mod identity;
pub mod secret;
pub mod way_out;
