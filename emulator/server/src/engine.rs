//! What makes background operations run.

pub mod behavior;
pub mod hold;
