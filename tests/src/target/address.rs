//! The caller's data about a target: its address, and secrets that are read from the environment.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;
use serde::Deserialize;

/// The fewest characters of a secret: a shorter one could not be told from ordinary text in a report.
const SHORTEST: usize = 8;

/// An organization's address: a scheme, a host, optionally a port and a path, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Address(String);

/// Why a text is no address.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// The text is not a URL.
    #[error("'{0}' is not a URL such as http://127.0.0.1:5050")]
    Unreadable(String),
    /// The scheme is neither http nor https.
    #[error("'{0}' begins neither with http:// nor with https://")]
    Scheme(String),
    /// The URL contains a user or a password, which would appear in reports.
    #[error("the URL carries a user or a password: sign in with a token instead")]
    UserInfo,
    /// The URL has a query or a fragment.
    #[error("'{0}' has a query or a fragment; expected the organization's address alone")]
    Query(String),
}

impl Address {
    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the connection is encrypted or stays on this machine.
    pub fn is_private(&self) -> bool {
        let url = Url::parse(&self.0).expect("it was read once");
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let ip = host.parse::<IpAddr>();
        url.scheme() == "https" || host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text).map_err(|_| AddressError::Unreadable(text.to_owned()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::UserInfo);
        }
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(AddressError::Scheme(text.to_owned()));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Query(text.to_owned()));
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

/// A token. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Why an environment variable is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The variable does not exist.
    #[error("the environment has no variable {0}")]
    Missing(String),
    /// The value is too short.
    #[error(
        "the token in {0} has fewer than {SHORTEST} characters and could not be kept out of the reports"
    )]
    Short(String),
    /// The value has characters that a header does not allow.
    #[error("the token in {0} has characters that no header may have")]
    Unprintable(String),
}

impl Secret {
    /// Reads the environment variable `name`.
    ///
    /// # Errors
    /// When the variable does not exist, or its value is too short or not printable.
    pub fn from_variable(name: &str) -> Result<Self, SecretError> {
        let value = std::env::var(name).map_err(|_| SecretError::Missing(name.to_owned()))?;
        Self::new(name, &value)
    }

    /// A secret that comes from `name`.
    pub(super) fn new(name: &str, value: &str) -> Result<Self, SecretError> {
        let value = value.trim();
        if value.len() < SHORTEST {
            return Err(SecretError::Short(name.to_owned()));
        }
        if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SecretError::Unprintable(name.to_owned()));
        }
        Ok(Self(value.to_owned()))
    }

    /// The secret itself. Only a header or a form may contain it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<token>")
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, Secret};

    #[test]
    fn an_address_is_a_scheme_and_a_host() {
        let address: Address = "http://127.0.0.1:5050/".parse().unwrap();
        assert_eq!(address.as_str(), "http://127.0.0.1:5050");
        for (text, part) in [
            ("localhost:5050", "neither"),
            ("nothing", "not a URL"),
            ("ftp://h", "neither"),
            ("https://h/?a=b", "query"),
            ("https://me:secret@h", "password"),
        ] {
            let refusal = text.parse::<Address>().unwrap_err().to_string();
            assert!(refusal.contains(part), "{text}: {refusal}");
            assert!(!refusal.contains("secret"));
        }
    }

    #[test]
    fn a_secret_is_long_printable_and_never_shown() {
        let secret = Secret::new("T", "canary-4711\n").unwrap();
        assert_eq!(secret.as_str(), "canary-4711");
        assert_eq!(format!("{secret:?}"), "<token>");
        assert!(Secret::new("T", "short").is_err());
        assert!(Secret::new("T", "with a space").is_err());
    }
}
