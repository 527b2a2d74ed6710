//! A target file: where the target is, who signs in, what it can do, and how it is to be treated.
//!
//! It holds no secret, only the names of the environment's variables that do. Read here and checked as far as
//! one can without asking anybody; whether what it claims is true is asked of the target.

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

use super::claims::{Claims, Ground};
use super::{Address, AddressError};

/// What a target file says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetFile {
    url: Option<Address>,
    url_from: Option<Variable>,
    /// The version of the Web API in every path.
    #[serde(default)]
    pub api_version: ApiVersion,
    /// What the unique names of custom APIs that the suite makes begin with.
    pub publisher_prefix: Prefix,
    /// Whether the organization may be left in any state, and the profile may therefore be `full`.
    #[serde(default)]
    pub disposable: bool,
    /// The file of failures that are known of this target; after loading, from where the suite runs.
    pub known_failures: Option<PathBuf>,
    /// The variable that has the control door's token.
    pub control_token_from: Option<Variable>,
    /// How the administrator signs in.
    pub sign_in: Method,
    /// What the target is said to be able to do.
    #[serde(default)]
    pub capabilities: Claims,
    /// How fast it may be asked and how long it may take.
    #[serde(default)]
    pub pace: Pace,
    /// Where callbacks and webhooks reach the suite.
    pub listener: Option<ListenAt>,
    /// Who else can sign in.
    #[serde(default)]
    pub identities: BTreeMap<Identity, SignInOrImpersonation>,
    /// The emulator's rules that are known to have these values there.
    #[serde(default)]
    pub rules: BTreeMap<String, Value>,
    /// Custom APIs that are there already.
    #[serde(default)]
    pub custom_apis: ExistingApis,
}

/// Where the suite listens, and how the target calls that.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListenAt {
    /// The address to bind; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address under which the target reaches it; without it, the one that was bound.
    #[serde(default, deserialize_with = "values::public")]
    pub public: Option<String>,
}

/// Unbound actions without parameters that do what no webhook can make a custom API do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExistingApis {
    /// Runs for longer than two minutes.
    pub slow: Option<String>,
    /// Throws an `InvalidPluginExecutionException` with the text `It went wrong.`.
    pub failing: Option<String>,
}

impl ExistingApis {
    /// The unique names of those that there are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.slow.iter().chain(&self.failing).map(String::as_str)
    }
}

/// What is wrong with a target file.
#[derive(Debug, thiserror::Error)]
pub enum TargetFileError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A line of it is not what it should be.
    #[error("{path}: {place}{what}")]
    Parse {
        /// The file.
        path: String,
        /// The line and its key, where they are known.
        place: String,
        /// What is wrong, and what was expected.
        what: String,
    },
    /// Its parts do not fit together.
    #[error("{path}: {what}")]
    Unfit {
        /// The file.
        path: String,
        /// What is wrong, and what was expected.
        what: &'static str,
    },
    /// The address is of no use.
    #[error("{place}: {reason}")]
    Url {
        /// The key or the variable that has it.
        place: String,
        /// What is wrong with it, and what was expected.
        reason: String,
    },
}

impl TargetFile {
    /// What `--url` stands for: an emulator with control door, where every scenario has an organization of its own.
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
    /// When it cannot be read, and as [`TargetFile::parse`].
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

    /// Reads the text of the file that is called `path`.
    ///
    /// # Errors
    /// When a key is missing, unknown or of a wrong value, or its parts do not fit together.
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
    /// When the environment is to have it and does not, and when others could read a token on the way there.
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
    pub fn ground(&self) -> Ground {
        match self.capabilities.control {
            true => Ground::Own,
            false => Ground::Shared,
        }
    }

    /// What no single key shows to be wrong.
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
