//! The first requests to a target: whether it answers, accepts the sign-in, and is the expected kind of target.
//!
//! These requests change nothing. Every refusal is one line.

mod claimed;
mod identities;
mod question;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tokens::Keyring;
use super::{OrganizationKind, Secret, SignInError, TargetFile, Wire};
use question::{Question, Questions};

/// The kind of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// An emulator: rules, which the suite knows, decide what is not documented.
    Emulator,
    /// A live organization of Dataverse.
    Organization,
}

/// A target's description of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// The target's kind.
    pub kind: TargetKind,
    /// The address from the arguments or the target file.
    pub url: String,
    /// The name of the organization; its address if the user may not read the name.
    pub name: String,
    /// The organization's id.
    pub id: String,
    /// The id of the user that signed in.
    pub user: String,
    /// The version that `RetrieveVersion` answers.
    pub version: String,
    /// The version of the emulator; empty for other targets and where it is not reported.
    pub emulator: String,
}

/// Why a target cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No answer.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The address.
        url: String,
        /// The HTTP client's error.
        reason: String,
    },
    /// The certificate of the server is not trusted.
    #[error("{url} has a certificate that is not trusted: {reason}")]
    Certificate {
        /// The address.
        url: String,
        /// The HTTP client's error.
        reason: String,
    },
    /// The target has refused the token, or needs one.
    #[error("{url} refused the sign-in: {what} answered {status}; {advice}")]
    Refused {
        /// The address.
        url: String,
        /// The request.
        what: String,
        /// The status.
        status: u16,
        /// Advice for the user.
        advice: &'static str,
    },
    /// The server is not Dataverse.
    #[error("{url} is not Dataverse: {what} answered {answer}")]
    Foreign {
        /// The address.
        url: String,
        /// The request.
        what: String,
        /// Status, content type, and the beginning of the body.
        answer: String,
    },
    /// The server is Dataverse without a control door.
    #[error(
        "{url} has no control door: {what} answered {status}; what has none is described by a target file, without the capability `control`"
    )]
    NoControlDoor {
        /// The address.
        url: String,
        /// The request.
        what: String,
        /// The status.
        status: u16,
    },
    /// The administrator lacks a privilege that every scenario needs.
    #[error("the user {user} at {url} lacks {privilege}: {what} answered {answer}")]
    Unprivileged {
        /// The address.
        url: String,
        /// The user that signed in.
        user: String,
        /// The privilege.
        privilege: &'static str,
        /// The request.
        what: String,
        /// Status, content type, and the beginning of the body.
        answer: String,
    },
    /// The organization has no background operations.
    #[error("{url} has no background operations: {what} answered {answer}")]
    NoOperations {
        /// The address.
        url: String,
        /// The request.
        what: String,
        /// Status, content type, and the beginning of the body.
        answer: String,
    },
    /// The target lacks a capability that its file claims.
    #[error("{url} is not what its target file claims: {}", .falsehoods.join("; "))]
    Claims {
        /// The address.
        url: String,
        /// The false claims, each with the answer that disproves it.
        falsehoods: Vec<String>,
    },
    /// No token could be got.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

/// The privilege to read background operations.
const READ: &str = "prvReadbackgroundoperation";
/// The privilege to write background operations.
const WRITE: &str = "prvWritebackgroundoperation";
const NAME_THE_DOORS_TOKEN: &str = "name the variable that has its token with --control-token-from";

/// Requests the user, the version and everything else that the suite needs to know before it creates anything.
pub(super) async fn ask(
    wire: &Wire,
    url: &str,
    file: &TargetFile,
    keyring: &Keyring,
) -> Result<About, Unusable> {
    let questions = Questions {
        wire,
        url,
        api: format!("/api/data/{}", file.api_version.as_str()),
        keyring,
    };
    let token = keyring.administrator(wire).await?;
    let who = questions.api("GET", "WhoAmI", &token);
    let who = questions.known(&who, &["OrganizationId", "UserId"]).await?;
    let version = questions.api("GET", "RetrieveVersion()", &token);
    let version = questions.known(&version, &["Version"]).await?;
    let text = |from: &Value, name: &str| from[name].as_str().unwrap_or_default().to_owned();
    let mut about = About {
        // Only an emulator has a control door.
        kind: match file.capabilities.emulator || file.capabilities.control {
            true => TargetKind::Emulator,
            false => TargetKind::Organization,
        },
        url: url.to_owned(),
        name: url.to_owned(),
        id: text(&who, "OrganizationId"),
        user: text(&who, "UserId"),
        version: text(&version, "Version"),
        emulator: String::new(),
    };
    match file.isolation() {
        OrganizationKind::Own => {
            let health = health(&questions).await?;
            about.name = text(&health, "name");
            about.emulator = text(&health, "version");
        }
        OrganizationKind::Shared => {
            let name = format!("organizations({})?$select=name", about.id);
            let name = questions.ask(&questions.api("GET", &name, &token)).await?;
            let name: Value = serde_json::from_slice(&name.body).unwrap_or_default();
            if let Some(name) = name["name"].as_str() {
                name.clone_into(&mut about.name);
            }
            privileges(&questions, &about, &token).await?;
            claimed::probe(&questions, file, &about, &token).await?;
        }
    }
    Ok(about)
}

/// The health answer of the control door.
async fn health(questions: &Questions<'_>) -> Result<Value, Unusable> {
    let health = Question::new("GET", "/_emulator/v1/health".to_owned());
    let health = match questions.keyring.door() {
        Some(token) => health.signed(token),
        None => health,
    };
    let answer = questions.ask(&health).await?;
    match answer.status {
        status @ (401 | 403) => Err(Unusable::Refused {
            url: questions.url.to_owned(),
            what: health.what(),
            status,
            advice: NAME_THE_DOORS_TOKEN,
        }),
        status => question::members(&answer, &["name", "version"]).ok_or_else(|| {
            Unusable::NoControlDoor {
                url: questions.url.to_owned(),
                what: health.what(),
                status,
            }
        }),
    }
}

/// Checks the administrator's two privileges on background operations, which every scenario needs. The write privilege
/// is probed on a row that does not exist: 403 shows that the privilege is missing.
async fn privileges(
    questions: &Questions<'_>,
    about: &About,
    token: &Secret,
) -> Result<(), Unusable> {
    for (privilege, question) in [
        (READ, questions.reading(token)),
        (WRITE, questions.writing(token)),
    ] {
        let answer = questions.ask(&question).await?;
        let (url, what) = (questions.url.to_owned(), question.what());
        let answered = questions.shown(&answer);
        match answer.status {
            403 => {
                return Err(Unusable::Unprivileged {
                    url,
                    user: about.user.clone(),
                    privilege,
                    what,
                    answer: answered,
                });
            }
            404 if privilege == READ => {
                return Err(Unusable::NoOperations {
                    url,
                    what,
                    answer: answered,
                });
            }
            _ => {}
        }
    }
    Ok(())
}
