//! A server that answers the first requests like an organization, except those that a test answers itself.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use tempfile::TempDir;
use tokio::task::JoinHandle;

use crate::{Said, folder, run};

/// An answer: a part of the request's method, path and query, then the status and the body.
pub(crate) type Answer = (&'static str, u16, &'static str);

/// The answers of an organization; the first match counts.
const ORGANIZATION: [Answer; 12] = [
    ("/_emulator/", 404, ""),
    (
        "GET /api/data/v9.2/WhoAmI",
        200,
        r#"{"OrganizationId":"0a","UserId":"0b","BusinessUnitId":"0c"}"#,
    ),
    (
        "GET /api/data/v9.2/RetrieveVersion()",
        200,
        r#"{"Version":"9.2.24073.198"}"#,
    ),
    (
        "GET /api/data/v9.2/organizations(0a)?$select=name",
        200,
        r#"{"name":"Fabrikam"}"#,
    ),
    (
        "GET /api/data/v9.2/backgroundoperations?",
        200,
        r#"{"value":[]}"#,
    ),
    (
        "PATCH /api/data/v9.2/backgroundoperations(",
        404,
        r#"{"error":{"code":"0x80048d02"}}"#,
    ),
    ("/customapis?", 200, r#"{"value":[{"uniquename":"x"}]}"#),
    (
        "/publishers?",
        200,
        r#"{"value":[{"customizationprefix":"dvc"}]}"#,
    ),
    ("/sdkmessages?", 200, r#"{"value":[{"name":"Create"}]}"#),
    ("/accounts(", 200, r#"{"name":"Fourth Coffee (sample)"}"#),
    (
        "/accounts?",
        501,
        r#"{"error":{"code":"emulator:not_emulated"}}"#,
    ),
    ("", 404, ""),
];

/// A server with the requests that it got.
pub(crate) struct Fake {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Fake {
    /// An organization that gives the answers `own` in place of its usual ones.
    pub(crate) async fn organization(own: &[Answer]) -> Self {
        Self::at_first(&[], own).await
    }

    /// An organization that gives each answer in `first` once, before any other match.
    pub(crate) async fn at_first(first: &[Answer], own: &[Answer]) -> Self {
        let first = Arc::new(Mutex::new(first.to_vec()));
        let answers: Vec<Answer> = own.iter().copied().chain(ORGANIZATION).collect();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&asked);
        let router = Router::new().fallback(async move |method: Method, uri: Uri| {
            let question = format!("{method} {uri}");
            let fits = |answer: &&Answer| question.contains(answer.0);
            let mut first = first.lock().unwrap();
            let (_, status, body) = match first.iter().position(|answer| fits(&answer)) {
                Some(at) => first.remove(at),
                None => answers.iter().find(fits).copied().unwrap(),
            };
            noted.lock().unwrap().push(question);
            (StatusCode::from_u16(status).unwrap(), body)
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url,
            asked,
            serving,
        }
    }

    /// The requests so far, method first.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A folder with a target file for `url` that ends with the lines `rest`.
pub(crate) fn described(url: &str, rest: &str) -> TempDir {
    let folder = folder();
    let text = format!("url = \"{url}\"\npublisher_prefix = \"dvc\"\n{rest}");
    std::fs::write(folder.path().join("target.toml"), text).unwrap();
    folder
}

/// A dry run against the target of the folder's file.
pub(crate) async fn dry(folder: &TempDir, variables: &[(&str, &str)]) -> Said {
    let arguments = [
        "run",
        "--target",
        "target.toml",
        "--id",
        "BG-020",
        "--dry-run",
    ];
    run(folder.path(), &arguments, variables).await
}
