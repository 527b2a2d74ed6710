//! Bearer tokens, and where they come from.

mod cached;
mod command;

use std::env;
use std::fmt::{self, Debug};

use http::HeaderValue;
use url::Url;

use crate::BoxFuture;
use crate::error::Cause;

pub use cached::Cached;
pub use command::CommandToken;

/// A bearer token. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// Whether a token that was used before will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Any token that should be valid.
    Any,
    /// A new one: the service has just refused the last.
    Fresh,
}

/// Where tokens come from. One is asked for before every request.
pub trait TokenProvider: Debug + Send + Sync {
    /// A token for `resource`, the origin of the service.
    ///
    /// # Errors
    /// When none can be had.
    fn token<'a>(
        &'a self,
        resource: &'a Url,
        wanted: Wanted,
    ) -> BoxFuture<'a, Result<Token, TokenError>>;
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TokenError(Cause);

impl TokenError {
    /// An error with this cause. It must not contain a token.
    pub fn new(cause: impl Into<Cause>) -> Self {
        Self(cause.into())
    }
}

impl Token {
    /// A token, with white space around it taken off.
    pub fn new(token: impl AsRef<str>) -> Self {
        Self(token.as_ref().trim().to_owned())
    }

    /// The value of the `Authorization` header.
    pub(crate) fn header(&self) -> Result<HeaderValue, TokenError> {
        if self.0.is_empty() {
            return Err(TokenError::new("the token is empty"));
        }
        let value = HeaderValue::from_str(&format!("Bearer {}", self.0));
        let mut value = value
            .map_err(|_| TokenError::new("the token has characters that no header may have"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<token>")
    }
}

/// The same token always.
impl TokenProvider for Token {
    fn token<'a>(
        &'a self,
        _resource: &'a Url,
        _wanted: Wanted,
    ) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin(async { Ok(self.clone()) })
    }
}

/// The token in an environment variable, read anew each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentToken {
    variable: String,
}

impl EnvironmentToken {
    /// The token in `variable`.
    pub fn new(variable: impl Into<String>) -> Self {
        Self {
            variable: variable.into(),
        }
    }
}

impl TokenProvider for EnvironmentToken {
    fn token<'a>(
        &'a self,
        _resource: &'a Url,
        _wanted: Wanted,
    ) -> BoxFuture<'a, Result<Token, TokenError>> {
        let missing =
            || TokenError::new(format!("the environment has no variable {}", self.variable));
        let found = env::var(&self.variable).map_err(|_| missing());
        Box::pin(async { found.map(Token::new) })
    }
}

/// A provider that a closure is: see [`token_from`].
pub struct TokenFrom<F>(F);

/// A provider that asks `ask`, which gets the origin of the service.
///
/// ```
/// use dataverse_client::{Token, token_from};
///
/// let provider = token_from(|_resource, _wanted| async { Ok(Token::new("me")) });
/// ```
pub fn token_from<F, A>(ask: F) -> TokenFrom<F>
where
    F: Fn(Url, Wanted) -> A + Send + Sync,
    A: Future<Output = Result<Token, TokenError>> + Send,
{
    TokenFrom(ask)
}

impl<F> Debug for TokenFrom<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenFrom")
    }
}

impl<F, A> TokenProvider for TokenFrom<F>
where
    F: Fn(Url, Wanted) -> A + Send + Sync,
    A: Future<Output = Result<Token, TokenError>> + Send + 'static,
{
    fn token<'a>(
        &'a self,
        resource: &'a Url,
        wanted: Wanted,
    ) -> BoxFuture<'a, Result<Token, TokenError>> {
        Box::pin((self.0)(resource.clone(), wanted))
    }
}
