//! `sweep`: removes the rows that earlier runs have left in an organization.

use std::time::Duration;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::target_args::TargetArgs;
use super::{Exit, Refusal};
use crate::live;
use crate::target::OrganizationKind;

/// The arguments of `sweep`.
#[derive(Debug, Args)]
pub(super) struct SweepArguments {
    #[command(flatten)]
    target: TargetArgs,

    /// Leave alone what is younger, as an ISO 8601 duration; a run that is under way must not be swept
    #[arg(long, value_name = "DURATION", default_value = "PT1H")]
    older_than: SignedDuration,
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a run has left is known by its age in real time"
)]
pub(super) async fn main(arguments: SweepArguments) -> Result<Exit, Refusal> {
    let age = Duration::try_from(arguments.older_than)
        .map_err(|_| Refusal::broken("--older-than: expected a duration that is not negative"))?;
    let target = arguments.target.wanted()?.open().await?;
    if target.isolation() == OrganizationKind::Own {
        println!("nothing to sweep: there every scenario has an organization of its own");
        return Ok(Exit::Expected);
    }
    let swept = live::sweep(&target, Timestamp::now(), age).await;
    let swept = swept.map_err(Refusal::broken)?;
    for line in &swept.removed {
        println!("removed {line}");
    }
    for complaint in &swept.complaints {
        eprintln!("left: {complaint}");
    }
    println!(
        "{} removed, {} left",
        swept.removed.len(),
        swept.complaints.len()
    );
    target.close().await;
    match swept.complaints.is_empty() {
        true => Ok(Exit::Expected),
        false => Err(Refusal::broken("something could not be removed")),
    }
}
