//! Tests of `lifetime`.
