//! The emulator under load: many completions, receivers that do not answer, requests that hang.
//!
//! The emulator is a process on a database file; receivers are listeners of the test's own. Nothing
//! is timed: who waits, waits for an arrival or for the emulator to have nothing left to do.
//!
//! `cargo test` completes two thousand operations. As many as wanted, with the numbers shown:
//!
//! ```text
//! LOAD=10000 cargo test -p dataverse-conformance --test load -- --nocapture
//! ```
#![cfg(unix)]

mod completions;
mod emulator;
mod hanging;
mod hosts;
mod receiver;
