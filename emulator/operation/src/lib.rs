//! The life of a background operation, as pure functions.
