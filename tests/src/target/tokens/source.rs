//! The source of a token: the environment, a command, or a token issuer.

use std::process::Stdio;
use std::time::Duration;

use reqwest::Url;
use serde_json::Value;
use tokio::process::Command;

use super::Vault;
use crate::exchange::{Headers, Request};
use crate::failure::Failure;
use crate::target::file::{Method, Output};
use crate::target::{Secret, SecretError, Wire};

/// The token for a target that accepts any.
const ANY_TOKEN: &str = "conformance";
/// The limit, in real time, for a command or an issuer.
const PATIENCE: Duration = Duration::from_secs(60);
/// The number of characters that are shown of the output of a command or an issuer.
const SHOWN: usize = 160;
/// The placeholder of the target's address in an argument or a scope.
const PLACE: &str = "{url}";

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The token, or the value of a variable, is not valid.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The command cannot be started.
    #[error("the command `{program}`, which is to print a token, cannot be started: {source}")]
    Start {
        /// The program.
        program: String,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The command has not printed a token.
    #[error("the command `{program}` printed no token: {reason}")]
    Command {
        /// The program.
        program: String,
        /// Its exit status and its output.
        reason: String,
    },
    /// The issuer does not answer.
    #[error("{url}, which issues tokens, cannot be reached: {reason}")]
    Silent {
        /// The issuer's address.
        url: String,
        /// The HTTP client's error.
        reason: String,
    },
    /// The issuer refuses the request.
    #[error("{url} issued no token: it answered {status} {said}")]
    Refused {
        /// The issuer's address.
        url: String,
        /// The status.
        status: u16,
        /// The beginning of the answer.
        said: String,
    },
}

/// The source of a token, with the values that it needs.
#[derive(Debug)]
pub(super) enum TokenSource {
    Any,
    Given(Secret),
    Command {
        words: Vec<String>,
        output: Output,
    },
    Issuer {
        url: String,
        client_id: String,
        secret: Secret,
        scope: String,
    },
}

impl TokenSource {
    pub(super) fn new(method: &Method, url: &str, vault: &Vault) -> Result<Self, SecretError> {
        Ok(match method {
            Method::None {} => Self::Any,
            Method::Token { variable } => {
                Self::Given(vault.keep(Secret::from_variable(variable.as_str())?))
            }
            Method::Command { command, output } => Self::Command {
                words: command
                    .iter()
                    .map(|word| word.replace(PLACE, url))
                    .collect(),
                output: output.clone(),
            },
            Method::ClientCredentials {
                tenant,
                client_id,
                secret_from,
                authority,
                scope,
            } => Self::Issuer {
                url: format!("{}/{tenant}/oauth2/v2.0/token", authority.as_str()),
                client_id: client_id.clone(),
                secret: vault.keep(Secret::from_variable(secret_from.as_str())?),
                scope: match scope {
                    Some(scope) => scope.replace(PLACE, url),
                    None => format!("{url}/.default"),
                },
            },
        })
    }

    pub(super) async fn fetch(&self, wire: &Wire, vault: &Vault) -> Result<Secret, SignInError> {
        let token = match self {
            Self::Any => return Ok(Secret::new("the suite", ANY_TOKEN)?),
            Self::Given(token) => return Ok(token.clone()),
            Self::Command { words, output } => printed(words, output, vault).await?,
            Self::Issuer {
                url,
                client_id,
                secret,
                scope,
            } => {
                let form = [
                    ("grant_type", "client_credentials"),
                    ("client_id", client_id),
                    ("client_secret", secret.as_str()),
                    ("scope", scope),
                ];
                issued(wire, url, &form, vault).await?
            }
        };
        Ok(vault.keep(token))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a command that asks for something must not keep the suite waiting in real time"
)]
async fn printed(words: &[String], output: &Output, vault: &Vault) -> Result<Secret, SignInError> {
    let (program, arguments) = words.split_first().expect("a command has a program");
    let failed = |reason: String| SignInError::Command {
        program: program.clone(),
        reason,
    };
    let running = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let ended = tokio::time::timeout(PATIENCE, running)
        .await
        .map_err(|_| failed(format!("it did not end within {PATIENCE:?}")))?
        .map_err(|source| SignInError::Start {
            program: program.clone(),
            source,
        })?;
    if !ended.status.success() {
        let said = shown(&ended.stderr, vault);
        return Err(failed(format!("{}, {said:?}", ended.status)));
    }
    let text = String::from_utf8_lossy(&ended.stdout);
    let token = match output {
        Output::Token => text.into_owned(),
        Output::Json(pointer) => {
            let json: Value = serde_json::from_str(&text)
                .map_err(|error| failed(format!("its output is not JSON: {error}")))?;
            let found = json.pointer(pointer).and_then(Value::as_str);
            found
                .ok_or_else(|| failed(format!("there is no text at {pointer} of its output")))?
                .to_owned()
        }
    };
    Ok(Secret::new(&format!("the output of `{program}`"), &token)?)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a peer that does not answer must not keep the suite waiting in real time"
)]
async fn issued(
    wire: &Wire,
    url: &str,
    form: &[(&str, &str)],
    vault: &Vault,
) -> Result<Secret, SignInError> {
    let silent = |reason: String| SignInError::Silent {
        url: url.to_owned(),
        reason,
    };
    let encoded =
        Url::parse_with_params("http://form/", form).expect("pairs of texts fit into a query");
    let kind = "application/x-www-form-urlencoded".to_owned();
    let request = Request {
        method: "POST".to_owned(),
        target: url.to_owned(),
        headers: Headers(vec![("Content-Type".to_owned(), kind)]),
        body: encoded.query().unwrap_or_default().as_bytes().to_vec(),
    };
    let answer = match tokio::time::timeout(PATIENCE, wire.send(request)).await {
        Ok(Ok(exchange)) => exchange.response,
        Ok(Err(Failure::NoAnswer { reason, .. })) => return Err(silent(reason)),
        Ok(Err(other)) => return Err(silent(other.to_string())),
        Err(_) => return Err(silent(format!("no answer within {PATIENCE:?}"))),
    };
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match body["access_token"].as_str() {
        Some(token) if answer.status == 200 => {
            Ok(Secret::new(&format!("the answer of {url}"), token)?)
        }
        _ => Err(SignInError::Refused {
            url: url.to_owned(),
            status: answer.status,
            said: format!("{:?}", shown(&answer.body, vault)),
        }),
    }
}

/// The beginning of a text, on one line and without secrets.
fn shown(bytes: &[u8], vault: &Vault) -> String {
    let text = vault.hide(&String::from_utf8_lossy(bytes));
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(SHOWN).collect()
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Silent { url, reason } => Self::NoAnswer {
                method: "POST".to_owned(),
                url,
                reason,
            },
            SignInError::Secret(_)
            | SignInError::Start { .. }
            | SignInError::Command { .. }
            | SignInError::Refused { .. } => Self::step(error.to_string()),
        }
    }
}
