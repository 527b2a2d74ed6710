//! Secrets of a target file's sign-ins are sent, and appear neither in reports nor on the terminal.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use std::path::Path;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use dataverse_conformance::results::Results;
use dataverse_conformance::target::{SignIn, Target};

use crate::fake::{described, dry};
use crate::{Said, run};

const TOKEN: &str = "canary-of-the-token-4711";
const DOOR: &str = "canary-of-the-door-4712";
const SECRET: &str = "canary/of+the=secret-4713";
const OWN: &str = "[capabilities]\nemulator = true\ncontrol = true\n";

/// The files and the output of a run.
fn texts(said: &Said, folder: &Path) -> Vec<String> {
    let mut texts = vec![said.stdout.clone(), said.stderr.clone()];
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        texts.push(std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    texts
}

fn assert_no_canary(said: &Said, folder: &Path) {
    for text in texts(said, folder) {
        assert!(!text.contains("canary"), "{text}");
        // The secret as forms and URLs encode it.
        assert!(!text.contains("of%2Bthe"), "{text}");
    }
}

#[tokio::test]
async fn a_run_of_a_target_file_has_no_secret_in_it() {
    let target = Target::in_process(SignIn::default()).await.unwrap();
    let by_variable =
        "control_token_from = \"DOOR\"\n[sign_in]\nmethod = \"token\"\nvariable = \"TOKEN\"\n";
    let by_command = "control_token_from = \"DOOR\"\n[sign_in]\nmethod = \"command\"\ncommand = [\"printenv\", \"TOKEN\"]\n";
    for sign_in in [by_variable, by_command] {
        let folder = described(target.url(), &format!("{sign_in}{OWN}"));
        let arguments = [
            "run",
            "--target",
            "target.toml",
            "--id",
            "BG-020",
            "--id",
            "BG-073",
        ];
        let variables = [("TOKEN", TOKEN), ("DOOR", DOOR)];
        let said = run(folder.path(), &arguments, &variables).await;
        assert_eq!(said.code, Some(0), "{said:?}");
        let reports = folder.path().join("conformance-report");
        assert_eq!(
            texts(&said, &reports).len(),
            2 + 4,
            "the terminal's two and the reports"
        );
        assert_no_canary(&said, &reports);
        // The secret was sent nevertheless, and the reports say in which headers.
        let results = Results::load(&reports.join("results.json")).unwrap();
        let exchanges = results.scenarios.iter().flat_map(|one| &one.exchanges);
        let mut lines = exchanges.flat_map(|one| &one.request_headers);
        assert!(lines.any(|(name, value)| name == "Authorization" && value == "<token>"));
    }
    target.close().await;
}

/// A server that echoes requests and issues no token.
async fn echo() -> String {
    let router = Router::new().fallback(async |headers: HeaderMap, body: String| {
        let token = headers.get("Authorization");
        (StatusCode::BAD_REQUEST, format!("{body}{token:?}"))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[tokio::test]
async fn what_is_sent_back_is_not_told() {
    let url = echo().await;
    let token = "[sign_in]\nmethod = \"token\"\nvariable = \"TOKEN\"\n".to_owned();
    let application = format!(
        "[sign_in]\nmethod = \"client-credentials\"\ntenant = \"t\"\nclient_id = \"c\"\n\
         secret_from = \"SECRET\"\nauthority = \"{url}\"\n"
    );
    for (sign_in, part) in [
        (
            token,
            "is not Dataverse: GET /api/data/v9.2/WhoAmI answered 400",
        ),
        (application, "issued no token: it answered 400"),
    ] {
        let folder = described(&url, &sign_in);
        let said = dry(&folder, &[("TOKEN", TOKEN), ("SECRET", SECRET)]).await;
        said.refused(4, part);
        assert!(
            said.stderr.contains("<token>"),
            "the answer had it: {said:?}"
        );
        assert_no_canary(&said, Path::new(""));
    }
}
