//! Feeds the target `batch`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dataverse_fuzz::targets::batch_document(bytes));
