//! Tokens from each source, their lifetime, and that no text shows one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;

use super::{Issued, LIFE, Session, SignInError, Vault};
use crate::target::file::{Method, TargetFile};
use crate::target::{Secret, Wire};

/// The sign-in method of a `[sign_in]` table with these lines.
fn method(lines: &str) -> Method {
    let text = format!("url = \"http://h\"\npublisher_prefix = \"new\"\n[sign_in]\n{lines}\n");
    TargetFile::parse("t.toml", &text).unwrap().sign_in
}

#[expect(
    clippy::disallowed_methods,
    reason = "any instant will do, and none is waited for"
)]
fn now() -> Instant {
    Instant::now()
}

async fn token(lines: &str, vault: &Vault) -> Result<Secret, SignInError> {
    let session = Session::new(&method(lines), "https://org", vault)?;
    session.token(&Wire::new().unwrap(), vault, now()).await
}

#[test]
fn a_token_serves_for_less_than_it_lasts() {
    let issued = Issued {
        token: Secret::new("T", "a-long-token").unwrap(),
        at: now(),
    };
    assert!(issued.serves(issued.at));
    assert!(issued.serves(issued.at + LIFE - Duration::from_nanos(1)));
    assert!(!issued.serves(issued.at + LIFE));
}

#[tokio::test]
async fn a_command_prints_it_or_has_it_in_its_json() {
    let vault = Vault::default();
    let all = r#"method = "command"
        command = ["sh", "-c", "echo token-for-$0", "{url}"]"#;
    assert_eq!(
        token(all, &vault).await.unwrap().as_str(),
        "token-for-https://org"
    );
    let part = r#"method = "command"
        command = ["echo", '{"a":{"b":"the-inner-one"}}']
        output = "/a/b""#;
    assert_eq!(token(part, &vault).await.unwrap().as_str(), "the-inner-one");
    assert_eq!(vault.all(), ["the-inner-one", "token-for-https://org"]);
}

#[tokio::test]
async fn a_command_without_a_token_says_why() {
    let vault = Vault::default();
    vault.keep(Secret::new("T", "canary-4711").unwrap());
    for (command, rest, part) in [
        (
            r#"["sh", "-c", "echo run az login, not canary-4711 >&2; exit 3"]"#,
            "",
            "`sh` printed no token: exit status: 3, \"run az login, not <token>\"",
        ),
        (
            r#"["echo"]"#,
            "",
            "the token in the output of `echo` has fewer",
        ),
        (
            r#"["no-such-program"]"#,
            "",
            "`no-such-program`, which is to print a token, cannot",
        ),
        (
            r#"["echo", "no"]"#,
            "output = \"/a\"",
            "its output is not JSON",
        ),
        (
            r#"["echo", "{}"]"#,
            "output = \"/a\"",
            "there is no text at /a of its output",
        ),
    ] {
        let lines = format!("method = \"command\"\ncommand = {command}\n{rest}");
        let refusal = token(&lines, &vault).await.unwrap_err().to_string();
        assert!(refusal.contains(part), "{refusal}");
    }
}

/// An issuer that numbers its tokens and refuses unknown applications. Returns its address and the number of requests.
async fn issuer() -> (String, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let answer = move |uri: axum::http::Uri, form: String| async move {
        let right = "grant_type=client_credentials&client_id=me&client_secret=\
                     the%2Bsecret%3D&scope=https%3A%2F%2Forg%2F.default";
        if uri.path() != "/contoso/oauth2/v2.0/token" || form != right {
            return (
                StatusCode::UNAUTHORIZED,
                format!("AADSTS7000215:\n{uri} {form}"),
            );
        }
        let number = counted.fetch_add(1, Ordering::SeqCst);
        let token = format!("{{\"token_type\":\"Bearer\",\"access_token\":\"token-{number:04}\"}}");
        (StatusCode::OK, token)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    (url, count)
}

/// A session of the application `me`, with a secret that needs no environment variable.
fn application(authority: &str, tenant: &str, vault: &Vault) -> Session {
    Session::of(super::TokenSource::Issuer {
        url: format!("{authority}/{tenant}/oauth2/v2.0/token"),
        client_id: "me".to_owned(),
        secret: vault.keep(Secret::new("T", "the+secret=").unwrap()),
        scope: "https://org/.default".to_owned(),
    })
}

#[tokio::test]
async fn an_issuer_is_asked_once_and_again_when_the_token_is_old() {
    let (url, count) = issuer().await;
    let (vault, wire, now) = (Vault::default(), Wire::new().unwrap(), now());
    let session = application(&url, "contoso", &vault);
    let (one, other) = tokio::join!(
        session.token(&wire, &vault, now),
        session.token(&wire, &vault, now + LIFE / 2),
    );
    assert_eq!(one.unwrap().as_str(), "token-0000");
    assert_eq!(other.unwrap().as_str(), "token-0000");
    let renewed = session.token(&wire, &vault, now + LIFE).await.unwrap();
    assert_eq!(renewed.as_str(), "token-0001");
    assert_eq!(count.load(Ordering::SeqCst), 2);
    assert_eq!(vault.all(), ["the+secret=", "token-0000", "token-0001"]);
}

#[tokio::test]
async fn an_issuer_that_refuses_is_quoted_without_the_secret() {
    let (url, _) = issuer().await;
    let (vault, wire) = (Vault::default(), Wire::new().unwrap());
    let session = application(&url, "fabrikam", &vault);
    let refusal = session
        .token(&wire, &vault, now())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("issued no token: it answered 401"),
        "{refusal}"
    );
    assert!(refusal.contains("client_secret=<token>"), "{refusal}");
    assert!(!refusal.contains("%2Bsecret"), "{refusal}");
    assert!(!refusal.contains('\n'), "{refusal}");
}

#[tokio::test]
async fn an_issuer_that_is_not_there_is_no_answer() {
    // The address is bound without listening, so that no other process gets it and connections are refused.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", held.local_addr().unwrap());
    let (vault, wire) = (Vault::default(), Wire::new().unwrap());
    let session = application(&url, "contoso", &vault);
    let refusal = session.token(&wire, &vault, now()).await.unwrap_err();
    assert!(matches!(refusal, SignInError::Silent { .. }), "{refusal}");
}
