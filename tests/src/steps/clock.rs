//! The organization's time and its coming to rest.

use std::time::Duration;

use cucumber::gherkin::Step;
use serde_json::json;
use suite_phrase::phrase;

use crate::failure::Failure;
use crate::world::World;

/// How often an organization is asked whether a request that is under way has come to its wait.
const LOOKS: usize = 20_000;

/// Lets time pass: a duration in ISO 8601, such as `PT5M`. An organization without a control door takes as long in
/// real time.
#[phrase(anywhere)]
#[given(regex = r#"^the clock advances by "([^"]+)"$"#)]
#[when(regex = r#"^the clock advances by "([^"]+)"$"#)]
async fn advance_by(world: &mut World, duration: String) -> Result<(), Failure> {
    world.organization()?.pass(&duration).await
}

/// How much time a step lets pass.
pub(crate) fn wait_of(step: &Step) -> Duration {
    let time = step.value.strip_prefix("the clock advances by \"");
    let time = time.and_then(|text| text.strip_suffix('"')?.parse::<jiff::SignedDuration>().ok());
    time.map_or(Duration::ZERO, |time| time.unsigned_abs())
}

/// Moves the clock to an instant, such as `2026-01-02T03:04:05Z`.
#[phrase]
#[when(regex = r#"^the clock advances to "([^"]+)"$"#)]
async fn advance_to(world: &mut World, instant: String) -> Result<(), Failure> {
    let instant = world.memory.fill(&instant)?;
    world.organization()?.pass_until(&instant).await
}

/// Lets time pass until neither operations nor jobs nor requests are left to run.
#[phrase(anywhere)]
#[given(regex = r"^the clock advances until nothing is left to do$")]
#[when(regex = r"^the clock advances until nothing is left to do$")]
async fn advance_until_idle(world: &mut World) -> Result<(), Failure> {
    world.organization()?.finish().await
}

/// Waits until nothing more happens without time or a release.
#[phrase(anywhere)]
#[given(regex = r"^everything settles$")]
#[when(regex = r"^everything settles$")]
async fn settle(world: &mut World) -> Result<(), Failure> {
    world.organization()?.settle().await
}

/// Waits until something in the organization waits for time, a release or polls, or for room in its database. For a
/// request whose answer is not awaited: it has to arrive before time moves.
#[phrase]
#[when(regex = r"^the organization waits for (time|release|polls|storage)$")]
async fn waits_for(world: &mut World, class: String) -> Result<(), Failure> {
    for _ in 0..LOOKS {
        let organization = world.organization()?;
        let waiting = match class.as_str() {
            "storage" => organization.waiting_for_storage().await?,
            class => organization.pending(class).await?,
        };
        if waiting > 0 {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
    Err(Failure::Unmet(format!(
        "the organization never waited for {class}"
    )))
}

/// The organization's time.
#[phrase]
#[then(regex = r#"^the clock shows "([^"]+)"$"#)]
async fn clock_shows(world: &mut World, instant: String) -> Result<(), Failure> {
    let exchange = world.glance("GET", "/_emulator/v1/clock").await?;
    let found = crate::exchange::json(&exchange.response.body)?;
    let now = found.get("now").cloned().unwrap_or_default();
    if now == json!(instant) {
        Ok(())
    } else {
        Err(world.mismatch("the clock", instant, now))
    }
}
