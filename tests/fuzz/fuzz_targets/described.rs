//! Feeds the target `described`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::described::described(bytes));
