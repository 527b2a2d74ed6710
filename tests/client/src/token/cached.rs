//! A token that is kept until it is old or refused.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use url::Url;

use super::{Token, TokenError, TokenProvider, Wanted};
use crate::BoxFuture;
use crate::clock::Clock;

/// The time after which a token is fetched anew: tokens of Entra ID hold for an hour at least.
const LIFETIME: Duration = Duration::from_secs(45 * 60);

/// Keeps the token of another provider until it is old, or the service has refused it.
#[derive(Debug)]
pub struct Cached<P> {
    provider: P,
    clock: Arc<dyn Clock>,
    lifetime: Duration,
    kept: Mutex<Option<(Token, Duration)>>,
}

impl<P: TokenProvider> Cached<P> {
    /// Keeps each token of `provider` for 45 minutes.
    pub fn new(provider: P, clock: Arc<dyn Clock>) -> Self {
        Self {
            provider,
            clock,
            lifetime: LIFETIME,
            kept: Mutex::default(),
        }
    }

    /// Keeps each token for `lifetime`.
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self { lifetime, ..self }
    }

    fn kept(&self) -> Option<Token> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (token, until) = kept.as_ref()?;
        (self.clock.elapsed() < *until).then(|| token.clone())
    }
}

impl<P: TokenProvider> TokenProvider for Cached<P> {
    fn token<'a>(
        &'a self,
        resource: &'a Url,
        wanted: Wanted,
    ) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(async move {
            if let (Wanted::Any, Some(token)) = (wanted, self.kept()) {
                return Ok(token);
            }
            let token = self.provider.token(resource, wanted).await?;
            let until = self.clock.elapsed() + self.lifetime;
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Some((token.clone(), until));
            Ok(token)
        })
    }
}
