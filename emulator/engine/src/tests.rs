//! The life of background operations from submission to the end, on a clock that the test moves.

mod barriers;
mod ends;
mod full_disk;
mod gone;
mod handlers;
mod harness;
mod lanes;
mod ledger;
mod order;
mod restart;
