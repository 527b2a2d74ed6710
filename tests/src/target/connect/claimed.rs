//! Probes the claims of a target file: a cheap request for each, which changes nothing.

use std::io;

use serde_json::Value;

use super::question::{NOBODY, Questions};
use super::{About, Unusable, identities};
use crate::exchange::Response;
use crate::target::{ListenAt, Secret, TargetFile};

/// The emulator's error code for a known feature that is not emulated.
const NOT_EMULATED: &str = "emulator:not_emulated";
/// The first of the sample accounts.
const SAMPLE_ROW: &str = "accounts(acc00000-0000-4000-8000-000000000001)?$select=name";
/// One of the sample custom APIs.
const SAMPLE_API: &str = "customapis?$select=uniquename&$filter=uniquename eq 'sample_ExportDataUsingFetchXmlToAnnotation'&$top=1";
/// The error codes of the Web API for a user who may not impersonate.
const MAY_NOT_ACT: [&str; 2] = ["0x80040220", "0x8004a110"];

/// The mistake in a claim, as part of a line; `None` if the claim is true.
type Falsehood = Option<String>;

/// Probes everything that the file claims.
///
/// # Errors
/// When a claim is false, or no answer comes.
pub(super) async fn probe(
    questions: &Questions<'_>,
    file: &TargetFile,
    about: &About,
    token: &Secret,
) -> Result<(), Unusable> {
    let claims = &file.capabilities;
    let probe = Probe { questions, token };
    let mut falsehoods = Vec::new();
    if claims.emulator {
        falsehoods.extend(probe.emulator().await?);
    }
    if claims.samples {
        falsehoods.extend(probe.rows("samples", SAMPLE_ROW, Answer::Row).await?);
        falsehoods.extend(probe.rows("samples", SAMPLE_API, Answer::Rows).await?);
    }
    if claims.custom_apis {
        falsehoods.extend(probe.custom_apis(file.publisher_prefix.as_str()).await?);
    }
    for name in file.custom_apis.names() {
        falsehoods.extend(probe.existing(name).await?);
    }
    if claims.steps {
        let create = "sdkmessages?$select=name&$filter=name eq 'Create'&$top=1";
        falsehoods.extend(probe.rows("steps", create, Answer::Rows).await?);
    }
    if claims.impersonation {
        falsehoods.extend(probe.impersonation().await?);
    }
    falsehoods.extend(identities::probe(questions, file, about, token).await?);
    if let Some(listener) = &file.listener {
        let bound = bind(listener).await;
        falsehoods.extend(bound.err().map(|error| {
            format!(
                "[listener]: nothing can listen at {}: {error}",
                listener.listen
            )
        }));
    }
    match falsehoods.is_empty() {
        true => Ok(()),
        false => Err(Unusable::Claims {
            url: questions.url.to_owned(),
            falsehoods,
        }),
    }
}

/// The expected content of an answer.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// A row.
    Row,
    /// A list with at least one row.
    Rows,
    /// A list, which may be empty.
    List,
}

impl Answer {
    fn is(self, response: &Response) -> bool {
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let rows = body["value"].as_array().map(Vec::len);
        let fits = match self {
            Self::Row => body.is_object(),
            Self::Rows => rows.is_some_and(|count| count > 0),
            Self::List => rows.is_some(),
        };
        response.status == 200 && fits
    }
}

struct Probe<'a> {
    questions: &'a Questions<'a>,
    token: &'a Secret,
}

impl Probe<'_> {
    async fn rows(&self, claim: &str, path: &str, wanted: Answer) -> Result<Falsehood, Unusable> {
        let question = self.questions.api("GET", path, self.token);
        let answer = self.questions.ask(&question).await?;
        let told = || {
            let shown = self.questions.shown(&answer);
            format!("{claim}: {} answered {shown}", question.what())
        };
        Ok((!wanted.is(&answer)).then(told))
    }

    /// The emulator has an error code of its own for features that are not emulated.
    async fn emulator(&self) -> Result<Falsehood, Unusable> {
        let path = "accounts?sql=conformance";
        let question = self.questions.api("GET", path, self.token);
        let answer = self.questions.ask(&question).await?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let told = || {
            let shown = self.questions.shown(&answer);
            format!("emulator: {} answered {shown}", question.what())
        };
        Ok((body["error"]["code"] != NOT_EMULATED).then(told))
    }

    /// The custom APIs can be read, and a publisher has the prefix. Any prefix is accepted where the table of
    /// publishers does not exist or is not emulated.
    async fn custom_apis(&self, prefix: &str) -> Result<Falsehood, Unusable> {
        let any = "customapis?$select=uniquename&$top=1";
        if let Some(falsehood) = self.rows("custom_apis", any, Answer::List).await? {
            return Ok(Some(falsehood));
        }
        let path = format!(
            "publishers?$select=customizationprefix&$filter=customizationprefix eq '{}'&$top=1",
            prefix.to_lowercase()
        );
        let question = self.questions.api("GET", &path, self.token);
        let answer = self.questions.ask(&question).await?;
        let told = || {
            let shown = self.questions.shown(&answer);
            format!(
                "publisher_prefix: no publisher has the prefix '{prefix}': {} answered {shown}",
                question.what()
            )
        };
        let is_absent = matches!(answer.status, 404 | 501);
        Ok((!is_absent && !Answer::Rows.is(&answer)).then(told))
    }

    async fn existing(&self, name: &str) -> Result<Falsehood, Unusable> {
        let quoted = name.replace('\'', "''");
        let path = format!("customapis?$select=uniquename&$filter=uniquename eq '{quoted}'&$top=1");
        self.rows("[custom_apis]", &path, Answer::Rows).await
    }

    /// Impersonates a user id that does not exist. A user who may impersonate gets an error about the id, another user
    /// is refused before that, and a target without impersonation ignores the header.
    async fn impersonation(&self) -> Result<Falsehood, Unusable> {
        let question = self.questions.api("GET", "WhoAmI", self.token);
        let question = question.with("MSCRMCallerID", NOBODY);
        let answer = self.questions.ask(&question).await?;
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let code = body["error"]["code"].as_str().unwrap_or_default();
        let told = || {
            let shown = self.questions.shown(&answer);
            format!(
                "impersonation: {} for a user that does not exist answered {shown}",
                question.what()
            )
        };
        Ok((answer.status < 400 || MAY_NOT_ACT.contains(&code)).then(told))
    }
}

/// Binds the listener's address and releases it.
async fn bind(listener: &ListenAt) -> io::Result<()> {
    tokio::net::TcpListener::bind(listener.listen)
        .await
        .map(drop)
}
