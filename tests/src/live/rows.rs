//! Rows that the suite itself creates and finds for a scenario. They are noted like the scenario's
//! own.

use serde_json::Value;

use super::scenario::LiveScenario;
use crate::exchange::{Exchange, Headers, Request, json as parse};
use crate::failure::Failure;

impl LiveScenario {
    /// The id, in the column `key`, of the row of `set` that matches a filter.
    ///
    /// # Errors
    /// When no row matches.
    pub(super) async fn find(&self, set: &str, key: &str, filter: &str) -> Result<String, Failure> {
        let url = format!(
            "{}/api/data/v9.2/{set}?$select={key}&$filter={filter}",
            self.target().url()
        );
        let found = parse(&self.glance("GET", &url).await?.response.body)?;
        let id = found.pointer(&format!("/value/0/{key}"));
        id.and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Failure::Unmet(format!("no row of {set} has {filter}: {found}")))
    }

    /// Creates a row. Returns its id.
    ///
    /// # Errors
    /// When the organization refuses the row.
    pub(super) async fn create(&self, set: &str, row: &Value) -> Result<String, Failure> {
        let exchange = self.post(set, row).await?;
        let id = exchange.response.headers.new_row();
        id.ok_or_else(|| Failure::Unmet(format!("no row of {set} was made:\n{exchange}")))
    }

    /// Posts a body to a path below the Web API and expects a 204.
    ///
    /// # Errors
    /// When the organization refuses the request.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Exchange, Failure> {
        let mut headers = self.sign(None).await?;
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        let request = Request {
            method: "POST".to_owned(),
            target: format!("{}/api/data/v9.2/{path}", self.target().url()),
            headers: Headers(headers),
            body: body.to_string().into_bytes(),
        };
        let exchange = self.send(request).await?;
        match exchange.response.status {
            204 => Ok(exchange),
            _ => Err(Failure::Unmet(format!("{path} was refused:\n{exchange}"))),
        }
    }
}
