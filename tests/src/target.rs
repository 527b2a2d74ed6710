//! What is being tested: an emulator in this process, or one that listens somewhere else.
//!
//! Gives every scenario an organization of its own. Knows the address of the first organization, who signs in
//! and how to send bytes; it does not know what any of them mean.

mod address;
mod client;
mod connect;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dataverse_emulator::{Running, Settings, StartError};
use serde_json::{Value, json};
use tokio::sync::RwLock;

pub use address::{Address, AddressError, Secret, SecretError};
pub use client::Wire;
pub use connect::{About, Kind, Unusable};

use crate::exchange::{Exchange, Headers, Request};
use crate::failure::Failure;
use crate::organization::Organization;

/// The token that is sent where none was given; an emulator takes any.
const ANY_TOKEN: &str = "conformance";

/// Who signs in, and who opens the control door.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// The administrator's bearer token.
    pub token: Option<Secret>,
    /// The control door's bearer token.
    pub control: Option<Secret>,
}

/// The target of one run, shared by all scenarios.
#[derive(Debug)]
pub struct Target {
    url: String,
    wire: Wire,
    sign_in: SignIn,
    about: About,
    /// The organizations that were made and not yet removed, by name.
    made: Mutex<BTreeSet<String>>,
    /// Read while an organization is being made.
    making: Arc<RwLock<()>>,
    started: Started,
}

#[derive(Debug)]
enum Started {
    Here(Running),
    Elsewhere,
}

/// What stopped a run before its first scenario.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The emulator in this process did not start.
    #[error("the emulator did not start: {0}")]
    Start(#[from] StartError),
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built: {0}")]
    Client(#[from] reqwest::Error),
    /// The roots that ship with the suite were refused.
    #[error("the TLS settings were refused: {0}")]
    Tls(#[from] rustls::Error),
    /// What listens there cannot be used.
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

impl Target {
    /// An emulator that runs elsewhere, once it has said what it is.
    ///
    /// # Errors
    /// When nothing answers there, sign-in is refused, or what answers is no emulator with a control door.
    pub async fn connect(address: &Address, sign_in: SignIn) -> Result<Self, TargetError> {
        let wire = Wire::new()?;
        let about = connect::ask(&wire, address.as_str(), &sign_in).await?;
        Ok(Self {
            url: address.as_str().to_owned(),
            wire,
            sign_in,
            about,
            made: Mutex::default(),
            making: Arc::default(),
            started: Started::Elsewhere,
        })
    }

    /// Starts an emulator in this process.
    ///
    /// # Errors
    /// When it does not start, does not answer, or no client can be built.
    pub async fn in_process(sign_in: SignIn) -> Result<Self, TargetError> {
        let running = dataverse_emulator::start(Settings::default()).await?;
        let wire = Wire::new()?;
        let url = running.url().to_owned();
        let about = connect::ask(&wire, &url, &sign_in).await?;
        Ok(Self {
            url,
            wire,
            sign_in,
            about,
            made: Mutex::default(),
            making: Arc::default(),
            started: Started::Here(running),
        })
    }

    /// Address of the first organization, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it says of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The administrator's bearer token.
    pub fn token(&self) -> &str {
        self.sign_in.token()
    }

    /// What must come up in no report.
    pub fn secrets(&self) -> Vec<String> {
        let SignIn { token, control } = &self.sign_in;
        let given = token.iter().chain(control);
        given.map(|secret| secret.as_str().to_owned()).collect()
    }

    /// The client every scenario sends with.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Makes an organization as `wish` describes it (`name`, `clock`, `seed`, `samples`, `rules`).
    ///
    /// Whoever stops waiting for it does not stop it: what is asked for is made, and known to be there.
    ///
    /// # Errors
    /// When the control door refuses, or its answer names no address.
    pub async fn organization(self: &Arc<Self>, wish: &Value) -> Result<Organization, Failure> {
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
        Ok(Organization::new(Arc::clone(self), name, &url))
    }

    /// The name and the address of a new organization.
    async fn make(&self, wish: &Value) -> Result<(String, String), Failure> {
        let url = format!("{}/_emulator/v1/organizations", self.url);
        let exchange = self.control("POST", &url, Some(wish)).await?;
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
    /// When it answers with anything but success.
    pub async fn control(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
    ) -> Result<Exchange, Failure> {
        let mut headers = Vec::new();
        if body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        if let Some(token) = &self.sign_in.control {
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

    /// Stops what this run has started.
    pub async fn close(self) {
        match self.started {
            Started::Here(running) => running.shutdown().await,
            Started::Elsewhere => {}
        }
    }
}

impl SignIn {
    fn token(&self) -> &str {
        self.token.as_ref().map_or(ANY_TOKEN, Secret::as_str)
    }
}
