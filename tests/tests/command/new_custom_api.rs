//! A new custom API in an organization that does not know it at once.
#![expect(clippy::unwrap_used, reason = "whatever cannot be done fails the test")]

use std::sync::Arc;

use dataverse_conformance::exchange::{Headers, Request};
use dataverse_conformance::live::Live;
use dataverse_conformance::target::{Profile, Target, TargetFile};

use crate::fake::{Answer, Fake};

const MADE: Answer = ("POST /api/data/v9.2/customapis", 204, "");
const UNKNOWN: Answer = (
    "GET /api/data/v9.2/dvc_conf",
    404,
    r#"{"error":{"code":"0x80060888","message":"Resource not found for the segment 'dvc_conf'."}}"#,
);
const KNOWN: Answer = (
    "GET /api/data/v9.2/dvc_conf",
    404,
    r#"{"error":{"code":"","message":"No HTTP resource was found that matches the request URI."}}"#,
);

/// The number of requests for the custom API after its definition was answered with `status`.
async fn looks(fake: &Fake, status: u16) -> usize {
    let text = format!(
        "url = \"{}\"\npublisher_prefix = \"dvc\"\nsign_in = {{ method = \"none\" }}\n\
         [pace]\npoll = \"PT0.01S\"\n",
        fake.url
    );
    let file = TargetFile::parse("target.toml", &text).unwrap();
    let target = Arc::new(Target::open(file, Profile::Safe).await.unwrap());
    let scenario = Live::open(&target).await.unwrap().begin(Vec::new());
    scenario.declare("sample_Report");
    let request = Request {
        method: "POST".to_owned(),
        target: format!("{}/api/data/v9.2/customapis", fake.url),
        headers: Headers::default(),
        body: br#"{"uniquename":"sample_Report","bindingtype":0,"isfunction":false}"#.to_vec(),
    };
    let made = scenario.send(request).await.unwrap();
    assert_eq!(made.response.status, status);
    let asked = fake.asked();
    let looks = asked
        .iter()
        .filter(|one| one.contains("GET /api/data/v9.2/dvc_conf"));
    looks.count()
}

#[tokio::test]
async fn one_that_is_known_at_once_is_asked_for_once() {
    let fake = Fake::organization(&[MADE, KNOWN]).await;
    assert_eq!(looks(&fake, 204).await, 1);
}

#[tokio::test]
async fn one_that_is_not_is_waited_for() {
    let fake = Fake::at_first(&[UNKNOWN, UNKNOWN], &[MADE, KNOWN]).await;
    assert_eq!(looks(&fake, 204).await, 3);
}

#[tokio::test]
async fn one_that_is_never_known_is_not_waited_for_without_end() {
    let fake = Fake::organization(&[MADE, UNKNOWN]).await;
    assert_eq!(looks(&fake, 204).await, 10);
}

#[tokio::test]
async fn one_that_was_refused_is_not_asked_for() {
    let refused = (MADE.0, 400, "{}");
    let fake = Fake::organization(&[refused, UNKNOWN]).await;
    assert_eq!(looks(&fake, 400).await, 0);
}
