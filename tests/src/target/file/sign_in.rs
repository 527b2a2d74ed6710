//! The sign-in methods of a target file.

use serde::Deserialize;
use uuid::Uuid;

use super::values::{self, Variable};
use crate::target::Address;

/// How the suite gets a bearer token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Method {
    /// The target accepts any token.
    None {},
    /// An environment variable contains the token.
    Token {
        /// The variable.
        variable: Variable,
    },
    /// A command prints the token.
    Command {
        /// The program and its arguments.
        #[serde(deserialize_with = "values::command")]
        command: Vec<String>,
        /// The part of the command's output that is the token.
        #[serde(default)]
        output: Output,
    },
    /// An application signs in with its secret (OAuth 2.0 client credentials).
    ClientCredentials {
        /// The tenant's id or domain.
        tenant: String,
        /// The application's id.
        client_id: String,
        /// The variable with the secret.
        secret_from: Variable,
        /// The token issuer.
        #[serde(default)]
        authority: Authority,
        /// The scope of the token; without it, the target's address and `/.default`.
        scope: Option<String>,
    },
}

impl Method {
    /// Whether a tenant has issued the token; a token for an emulator may be made up.
    pub(super) fn is_of_a_tenant(&self) -> bool {
        match self {
            Self::None {} | Self::Token { .. } => false,
            Self::Command { .. } | Self::ClientCredentials { .. } => true,
        }
    }
}

/// A token issuer: an address to which a secret may be sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Address")]
pub struct Authority(Address);

impl Authority {
    /// Its address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Default for Authority {
    fn default() -> Self {
        let entra = "https://login.microsoftonline.com".parse();
        Self(entra.expect("it is an address"))
    }
}

impl TryFrom<Address> for Authority {
    type Error = &'static str;

    fn try_from(address: Address) -> Result<Self, Self::Error> {
        if address.is_private() {
            Ok(Self(address))
        } else {
            Err("the secret would go there in the clear: expected https://, or a loopback address")
        }
    }
}

/// The part of a command's output that is the token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Output {
    /// All of it.
    #[default]
    Token,
    /// The text at this JSON pointer (RFC 6901).
    Json(String),
}

impl TryFrom<String> for Output {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "token" => Ok(Self::Token),
            pointer if pointer.starts_with('/') => Ok(Self::Json(text)),
            _ => Err("expected \"token\", or a JSON pointer such as \"/accessToken\""),
        }
    }
}

/// The users beside the administrator, by the privileges they have on background operations
/// (`prvReadbackgroundoperation`, `prvWritebackgroundoperation`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// May read and write.
    Both,
    /// May read.
    ReadOnly,
    /// May write.
    WriteOnly,
    /// May do neither.
    Neither,
}

/// How requests are sent for another user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Section")]
pub enum SignInOrImpersonation {
    /// The user signs in.
    SignIn(Method),
    /// The administrator impersonates the user: requests carry `MSCRMCallerID` with the user's id.
    Impersonate(Uuid),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    sign_in: Option<Method>,
    impersonate: Option<Uuid>,
}

impl TryFrom<Section> for SignInOrImpersonation {
    type Error = &'static str;

    fn try_from(section: Section) -> Result<Self, Self::Error> {
        match (section.sign_in, section.impersonate) {
            (Some(method), None) => Ok(Self::SignIn(method)),
            (None, Some(user)) => Ok(Self::Impersonate(user)),
            _ => Err("expected either `sign_in` or `impersonate`, the id of a user"),
        }
    }
}

impl Identity {
    /// The key in the target file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::ReadOnly => "read_only",
            Self::WriteOnly => "write_only",
            Self::Neither => "neither",
        }
    }
}
