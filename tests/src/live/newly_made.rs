//! Waits for a new custom API: an organization has many servers, and the documentation does not promise that all of
//! them know a new definition at once (CA-015). The suite sends requests that do not call the API until it is known.

use serde_json::Value;

use super::scenario::LiveScenario;
use super::sign;
use crate::exchange::{Exchange, Headers, Request, json};
use crate::failure::Failure;

/// The largest number of these requests.
const LOOKS: usize = 10;
/// The message for an address that begins with an unknown name (CA-03A).
const UNKNOWN: &str = "Resource not found for the segment";

/// A request that shows whether a custom API is known, without calling it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct VerbProbe {
    /// The verb that the API does not take.
    verb: &'static str,
    name: String,
}

impl VerbProbe {
    /// The question for the API that `request` creates; `None` for an API that is bound to rows, which has no address
    /// of its own.
    pub(super) fn of(request: &Request) -> Option<Self> {
        if request.method != "POST" || !request.target.ends_with("/customapis") {
            return None;
        }
        let row = json(&request.body).ok()?;
        if row.get("bindingtype").and_then(Value::as_i64) != Some(0) {
            return None;
        }
        let is_function = row.get("isfunction").and_then(Value::as_bool);
        let name = row.get("uniquename")?.as_str()?.to_owned();
        let verb = match is_function {
            Some(true) => "POST",
            _ => "GET",
        };
        Some(Self { verb, name })
    }
}

impl LiveScenario {
    /// Waits until the custom API is known. After the last attempt the scenario continues and its own requests decide.
    ///
    /// # Errors
    /// When no answer comes.
    pub(super) async fn wait_until_known(
        &self,
        question: &VerbProbe,
        made: &Exchange,
    ) -> Result<(), Failure> {
        if !(200..300).contains(&made.response.status) {
            return Ok(());
        }
        for _ in 0..LOOKS {
            if self.is_known(question).await? || self.wait_to_look_again().await.is_err() {
                break;
            }
        }
        Ok(())
    }

    async fn is_known(&self, question: &VerbProbe) -> Result<bool, Failure> {
        let (url, version) = (self.target().url(), self.target().api_version());
        let request = Request {
            method: question.verb.to_owned(),
            target: format!("{url}/api/data/{version}/{}", question.name),
            headers: Headers(sign(self.target(), None).await?),
            body: Vec::new(),
        };
        let answer = self.target().wire().send(request).await?.response;
        let message = json(&answer.body).unwrap_or_default();
        let message = message.pointer("/error/message").and_then(Value::as_str);
        Ok(!message.is_some_and(|message| message.contains(UNKNOWN)))
    }
}

#[cfg(test)]
mod tests {
    use super::VerbProbe;
    use crate::exchange::{Headers, Request};

    #[test]
    fn one_asks_with_the_verb_that_calls_nothing() {
        let of = |method: &str, target: &str, body: &str| {
            VerbProbe::of(&Request {
                method: method.to_owned(),
                target: format!("http://h/api/data/v9.2/{target}"),
                headers: Headers::default(),
                body: body.as_bytes().to_vec(),
            })
        };
        let row = r#"{"uniquename":"dvc_X","bindingtype":0,"isfunction":false}"#;
        let question = of("POST", "customapis", row).unwrap();
        assert_eq!((question.verb, question.name.as_str()), ("GET", "dvc_X"));
        let function = row.replace("false", "true");
        assert_eq!(of("POST", "customapis", &function).unwrap().verb, "POST");
        for (method, target, body) in [
            ("POST", "customapis", row.replace(":0", ":1").as_str()),
            ("POST", "accounts", row),
            ("PATCH", "customapis", row),
            ("POST", "customapis", "no JSON"),
        ] {
            assert_eq!(of(method, target, body), None, "{method} {target} {body}");
        }
    }
}
