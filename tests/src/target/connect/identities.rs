//! Probes the users of a target file: each can sign in, is a different user, and has exactly the privileges on
//! background operations that its name says.

use std::collections::BTreeMap;

use serde_json::Value;

use super::question::{Question, Questions};
use super::{About, Unusable};
use crate::target::{Identity, Secret, SignInOrImpersonation, TargetFile};

/// The mistakes in the identities.
///
/// # Errors
/// When no answer comes, or no token for an identity can be got.
pub(super) async fn probe(
    questions: &Questions<'_>,
    file: &TargetFile,
    about: &About,
    administrator: &Secret,
) -> Result<Vec<String>, Unusable> {
    let mut falsehoods = Vec::new();
    let mut users = BTreeMap::from([(about.user.clone(), "the administrator")]);
    for (identity, how) in &file.identities {
        let token = match how {
            SignInOrImpersonation::SignIn(_) => {
                questions.keyring.of(*identity, questions.wire).await?
            }
            SignInOrImpersonation::Impersonate(_) => administrator.clone(),
        };
        let user = User {
            questions,
            identity: *identity,
            how,
            token,
        };
        match user.id().await? {
            Err(falsehood) => falsehoods.push(falsehood),
            Ok(id) => match users.insert(id, identity.name()) {
                Some(other) => falsehoods.push(user.told(&format!("is the same user as {other}"))),
                None => falsehoods.extend(user.privileges().await?),
            },
        }
    }
    Ok(falsehoods)
}

struct User<'a> {
    questions: &'a Questions<'a>,
    identity: Identity,
    how: &'a SignInOrImpersonation,
    token: Secret,
}

impl User<'_> {
    /// The request, sent for this user.
    fn own(&self, question: Question) -> Question {
        match self.how {
            SignInOrImpersonation::SignIn(_) => question,
            SignInOrImpersonation::Impersonate(id) => {
                question.with("MSCRMCallerID", &id.to_string())
            }
        }
    }

    fn told(&self, what: &str) -> String {
        format!("[identities.{}]: {what}", self.identity.name())
    }

    /// The user's id, or the reason why there is none.
    async fn id(&self) -> Result<Result<String, String>, Unusable> {
        let question = self.own(self.questions.api("GET", "WhoAmI", &self.token));
        let answer = self.questions.ask(&question).await?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let id = body["UserId"].as_str().unwrap_or_default().to_lowercase();
        let shown = || self.questions.shown(&answer);
        Ok(match self.how {
            _ if answer.status != 200 || id.is_empty() => {
                Err(self.told(&format!("{} answered {}", question.what(), shown())))
            }
            SignInOrImpersonation::Impersonate(wanted) if wanted.to_string() != id => {
                Err(self.told(&format!("{} answered user {id}", question.what())))
            }
            SignInOrImpersonation::SignIn(_) | SignInOrImpersonation::Impersonate(_) => Ok(id),
        })
    }

    /// The privileges that the user has or lacks in contradiction to its name. Writing is not probed for a user who may
    /// not read, because the platform may look for the row first.
    async fn privileges(&self) -> Result<Vec<String>, Unusable> {
        let reading = (self.questions.reading(&self.token), "read");
        let writing = (self.questions.writing(&self.token), "write");
        let asked = match self.identity {
            Identity::Both => vec![(reading, Right::May), (writing, Right::May)],
            Identity::ReadOnly => vec![(reading, Right::May), (writing, Right::MayNot)],
            Identity::WriteOnly => vec![(reading, Right::MayNot)],
            Identity::Neither => vec![(reading, Right::MayNot), (writing, Right::MayNot)],
        };
        let mut falsehoods = Vec::new();
        for ((question, verb), right) in asked {
            let answer = self.questions.ask(&self.own(question)).await?;
            let found = match answer.status {
                403 => Right::MayNot,
                _ => Right::May,
            };
            if found != right {
                falsehoods.push(self.told(&match found {
                    Right::May => format!("may {verb} background operations, and should not"),
                    Right::MayNot => format!("may not {verb} background operations"),
                }));
            }
        }
        Ok(falsehoods)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Right {
    May,
    MayNot,
}
