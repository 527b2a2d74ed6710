//! Feeds the target `fetchxml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::targets::fetch_xml(bytes));
