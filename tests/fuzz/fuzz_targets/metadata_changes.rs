//! Feeds the target `metadata_changes`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::targets::metadata_changes(bytes));
