//! Waiting, in real time, for an organization without a clock that the suite could move.

use std::time::Duration;

use serde_json::Value;

use super::scenario::LiveScenario;
use crate::exchange::json;
use crate::failure::Failure;

/// The state of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Ended,
}

impl LiveScenario {
    /// Waits until every operation of the scenario has ended or is held by the scenario.
    ///
    /// # Errors
    /// When the wait exceeds the budget of the target file.
    pub(crate) async fn rest(&self) -> Result<(), Failure> {
        while self.open().await? > self.held() {
            self.wait_to_look_again().await?;
        }
        if self.listens() {
            self.pause(self.target().pace().quiet).await?;
        }
        Ok(())
    }

    /// Waits for the polling interval of the target file.
    ///
    /// # Errors
    /// When the scenario's waits exceed the budget of the target file.
    pub(crate) async fn wait_to_look_again(&self) -> Result<(), Failure> {
        self.pause(self.target().pace().poll).await
    }

    /// Waits in real time.
    ///
    /// # Errors
    /// When the scenario's waits would exceed the budget of the target file.
    #[expect(
        clippy::disallowed_methods,
        reason = "the suite cannot move the clock of a live organization"
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

    /// The number of the scenario's operations that have not ended.
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
        // An operation whose row does not exist any more has ended.
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
