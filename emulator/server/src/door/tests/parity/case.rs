//! A case of `cases.json`.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::caller::{API, Caller};

/// One message by both doors. `{name}` in a path, a body or a parameter stands for what was remembered by this name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) message: String,
    /// Requests of the Web API before, for both organizations.
    #[serde(default)]
    pub(super) before: Vec<Step>,
    /// Method and path of the Web API.
    #[serde(default)]
    pub(super) web: String,
    /// A header of the request.
    #[serde(default)]
    pub(super) header: Option<(String, String)>,
    /// The body, which has the parameters of the SDK, too.
    #[serde(default)]
    pub(super) body: Map<String, Json>,
    /// The parameters of the SDK, in place of those of the body.
    #[serde(default)]
    pub(super) sdk: Option<Map<String, Json>>,
    /// Parameters of the SDK besides those of the body.
    #[serde(default)]
    pub(super) more: Map<String, Json>,
    /// Parameters of the SDK as XML, of types that no result has.
    #[serde(default)]
    pub(super) xml: String,
    /// Why the message cannot be compared.
    #[serde(default)]
    pub(super) apart: String,
}

/// A request of the Web API: method, path, body, and what is remembered of its answer, a JSON pointer by name.
#[derive(Deserialize)]
pub(super) struct Step(
    String,
    String,
    Json,
    #[serde(default)] BTreeMap<String, String>,
);

/// What an organization has answered, by name.
#[derive(Default)]
pub(super) struct Remembered(BTreeMap<String, String>);

impl Remembered {
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (name, value) in &self.0 {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        filled
    }

    pub(super) fn fill_all(&self, values: &Map<String, Json>) -> Map<String, Json> {
        let text = serde_json::to_string(values).unwrap();
        serde_json::from_str(&self.fill(&text)).unwrap()
    }
}

impl Case {
    pub(super) fn all() -> Vec<Self> {
        serde_json::from_str(include_str!("cases.json")).unwrap()
    }

    /// Sends the requests before, and says why one of them fails.
    pub(super) async fn prepare(&self, caller: &Caller) -> Result<Remembered, String> {
        let mut remembered = Remembered::default();
        for Step(method, path, body, pointers) in &self.before {
            let path = remembered.fill(path);
            let body = remembered.fill(&body.to_string());
            let answer = send(caller, (method, &path), None, body).await?;
            for (name, pointer) in pointers {
                let value = answer.pointer(pointer).and_then(Json::as_str);
                let value = value.ok_or_else(|| format!("{path}: no {pointer} in {answer}"))?;
                remembered.0.insert(name.clone(), value.to_owned());
            }
        }
        Ok(remembered)
    }

    /// Sends the message over the Web API, and says why it fails.
    pub(super) async fn send_to_web(
        &self,
        caller: &Caller,
        remembered: &Remembered,
    ) -> Result<(), String> {
        let (method, path) = self.web.split_once(' ').unwrap();
        let path = remembered.fill(path);
        let body = Json::Object(remembered.fill_all(&self.body)).to_string();
        let answer = send(caller, (method, &path), self.header.as_ref(), body).await;
        answer.map(drop)
    }
}

async fn send(
    caller: &Caller,
    (method, path): (&str, &str),
    header: Option<&(String, String)>,
    body: String,
) -> Result<Json, String> {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let request = caller.request(method, &format!("{API}/{path}"));
    let mut request = request.header("content-type", "application/json");
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let answer = request.body(body).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    match status.is_success() {
        true => Ok(serde_json::from_str(&text).unwrap_or_default()),
        false => Err(format!("{path} over the Web API: {status} {text}")),
    }
}
