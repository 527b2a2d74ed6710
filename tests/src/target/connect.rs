//! The first questions to a target: whether it is there, lets the caller in, and is what it should be.
//!
//! Nothing is made or changed by them. Every refusal is one line.

mod claimed;
mod identities;
mod question;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tokens::Keyring;
use super::{Ground, Secret, SignInError, TargetFile, Wire};
use question::{Question, Questions};

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
    /// The name of the organization; its address where the name may not be read.
    pub name: String,
    /// The organization's id.
    pub id: String,
    /// The user that signed in.
    pub user: String,
    /// The version that `RetrieveVersion` answers.
    pub version: String,
    /// The version of the emulator; empty where there is none, or it does not say.
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
        what: String,
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
        what: String,
        /// Status, content type, and how the body begins.
        answer: String,
    },
    /// It is Dataverse, and the suite cannot make organizations there.
    #[error(
        "{url} has no control door: {what} answered {status}; what has none is described by a target file, without the capability `control`"
    )]
    NoControlDoor {
        /// The address.
        url: String,
        /// What was asked.
        what: String,
        /// The status.
        status: u16,
    },
    /// The administrator lacks a privilege without which there is nothing to be judged.
    #[error("the user {user} at {url} lacks {privilege}: {what} answered {answer}")]
    Unprivileged {
        /// The address.
        url: String,
        /// Who signed in.
        user: String,
        /// The privilege.
        privilege: &'static str,
        /// What was asked.
        what: String,
        /// Status, content type, and how the body begins.
        answer: String,
    },
    /// It is Dataverse, and has no background operations.
    #[error("{url} has no background operations: {what} answered {answer}")]
    NoOperations {
        /// The address.
        url: String,
        /// What was asked.
        what: String,
        /// Status, content type, and how the body begins.
        answer: String,
    },
    /// It cannot do what its file says.
    #[error("{url} is not what its target file claims: {}", .falsehoods.join("; "))]
    Claims {
        /// The address.
        url: String,
        /// What is not so, each with the answer that shows it.
        falsehoods: Vec<String>,
    },
    /// There is no token to ask with.
    #[error(transparent)]
    SignIn(#[from] SignInError),
}

/// The privilege of reading background operations.
const READ: &str = "prvReadbackgroundoperation";
/// The privilege of writing them.
const WRITE: &str = "prvWritebackgroundoperation";
const NAME_THE_DOORS_TOKEN: &str = "name the variable that has its token with --control-token-from";

/// Asks who signed in, which version answers, and what else has to be known before anything is made there.
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
        // Nothing else has a control door.
        kind: match file.capabilities.emulator || file.capabilities.control {
            true => Kind::Emulator,
            false => Kind::Organization,
        },
        url: url.to_owned(),
        name: url.to_owned(),
        id: text(&who, "OrganizationId"),
        user: text(&who, "UserId"),
        version: text(&version, "Version"),
        emulator: String::new(),
    };
    match file.ground() {
        Ground::Own => {
            let health = health(&questions).await?;
            about.name = text(&health, "name");
            about.emulator = text(&health, "version");
        }
        Ground::Shared => {
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

/// What the control door says of itself.
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

/// The two privileges on background operations that the administrator needs for every scenario. That of writing
/// shows at a row that does not exist: who has it is told so, and who has not is refused before.
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
