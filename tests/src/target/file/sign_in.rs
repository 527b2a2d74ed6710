//! Who signs in, and how a token is come by.

use serde::Deserialize;
use uuid::Uuid;

use super::values::{self, Variable};
use crate::target::Address;

/// How a bearer token is come by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Method {
    /// The target takes any token.
    None {},
    /// A variable of the environment has it.
    Token {
        /// The variable.
        variable: Variable,
    },
    /// A command prints it.
    Command {
        /// The program and its arguments.
        #[serde(deserialize_with = "values::command")]
        command: Vec<String>,
        /// What of its output is the token.
        #[serde(default)]
        output: Output,
    },
    /// An application signs in with its secret (OAuth 2.0 client credentials).
    ClientCredentials {
        /// The tenant's id or domain.
        tenant: String,
        /// The application's id.
        client_id: String,
        /// The variable that has the secret.
        secret_from: Variable,
        /// Who issues tokens.
        #[serde(default)]
        authority: Authority,
        /// What the token is for; without it, the target's address and `/.default`.
        scope: Option<String>,
    },
}

impl Method {
    /// Whether the token is one that a tenant has issued, and not one that was made up for an emulator.
    pub(super) fn is_of_a_tenant(&self) -> bool {
        match self {
            Self::None {} | Self::Token { .. } => false,
            Self::Command { .. } | Self::ClientCredentials { .. } => true,
        }
    }
}

/// Who issues tokens: an address that a secret may be sent to.
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

/// What of a command's output is the token.
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

/// How requests come to be another user's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Section")]
pub enum SignInOrImpersonation {
    /// That user signs in.
    SignIn(Method),
    /// The administrator's requests are sent with `MSCRMCallerID`, the user's id.
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
    /// As the target file calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::ReadOnly => "read_only",
            Self::WriteOnly => "write_only",
            Self::Neither => "neither",
        }
    }
}
