//! Creates organizations through the control door, one for each scenario, and removes them.

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::{OrganizationKind, Target};
use crate::exchange::{Exchange, Headers, Request};
use crate::failure::Failure;
use crate::organization::Own;

/// The number of names that are tried: more than the number of concurrent runs.
const NAMES: usize = 20;

impl Target {
    /// Creates an organization as `wish` describes it (`name`, `clock`, `seed`, `samples`, `rules`).
    ///
    /// Dropping the returned future does not stop the request: the organization is created and noted.
    ///
    /// # Errors
    /// When the control door refuses, or its answer names no address.
    pub async fn organization(self: &Arc<Self>, wish: &Value) -> Result<Own, Failure> {
        let making = Arc::clone(&self.making).read_owned().await;
        let (target, wish) = (Arc::clone(self), wish.clone());
        let made = tokio::spawn(async move {
            let made = target.make(&wish).await;
            drop(making);
            made
        });
        let (name, url) = made
            .await
            .map_err(|error| Failure::step(error.to_string()))??;
        Ok(Own::new(Arc::clone(self), name, &url))
    }

    /// Creates an organization and returns its name and address. A name that another run has taken gets a number.
    async fn make(&self, wish: &Value) -> Result<(String, String), Failure> {
        let url = format!("{}/_emulator/v1/organizations", self.url);
        let mut number = 1;
        let exchange = loop {
            let wish = numbered(wish, number);
            match self.control("POST", &url, Some(&wish)).await {
                Err(Failure::Control { status: 409, .. }) if number < NAMES => number += 1,
                answered => break answered?,
            }
        };
        let made = crate::exchange::json(&exchange.response.body)?;
        let member = |name: &str| {
            made.get(name)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| {
                    Failure::step(format!(
                        "the control door made an organization without {name}: {made}"
                    ))
                })
        };
        let name = member("name")?;
        self.made().insert(name.clone());
        Ok((name, member("url")?))
    }

    /// Removes the organization `name`.
    ///
    /// # Errors
    /// When the control door refuses.
    pub async fn remove(&self, name: &str) -> Result<(), Failure> {
        let url = format!("{}/_emulator/v1/organizations/{name}", self.url);
        self.control("DELETE", &url, None).await?;
        self.made().remove(name);
        Ok(())
    }

    fn made(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request to the control door.
    ///
    /// # Errors
    /// When the target has no control door, or the answer is no success.
    pub async fn control(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
    ) -> Result<Exchange, Failure> {
        // The suite sends no control request to a live organization.
        if self.isolation() == OrganizationKind::Shared {
            let url = self.url();
            return Err(Failure::step(format!("{url} has no control door")));
        }
        let mut headers = Vec::new();
        if body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        if let Some(token) = self.keyring.door() {
            headers.push((
                "Authorization".to_owned(),
                format!("Bearer {}", token.as_str()),
            ));
        }
        let request = Request {
            method: method.to_owned(),
            target: url.to_owned(),
            headers: Headers(headers),
            body: body
                .map(|body| body.to_string().into_bytes())
                .unwrap_or_default(),
        };
        let exchange = self.wire.send(request).await?;
        match exchange.response.status {
            200..=299 => Ok(exchange),
            status => Err(Failure::Control {
                request: format!("{method} {url} {}", body.unwrap_or(&json!(""))),
                status,
                body: String::from_utf8_lossy(&exchange.response.body).into_owned(),
            }),
        }
    }

    /// Removes organizations that scenarios have left behind.
    pub async fn sweep(&self) {
        // Every creation holds a read lock, so this waits for all of them.
        let _all = self.making.write().await;
        let left = std::mem::take(&mut *self.made());
        for name in left {
            // The organization or the target may be gone; then nothing is left to remove.
            let _ = self.remove(&name).await;
        }
    }
}

/// The wish with `number` after its name; the first organization has no number.
fn numbered(wish: &Value, number: usize) -> Value {
    let mut wish = wish.clone();
    if let (2.., Some(Value::String(name))) = (number, wish.get_mut("name")) {
        name.push_str(&format!("-{number}"));
    }
    wish
}
