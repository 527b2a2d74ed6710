//! The emulator under load: many completions, receivers that do not answer, requests that hang.
//!
//! The emulator is a process on a database file; receivers are listeners in the test. The tests
//! measure no time: they wait for an arrival, or until the emulator has nothing left to do.
//!
//! `cargo test` completes two thousand operations. This command completes another number and
//! prints the figures:
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
