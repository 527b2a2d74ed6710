//! The scenes by their names, in the order in which they are played.

use clap::ValueEnum;

use crate::play::Plan;
use crate::{Outcome, definitions, hosts, life, many_rows, polls, queries, starts, steps, submits};

/// A scene that can be measured by itself.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Name {
    Start,
    Open,
    SubmitDurable,
    SubmitTemporary,
    StepCompletion,
    StepSynchronous,
    Hosts,
    PollRate,
    PollLatency,
    Queries,
    ManyRows,
    DefinitionReads,
    DefinitionStarts,
    Life,
    Lives,
}

/// The scenes that a word names: by a whole name, or by the beginning of a name up to a hyphen.
pub(crate) fn named(word: &str) -> Result<Vec<Name>, String> {
    let known = Name::value_variants().iter().copied();
    let known: Vec<_> = known
        .filter_map(|name| Some((name, name.to_possible_value()?.get_name().to_owned())))
        .collect();
    let is_meant = |name: &str| {
        let rest = name.strip_prefix(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let meant = known.iter().filter(|(_, name)| is_meant(name));
    let meant: Vec<_> = meant.map(|(name, _)| *name).collect();
    if meant.is_empty() {
        let names: Vec<_> = known.into_iter().map(|(_, name)| name).collect();
        return Err(format!("expected some of {}", names.join(", ")));
    }
    Ok(meant)
}

/// Measures the scenes of the plan.
pub(crate) async fn all(plan: &Plan) -> Outcome {
    for name in &plan.names {
        match name {
            Name::Start => starts::processes(plan).await?,
            Name::Open => starts::organizations(plan).await?,
            Name::SubmitDurable => submits::durable(plan).await?,
            Name::SubmitTemporary => submits::temporary(plan).await?,
            Name::StepCompletion => steps::completion(plan).await?,
            Name::StepSynchronous => steps::synchronous(plan).await?,
            Name::Hosts => hosts::all(plan).await?,
            Name::PollRate => polls::rate(plan).await?,
            Name::PollLatency => polls::latency(plan).await?,
            Name::Queries => queries::all(plan).await?,
            Name::ManyRows => many_rows::all(plan).await?,
            Name::DefinitionReads => definitions::reads(plan).await?,
            Name::DefinitionStarts => definitions::starts(plan).await?,
            Name::Life => life::one(plan).await?,
            Name::Lives => life::many(plan).await?,
        }
    }
    Ok(())
}
