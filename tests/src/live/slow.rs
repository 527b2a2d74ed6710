//! Makes custom APIs slow where no control door can script them: a webhook on the custom API calls the suite, which
//! delays its answer. The platform waits for a webhook for one minute at most.
//!
//! What a webhook cannot do, an existing custom API of the target file does instead.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::scenario::LiveScenario;
use crate::failure::Failure;
use crate::sink::{Gate, SinkBehavior};

/// The longest delay of a webhook's answer: the platform's minute, less some time for the transport.
const LONGEST: Duration = Duration::from_secs(55);

/// The script of a custom API that throws.
pub(crate) fn failure() -> Value {
    json!({ "fail": { "code": "0x80040265", "message": "It went wrong." } })
}

impl LiveScenario {
    /// Makes a custom API behave as a script says, as far as a webhook can.
    ///
    /// # Errors
    /// When a webhook cannot do that, or cannot be registered.
    pub(crate) async fn behave(&self, api: &str, behavior: &Value) -> Result<(), Failure> {
        let beyond = || {
            Failure::unsupported(format!(
                "{api} is to behave as {behavior}, which only the control door can arrange"
            ))
        };
        if !self.has_declared(api) {
            return Err(beyond());
        }
        let there = self.target().custom_apis();
        let own = match behavior.pointer("/outcomes/0") {
            Some(Value::String(end)) if end == "never" => there.slow.as_deref(),
            Some(end) if *end == failure() => there.failing.as_deref(),
            _ => None,
        };
        if let Some(own) = own {
            self.stand_in(api, own);
            return Ok(());
        }
        let behavior = behavior.as_object().filter(|members| members.len() == 1);
        let finish = behavior.and_then(|behavior| behavior.get("finish"));
        let after = finish
            .and_then(|finish| finish.get("after"))
            .and_then(Value::as_str);
        match (finish, after) {
            (Some(Value::String(released)), _) if released == "released" => {
                let gate = Arc::new(Gate::closed());
                self.call(api, SinkBehavior::Held(Arc::clone(&gate)), Some(gate))
                    .await
            }
            (_, Some(time)) => match time.parse::<jiff::SignedDuration>() {
                Ok(time) if Duration::try_from(time).is_ok_and(|time| time <= LONGEST) => {
                    let time = time.unsigned_abs();
                    self.call(api, SinkBehavior::Slow(time), None).await
                }
                _ => Err(beyond()),
            },
            _ => Err(beyond()),
        }
    }

    /// Registers a webhook that the custom API calls at each execution, before its other steps.
    async fn call(
        &self,
        api: &str,
        manner: SinkBehavior,
        gate: Option<Arc<Gate>>,
    ) -> Result<(), Failure> {
        let hook = self.listen(vec![manner])?;
        let endpoint = json!({
            "name": self.declare(api), "contract": 8, "url": hook.url(), "authtype": 4,
            "authvalue": "suite", "path": "", "solutionnamespace": "",
        });
        let endpoint = self.create("serviceendpoints", &endpoint).await?;
        let message = self.message(api).await?;
        let step = json!({
            "name": self.declare(api), "mode": 0, "stage": 20, "rank": 1,
            "sdkmessageid@odata.bind": format!("/sdkmessages({message})"),
            "eventhandler_serviceendpoint@odata.bind": format!("/serviceendpoints({endpoint})"),
        });
        self.create("sdkmessageprocessingsteps", &step).await?;
        self.keep(hook, gate);
        Ok(())
    }

    /// The id of a custom API's message.
    async fn message(&self, api: &str) -> Result<String, Failure> {
        self.find("sdkmessages", "sdkmessageid", &format!("name eq '{api}'"))
            .await
    }
}
