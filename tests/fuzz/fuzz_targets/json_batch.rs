//! Feeds the target `json_batch`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::targets::json_batch(bytes));
