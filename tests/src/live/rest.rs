//! Waiting, in real time, for an organization whose clock nobody can move.

use std::time::Duration;

use serde_json::Value;

use super::scenario::Scenario;
use crate::exchange::json;
use crate::failure::Failure;

/// How far an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Ended,
}

impl Scenario {
    /// Waits until every operation of the scenario has ended or is held by the scenario itself.
    ///
    /// # Errors
    /// When that takes longer than the target's file allows.
    pub(crate) async fn rest(&self) -> Result<(), Failure> {
        while self.open().await? > self.held() {
            self.wait_to_look_again().await?;
        }
        if self.listens() {
            self.pause(self.target().pace().quiet).await?;
        }
        Ok(())
    }

    /// Waits as long as lies between two looks at an operation.
    ///
    /// # Errors
    /// When the scenario has waited for as long as the target's file allows.
    pub(crate) async fn wait_to_look_again(&self) -> Result<(), Failure> {
        self.pause(self.target().pace().poll).await
    }

    /// Lets real time pass.
    ///
    /// # Errors
    /// When that would be more than the target's file allows a scenario.
    #[expect(
        clippy::disallowed_methods,
        reason = "the target's time is nobody's to move"
    )]
    pub(crate) async fn pause(&self, time: Duration) -> Result<(), Failure> {
        let budget = self.target().pace().budget;
        if !self.spend(time, budget) {
            return Err(Failure::Slow(format!(
                "the scenario has waited for {budget:?}, which is its budget"
            )));
        }
        tokio::time::sleep(time).await;
        Ok(())
    }

    /// How many of the scenario's operations have not ended.
    async fn open(&self) -> Result<usize, Failure> {
        let mut open = 0;
        for monitor in self.unended() {
            match self.state(&monitor).await? {
                State::Open => open += 1,
                State::Ended => self.ended(&monitor),
            }
        }
        Ok(open)
    }

    async fn state(&self, monitor: &str) -> Result<State, Failure> {
        let answer = self.glance("GET", monitor).await?.response;
        // One that nobody finds has nothing more to do.
        if answer.status != 200 {
            return Ok(State::Ended);
        }
        let code = json(&answer.body)?
            .get("backgroundOperationStateCode")
            .and_then(Value::as_u64);
        Ok(match code {
            Some(3) => State::Ended,
            _ => State::Open,
        })
    }
}
