//! Lives of operations from submission to the end, on a clock that the test moves.

mod ends;
mod gates;
mod gone;
mod harness;
mod ledger;
mod order;
mod restart;
