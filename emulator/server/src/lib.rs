//! A small server that behaves like Microsoft Dataverse where background operations are concerned.

pub mod activity;
pub mod clock;
pub mod engine;
pub mod faults;
pub mod identity;
pub mod metadata;
pub mod notice;
pub mod store;
