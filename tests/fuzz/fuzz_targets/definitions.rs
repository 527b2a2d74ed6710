//! Feeds the target `definitions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::targets::definitions(bytes));
