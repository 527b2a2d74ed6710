//! Feeds the target `solution`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::targets::solution_archive(bytes));
