//! Gherkin features and wire snapshots that state what Dataverse's background operations do.
//!
//! The suite speaks HTTP to a *target* and to nothing else. It shares no parser with the emulator, so that a mistake in
//! one of the emulator's parsers cannot hide here. It links the emulator's start function only.
//!
//! In the order of a run: the [`cli`] reads what is wanted, a [`selection`] of the [`catalogue`]'s scenarios; the
//! [`runner`] takes them to a [`target`], and the [`recorder`] gathers how they end. Each [`phrase`] of a scenario says
//! what it [`needs`] of the target. In the order of a scenario's life: the target gives it an [`organization`], its
//! [`steps`] act on a [`world`], every [`exchange`] is kept, what it needs later goes into its [`memory`], callbacks
//! arrive at a [`sink`], and what a whole exchange looks like is held by a [`snapshot`], an [`envelope`] of the SDK
//! included. The [`register`] says which requirements exist and
//! which scenario proves them; a [`verdict`] is said of each, and [`reports`] are made of the [`results`].
//!
//! Other tests start the [`command`] as a process and send requests over the bare [`wire`]: the crash test, the load
//! test and the benchmark. They register steps with [`registration`].

pub mod assets;
pub mod catalogue;
pub mod cli;
pub mod command;
pub mod difference;
pub mod envelope;
pub mod exchange;
pub mod expectation;
pub mod failure;
pub mod handler;
pub mod json_batch;
pub mod known;
pub mod live;
pub mod memory;
pub mod multipart;
pub mod needs;
pub mod organization;
pub mod phrase;
pub mod preflight;
pub mod progress;
pub mod recorder;
pub mod register;
pub mod registration;
pub mod reports;
pub mod results;
pub mod runner;
pub mod selection;
pub mod sink;
pub mod snapshot;
pub mod steps;
pub mod target;
pub mod verdict;
pub mod wire;
pub mod world;
