//! A target file: the target's address, users, capabilities and pace.
//!
//! The file holds no secret, only the names of environment variables with secrets. This module parses the file and
//! checks it without any request; the claims are probed later.

mod pace;
mod sign_in;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

pub use pace::Pace;
pub use sign_in::{Authority, Identity, Method, Output, SignInOrImpersonation};
pub use values::{ApiVersion, Prefix, Variable};

use super::claims::{Claims, OrganizationKind};
use super::{Address, AddressError};

/// The contents of a target file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetFile {
    url: Option<Address>,
    url_from: Option<Variable>,
    /// The version of the Web API in every path.
    #[serde(default)]
    pub api_version: ApiVersion,
    /// The prefix of the unique names of custom APIs that the suite makes.
    pub publisher_prefix: Prefix,
    /// Whether the organization may be left in any state, and the profile may therefore be `full`.
    #[serde(default)]
    pub disposable: bool,
    /// The file of known failures; after loading, relative to the suite's working directory.
    pub known_failures: Option<PathBuf>,
    /// The variable with the control door's token.
    pub control_token_from: Option<Variable>,
    /// How the administrator signs in.
    pub sign_in: Method,
    /// The claimed capabilities.
    #[serde(default)]
    pub capabilities: Claims,
    /// How often the target may be asked and how long it may take.
    #[serde(default)]
    pub pace: Pace,
    /// Where callbacks and webhook calls reach the suite.
    pub listener: Option<ListenAt>,
    /// The users beside the administrator.
    #[serde(default)]
    pub identities: BTreeMap<Identity, SignInOrImpersonation>,
    /// The emulator's rules that are known to have these values.
    #[serde(default)]
    pub rules: BTreeMap<String, Value>,
    /// Custom APIs that exist already.
    #[serde(default)]
    pub custom_apis: ExistingApis,
}

/// The address on which the suite listens, and the address that the target calls.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListenAt {
    /// The address to bind; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address under which the target reaches the suite; without it, the bound address.
    #[serde(default, deserialize_with = "values::public")]
    pub public: Option<String>,
}

/// Unbound actions without parameters, for behavior that a webhook cannot give to a custom API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExistingApis {
    /// An action that runs for longer than two minutes.
    pub slow: Option<String>,
    /// An action that throws an `InvalidPluginExecutionException` with the text `It went wrong.`.
    pub failing: Option<String>,
}

impl ExistingApis {
    /// The unique names of the given actions.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.slow.iter().chain(&self.failing).map(String::as_str)
    }
}

/// Why a target file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TargetFileError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// The I/O error.
        source: std::io::Error,
    },
    /// A line is not valid.
    #[error("{path}: {place}{what}")]
    Parse {
        /// The file.
        path: String,
        /// The line and its key, if known.
        place: String,
        /// The mistake, and the expected value.
        what: String,
    },
    /// The parts of the file contradict each other.
    #[error("{path}: {what}")]
    Unfit {
        /// The file.
        path: String,
        /// The mistake, and the expected value.
        what: &'static str,
    },
    /// The address cannot be used.
    #[error("{place}: {reason}")]
    Url {
        /// The key or the variable with the address.
        place: String,
        /// The mistake, and the expected value.
        reason: String,
    },
}

impl TargetFile {
    /// The target file that `--url` stands for: an emulator with a control door.
    pub fn of_emulator(url: Address) -> Self {
        Self {
            url: Some(url),
            url_from: None,
            api_version: ApiVersion::default(),
            publisher_prefix: Prefix::default(),
            disposable: true,
            known_failures: None,
            control_token_from: None,
            sign_in: Method::None {},
            capabilities: Claims::EVERYTHING,
            pace: Pace::default(),
            listener: None,
            identities: BTreeMap::new(),
            rules: BTreeMap::new(),
            custom_apis: ExistingApis::default(),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`TargetFile::parse`].
    pub fn load(path: &Path) -> Result<Self, TargetFileError> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|source| TargetFileError::Read {
            path: shown.clone(),
            source,
        })?;
        let mut file = Self::parse(&shown, &text)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        file.known_failures = file.known_failures.map(|known| folder.join(known));
        Ok(file)
    }

    /// Parses the text of the file `path`.
    ///
    /// # Errors
    /// When a key is missing, unknown or has a wrong value, or the parts contradict each other.
    pub fn parse(path: &str, text: &str) -> Result<Self, TargetFileError> {
        let file: Self = toml::from_str(text).map_err(|error| TargetFileError::Parse {
            path: path.to_owned(),
            place: error
                .span()
                .map_or_else(String::new, |span| values::place(text, &span)),
            what: error.message().to_owned(),
        })?;
        match file.contradiction() {
            Some(what) => Err(TargetFileError::Unfit {
                path: path.to_owned(),
                what,
            }),
            None => Ok(file),
        }
    }

    /// The target's address.
    ///
    /// # Errors
    /// When the environment variable does not exist, and when a token would be sent unencrypted.
    pub fn address(&self) -> Result<Address, TargetFileError> {
        let (place, address) = match (&self.url_from, &self.url) {
            (Some(variable), _) => {
                let name = variable.as_str();
                let value = std::env::var(name).map_err(|_| "it is not set".to_owned());
                let address = value.and_then(|text| {
                    text.parse()
                        .map_err(|error: AddressError| error.to_string())
                });
                (
                    format!("the variable {name}, which has the target's address"),
                    address,
                )
            }
            (None, Some(url)) => ("the target's `url`".to_owned(), Ok(url.clone())),
            (None, None) => unreachable!("a file with neither is refused when it is read"),
        };
        let private = |address: Address| match self.sign_in.is_of_a_tenant()
            && !address.is_private()
        {
            true => Err(format!(
                "a token of a tenant would go to {} in the clear: expected https://, or a loopback address",
                address.as_str()
            )),
            false => Ok(address),
        };
        address
            .and_then(private)
            .map_err(|reason| TargetFileError::Url { place, reason })
    }

    /// Where scenarios take place.
    pub fn isolation(&self) -> OrganizationKind {
        match self.capabilities.control {
            true => OrganizationKind::Own,
            false => OrganizationKind::Shared,
        }
    }

    /// A contradiction between several keys.
    fn contradiction(&self) -> Option<&'static str> {
        let claims = &self.capabilities;
        let impersonating =
            |one: &SignInOrImpersonation| matches!(one, SignInOrImpersonation::Impersonate(_));
        if self.url.is_some() == self.url_from.is_some() {
            Some("expected either `url` or `url_from`, the variable that has it")
        } else if claims.control && !self.rules.is_empty() {
            Some(
                "[rules] with `control`: there every scenario sets the rules of its own organization",
            )
        } else if !claims.control && self.control_token_from.is_some() {
            Some(
                "`control_token_from` without `control` in [capabilities]: there is no control door to open",
            )
        } else if !claims.impersonation && self.identities.values().any(impersonating) {
            Some("an identity has `impersonate`, and [capabilities] does not claim `impersonation`")
        } else {
            None
        }
    }
}
