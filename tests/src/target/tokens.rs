//! Bearer tokens: their sources, their lifetime, and that no text shows one.
//!
//! A token is fetched when it is first needed, and again when it is too old. Only the target knows a token's user.

mod source;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use source::SignInError;

use source::TokenSource;

use super::file::{Identity, Method, SignInOrImpersonation, TargetFile};
use super::{Secret, SecretError, SignIn, Wire};

/// How long a token is used. Tokens of Microsoft Entra last at least one hour by default.
const LIFE: Duration = Duration::from_secs(45 * 60);

/// The sign-ins of all users.
#[derive(Debug)]
pub(super) struct Keyring {
    administrator: Session,
    identities: BTreeMap<Identity, Session>,
    door: Option<Secret>,
    vault: Vault,
    advice: &'static str,
}

impl Keyring {
    /// The sign-ins of a target file, for the target at `url`.
    ///
    /// # Errors
    /// When an environment variable is missing or unusable.
    pub(super) fn of_file(file: &TargetFile, url: &str) -> Result<Self, SecretError> {
        let vault = Vault::default();
        let mut identities = BTreeMap::new();
        for (identity, how) in &file.identities {
            if let SignInOrImpersonation::SignIn(method) = how {
                identities.insert(*identity, Session::new(method, url, &vault)?);
            }
        }
        let door = match &file.control_token_from {
            Some(variable) => Some(vault.keep(Secret::from_variable(variable.as_str())?)),
            None => None,
        };
        Ok(Self {
            administrator: Session::new(&file.sign_in, url, &vault)?,
            identities,
            door,
            vault,
            advice: "look at [sign_in] in the target file",
        })
    }

    /// Given tokens. Without one for the administrator, an arbitrary token is sent.
    pub(super) fn given(sign_in: SignIn) -> Self {
        let vault = Vault::default();
        let source = match sign_in.token {
            Some(token) => TokenSource::Given(vault.keep(token)),
            None => TokenSource::Any,
        };
        Self {
            administrator: Session::of(source),
            identities: BTreeMap::new(),
            door: sign_in.control.map(|token| vault.keep(token)),
            vault,
            advice: "name the variable that has a valid token with --token-from",
        }
    }

    /// The administrator's token.
    ///
    /// # Errors
    /// When no token can be got.
    pub(super) async fn administrator(&self, wire: &Wire) -> Result<Secret, SignInError> {
        self.administrator.token(wire, &self.vault, now()).await
    }

    /// The token for another user's requests: the administrator's, unless that user signs in.
    ///
    /// # Errors
    /// When no token can be got.
    pub(super) async fn of(&self, identity: Identity, wire: &Wire) -> Result<Secret, SignInError> {
        let session = self
            .identities
            .get(&identity)
            .unwrap_or(&self.administrator);
        session.token(wire, &self.vault, now()).await
    }

    /// The control door's token.
    pub(super) fn door(&self) -> Option<&Secret> {
        self.door.as_ref()
    }

    /// Advice for the user after a refused token.
    pub(super) fn advice(&self) -> &'static str {
        self.advice
    }

    /// The text without the secrets used so far.
    pub(super) fn hide(&self, text: &str) -> String {
        self.vault.hide(text)
    }

    /// The secrets used so far.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.vault.all()
    }
}

#[expect(clippy::disallowed_methods, reason = "a token grows old in real time")]
fn now() -> Instant {
    Instant::now()
}

/// The sign-in of one user.
#[derive(Debug)]
struct Session {
    source: TokenSource,
    issued: tokio::sync::Mutex<Option<Issued>>,
}

#[derive(Debug)]
struct Issued {
    token: Secret,
    at: Instant,
}

impl Session {
    /// The sign-in to the target at `url` by this method.
    ///
    /// # Errors
    /// When an environment variable is missing or unusable.
    fn new(method: &Method, url: &str, vault: &Vault) -> Result<Self, SecretError> {
        Ok(Self::of(TokenSource::new(method, url, vault)?))
    }

    fn of(source: TokenSource) -> Self {
        Self {
            source,
            issued: tokio::sync::Mutex::default(),
        }
    }

    /// A token that is not too old at the instant `now`. Concurrent callers share one request.
    ///
    /// # Errors
    /// When no token can be got.
    async fn token(&self, wire: &Wire, vault: &Vault, now: Instant) -> Result<Secret, SignInError> {
        let mut issued = self.issued.lock().await;
        if let Some(issued) = issued.as_ref().filter(|issued| issued.serves(now)) {
            return Ok(issued.token.clone());
        }
        let token = self.source.fetch(wire, vault).await?;
        *issued = Some(Issued {
            token: token.clone(),
            at: now,
        });
        Ok(token)
    }
}

impl Issued {
    fn serves(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.at) < LIFE
    }
}

/// The secrets that a run has used.
#[derive(Debug, Default)]
struct Vault(Mutex<BTreeSet<String>>);

impl Vault {
    /// Notes a secret and returns it.
    fn keep(&self, secret: Secret) -> Secret {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(secret.as_str().to_owned());
        secret
    }

    /// All secrets.
    fn all(&self) -> Vec<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }

    /// The text without the secrets.
    fn hide(&self, text: &str) -> String {
        crate::results::Redaction::of_secrets(&self.all()).text(text)
    }
}
