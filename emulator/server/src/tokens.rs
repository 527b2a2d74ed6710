//! Bearer tokens of users, as tests assign them (AU-010). They live in memory; no row and no
//! response contains them.

use std::sync::{PoisonError, RwLock};

use dataverse_runtime::secret::is_same_token;

/// The tokens of an organization's users. There are few, so that every one can be compared in the same time.
#[derive(Default)]
pub(crate) struct Tokens {
    /// Tokens and users.
    users: RwLock<Vec<(String, String)>>,
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
            users: RwLock::new(tokens.to_vec()),
        }
    }

    /// The user of a token, as named when the token was assigned.
    pub(crate) fn user(&self, token: &str) -> Option<String> {
        let users = self.users.read().unwrap_or_else(PoisonError::into_inner);
        // The last assignment of a token holds.
        let mut assigned = users.iter().rev();
        let found = assigned.find(|(known, _)| is_same_token(known, token));
        found.map(|(_, user)| user.clone())
    }

    /// Replaces the tokens of a user.
    pub(crate) fn give(&self, user: &str, tokens: &[String]) {
        let mut users = self.users.write().unwrap_or_else(PoisonError::into_inner);
        users.retain(|(token, known)| known != user && !tokens.contains(token));
        users.extend(tokens.iter().map(|token| (token.clone(), user.to_owned())));
    }
}
