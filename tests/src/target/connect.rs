//! The first questions to a target: whether it is there, lets the caller in, and is what it should be.
//!
//! Nothing is made or changed by them. Every refusal is one line.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Secret, Wire};
use crate::exchange::{Exchange, Headers, Request};
use crate::failure::Failure;

/// How long, in real time, a target may take to answer one of these questions.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of a foreign answer a refusal shows.
const SHOWN: usize = 60;

/// What kind of a target it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An emulator: what is not documented it decides by rules, which the suite knows.
    Emulator,
    /// An organization of Dataverse's own.
    Organization,
}

/// What a target says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// What it is.
    pub kind: Kind,
    /// The address that the suite was given.
    pub url: String,
    /// The name of the organization.
    pub name: String,
    /// The organization's id.
    pub id: String,
    /// The user that signed in.
    pub user: String,
    /// The version that `RetrieveVersion` answers.
    pub version: String,
    /// The version of the emulator.
    pub emulator: String,
}

/// Why what listens at an address cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No answer at all.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// What the client says about it.
        reason: String,
    },
    /// The peer's certificate is not one to trust.
    #[error("{url} has a certificate that is not trusted: {reason}")]
    Certificate {
        /// The address.
        url: String,
        /// What the client says about it.
        reason: String,
    },
    /// No token, or one that is not taken.
    #[error("{url} refused the sign-in: {what} answered {status}; {advice}")]
    Refused {
        /// The address.
        url: String,
        /// What was asked.
        what: &'static str,
        /// The status.
        status: u16,
        /// What may help.
        advice: &'static str,
    },
    /// Something else is listening there.
    #[error("{url} is not Dataverse: {what} answered {answer}")]
    Foreign {
        /// The address.
        url: String,
        /// What was asked.
        what: &'static str,
        /// Status, content type, and how the body begins.
        answer: String,
    },
    /// It is Dataverse, and the suite cannot make organizations there.
    #[error("{url} has no control door, which every scenario needs: {what} answered {status}")]
    NoControlDoor {
        /// The address.
        url: String,
        /// What was asked.
        what: &'static str,
        /// The status.
        status: u16,
    },
}

const WHO_AM_I: &str = "GET /api/data/v9.2/WhoAmI";
const VERSION: &str = "GET /api/data/v9.2/RetrieveVersion()";
const HEALTH: &str = "GET /_emulator/v1/health";

/// Asks who signed in, which version answers, and whether there is a control door.
pub(super) async fn ask(
    wire: &Wire,
    url: &str,
    token: &Secret,
    door: Option<&Secret>,
) -> Result<About, Unusable> {
    let token = Some(token.as_str());
    let who = get(wire, url, WHO_AM_I, token).await?;
    let who = known(url, WHO_AM_I, &who, &["OrganizationId", "UserId"])?;
    let version = get(wire, url, VERSION, token).await?;
    let version = known(url, VERSION, &version, &["Version"])?;
    let health = get(wire, url, HEALTH, door.map(Secret::as_str)).await?;
    let health = match health.response.status {
        status @ (401 | 403) => {
            return Err(Unusable::Refused {
                url: url.to_owned(),
                what: HEALTH,
                status,
                advice: "name the variable that has its token with --control-token-from",
            });
        }
        status => known(url, HEALTH, &health, &["name", "version"]).map_err(|_| {
            Unusable::NoControlDoor {
                url: url.to_owned(),
                what: HEALTH,
                status,
            }
        })?,
    };
    let text = |from: &Value, name: &str| from[name].as_str().unwrap_or_default().to_owned();
    Ok(About {
        kind: Kind::Emulator,
        url: url.to_owned(),
        name: text(&health, "name"),
        id: text(&who, "OrganizationId"),
        user: text(&who, "UserId"),
        version: text(&version, "Version"),
        emulator: text(&health, "version"),
    })
}

/// The answer's JSON, provided that it has members of these names that are texts.
fn known(
    url: &str,
    what: &'static str,
    exchange: &Exchange,
    members: &[&str],
) -> Result<Value, Unusable> {
    let response = &exchange.response;
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let has = |name: &&str| body.get(*name).is_some_and(Value::is_string);
    match response.status {
        200 if members.iter().all(has) => Ok(body),
        status @ (401 | 403) => Err(Unusable::Refused {
            url: url.to_owned(),
            what,
            status,
            advice: "name the variable that has a valid token with --token-from",
        }),
        status => {
            let kind = response.headers.get("Content-Type").unwrap_or_default();
            let text = String::from_utf8_lossy(&response.body);
            let begin: String = text.trim().chars().take(SHOWN).collect();
            Err(Unusable::Foreign {
                url: url.to_owned(),
                what,
                answer: format!("{status} {kind} {begin:?}"),
            })
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever does not answer must not keep the suite waiting in real time"
)]
async fn get(
    wire: &Wire,
    url: &str,
    what: &'static str,
    token: Option<&str>,
) -> Result<Exchange, Unusable> {
    let path = what.trim_start_matches("GET ");
    let line = |token| ("Authorization".to_owned(), format!("Bearer {token}"));
    let request = Request {
        method: "GET".to_owned(),
        target: format!("{url}{path}"),
        headers: Headers(token.map(line).into_iter().collect()),
        body: Vec::new(),
    };
    let unreachable = |reason: String| Unusable::Unreachable {
        url: url.to_owned(),
        reason: cause(&reason).to_owned(),
    };
    match tokio::time::timeout(PATIENCE, wire.send(request)).await {
        Ok(Ok(exchange)) => Ok(exchange),
        Ok(Err(Failure::NoAnswer { reason, .. })) if reason.contains("certificate") => {
            Err(Unusable::Certificate {
                url: url.to_owned(),
                reason: cause(&reason).to_owned(),
            })
        }
        Ok(Err(Failure::NoAnswer { reason, .. })) => Err(unreachable(reason)),
        Ok(Err(other)) => Err(unreachable(other.to_string())),
        Err(_) => Err(unreachable(format!("no answer within {PATIENCE:?}"))),
    }
}

/// What a client says, without the URL that the line has named already.
fn cause(reason: &str) -> &str {
    let inner = reason.split_once("client error (Connect): ");
    inner.map_or(reason, |(_, cause)| cause)
}
