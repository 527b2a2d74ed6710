//! The organization's time and its coming to rest.

use cucumber::{given, then, when};
use serde_json::json;

use crate::failure::Failure;
use crate::world::World;

/// How often an organization is asked whether a request that is under way has come to its wait.
const LOOKS: usize = 500;

#[given(regex = r#"^the clock advances by "([^"]+)"$"#)]
#[when(regex = r#"^the clock advances by "([^"]+)"$"#)]
async fn advance_by(world: &mut World, duration: String) -> Result<(), Failure> {
    world.organization()?.pass(&duration).await
}

#[when(regex = r#"^the clock advances to "([^"]+)"$"#)]
async fn advance_to(world: &mut World, instant: String) -> Result<(), Failure> {
    world.organization()?.pass_until(&instant).await
}

#[given(regex = r"^the clock advances until nothing is left to do$")]
#[when(regex = r"^the clock advances until nothing is left to do$")]
async fn advance_until_idle(world: &mut World) -> Result<(), Failure> {
    world.organization()?.finish().await
}

#[given(regex = r"^everything settles$")]
#[when(regex = r"^everything settles$")]
async fn settle(world: &mut World) -> Result<(), Failure> {
    world.organization()?.settle().await
}

/// For a request whose answer is not awaited: it has to arrive before time moves.
#[when(regex = r"^the organization waits for (time|release|polls)$")]
async fn waits_for(world: &mut World, class: String) -> Result<(), Failure> {
    for _ in 0..LOOKS {
        if world.organization()?.pending(&class).await? > 0 {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
    Err(Failure::Unmet(format!(
        "the organization never waited for {class}"
    )))
}

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
