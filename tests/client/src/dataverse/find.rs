//! Queries of background operations.

use http::Method;
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

use super::{Row, SET, codes, row};
use crate::client::Client;
use crate::error::Result;
use crate::status::Status;

/// A query of background operations, newest first.
#[must_use = "nothing is sent before `send`"]
#[derive(Debug, Clone)]
pub struct Find<'a> {
    client: &'a Client,
    conditions: Vec<String>,
    top: Option<u32>,
}

#[derive(Deserialize)]
struct Found {
    value: Vec<Row>,
}

impl<'a> Find<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        Self {
            client,
            conditions: Vec::new(),
            top: None,
        }
    }

    /// Those in this state.
    pub fn status(mut self, status: Status) -> Self {
        if let Some((_, reason)) = codes::of(status) {
            let condition = format!("backgroundoperationstatuscode eq {reason}");
            self.conditions.push(condition);
        }
        self
    }

    /// Those of this custom API.
    pub fn name(mut self, name: &str) -> Self {
        let literal = name.replace('\'', "''");
        self.conditions.push(format!("name eq '{literal}'"));
        self
    }

    /// At most so many.
    pub fn top(mut self, rows: u32) -> Self {
        self.top = Some(rows);
        self
    }

    /// Sends the query.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn send(self) -> Result<Vec<Row>> {
        let order = encoded("createdon desc");
        let mut path = format!("{SET}?$select={}&$orderby={order}", row::COLUMNS);
        if !self.conditions.is_empty() {
            let filter = encoded(&self.conditions.join(" and "));
            path = format!("{path}&$filter={filter}");
        }
        if let Some(top) = self.top {
            path = format!("{path}&$top={top}");
        }
        let found: Found = self.client.request(Method::GET, path).send().await?;
        Ok(found.value)
    }
}

/// A value of a query option. A space is `%20`: not every service takes `+` for one.
fn encoded(value: &str) -> String {
    let encoded: String = byte_serialize(value.as_bytes()).collect();
    encoded.replace('+', "%20")
}
