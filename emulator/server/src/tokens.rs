//! Bearer tokens of users, as tests assign them (AU-010). They live in memory; no row and no
//! response contains them.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// The tokens of an organization's users.
#[derive(Default)]
pub(crate) struct Tokens {
    users: RwLock<HashMap<String, String>>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

impl Tokens {
    /// Tokens, each with its user's id, object id, application id, user name or full name.
    pub(crate) fn new(tokens: &[(String, String)]) -> Self {
        Self {
            users: RwLock::new(tokens.iter().cloned().collect()),
        }
    }

    /// The user of a token, as named when the token was assigned.
    pub(crate) fn user(&self, token: &str) -> Option<String> {
        let users = self.users.read().unwrap_or_else(PoisonError::into_inner);
        users.get(token).cloned()
    }

    /// Replaces the tokens of a user.
    pub(crate) fn give(&self, user: &str, tokens: &[String]) {
        let mut users = self.users.write().unwrap_or_else(PoisonError::into_inner);
        users.retain(|_, known| known != user);
        users.extend(tokens.iter().map(|token| (token.clone(), user.to_owned())));
    }
}
