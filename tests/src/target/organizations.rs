//! Organizations that are made through the control door, one for each scenario, and removed again.

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::{Ground, Target};
use crate::exchange::{Exchange, Headers, Request};
use crate::failure::Failure;
use crate::organization::Own;

/// How many names are tried before it is said that they are taken: more than there are runs side by side.
const NAMES: usize = 20;

impl Target {
    /// Makes an organization as `wish` describes it (`name`, `clock`, `seed`, `samples`, `rules`).
    ///
    /// Whoever stops waiting for it does not stop it: what is asked for is made, and known to be there.
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

    /// The name and the address of a new organization. Another run may have taken the name already, which is then
    /// followed by a number.
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

    /// Removes the organization of this name.
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
    /// When there is none, and when it answers with anything but success.
    pub async fn control(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
    ) -> Result<Exchange, Failure> {
        // A live organization is not even asked for one.
        if self.ground() == Ground::Shared {
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

    /// Removes what scenarios have left there, because they were interrupted or could not.
    pub async fn sweep(&self) {
        // Held by everyone who is being made: with this, all of them are.
        let _all = self.making.write().await;
        let left = std::mem::take(&mut *self.made());
        for name in left {
            // It may be gone, or the target with it: nothing more can be done then.
            let _ = self.remove(&name).await;
        }
    }
}

/// The wish with its name numbered; the first one bears none.
fn numbered(wish: &Value, number: usize) -> Value {
    let mut wish = wish.clone();
    if let (2.., Some(Value::String(name))) = (number, wish.get_mut("name")) {
        name.push_str(&format!("-{number}"));
    }
    wish
}
