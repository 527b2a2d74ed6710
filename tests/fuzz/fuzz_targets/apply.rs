//! Feeds the target `apply`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::targets::query_apply(bytes));
