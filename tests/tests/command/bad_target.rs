//! Targets that cannot be used: one line, exit code 4, and only requests that change nothing.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use dataverse_conformance::sink::{Sink, SinkBehavior};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

use crate::{Said, folder, run};

async fn against(url: &str) -> Said {
    let folder = folder();
    let arguments = ["run", "--url", url, "--id", "BG-020"];
    let said = run(folder.path(), &arguments, &[]).await;
    assert!(
        !folder
            .path()
            .join("conformance-report/results.json")
            .exists()
    );
    said
}

#[tokio::test]
async fn an_address_where_nobody_listens() {
    // The address is bound without listening, so that no other process gets it and connections are refused.
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", held.local_addr().unwrap());
    against(&url)
        .await
        .refused(4, "cannot be reached: tcp connect error");
}

#[tokio::test]
async fn a_host_that_does_not_exist() {
    let said = against("http://organization.invalid").await;
    said.refused(4, "cannot be reached: dns error");
}

#[tokio::test]
async fn something_that_is_not_dataverse() {
    for (manner, part) in [
        (
            SinkBehavior::Status(200, Vec::new()),
            "is not Dataverse: GET /api/data/v9.2/WhoAmI answered 200",
        ),
        (SinkBehavior::Status(404, Vec::new()), "answered 404"),
        (SinkBehavior::Status(302, Vec::new()), "answered 302"),
        (
            SinkBehavior::Status(401, Vec::new()),
            "refused the sign-in: GET /api/data/v9.2/WhoAmI answered 401",
        ),
        (SinkBehavior::Status(403, Vec::new()), "answered 403"),
        (SinkBehavior::HangUp, "cannot be reached"),
    ] {
        let sink = Sink::open(vec![manner]).await.unwrap();
        against(sink.url()).await.refused(4, part);
        let asked: Vec<String> = sink
            .received()
            .into_iter()
            .map(|request| request.method)
            .collect();
        assert_eq!(asked, ["GET"], "nothing is made on a target that is none");
    }
}

#[tokio::test]
async fn a_page_of_something_else_is_shown_by_its_beginning() {
    let router = axum::Router::new().fallback(|| async { "<!doctype html><title>Welcome</title>" });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let said = against(&url).await;
    said.refused(
        4,
        "answered 200 text/plain; charset=utf-8 \"<!doctype html><title>Welcome",
    );
    serving.abort();
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for() {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("certificate/certificate.pem"));
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("certificate/key.pem"));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.unwrap()], key.unwrap())
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let serving = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = Stream::new(&mut connection, &mut socket);
        // The client ends the handshake with an alert: no bytes follow.
        let read = stream.read(&mut [0; 1]);
        let _ = stream.flush();
        read.is_err()
    });
    against(&url)
        .await
        .refused(4, "has a certificate that is not trusted");
    assert!(serving.join().unwrap(), "no request was sent");
}

/// An emulator without a control door, and an emulator whose control door needs a token.
#[tokio::test]
async fn an_emulator_whose_control_door_is_shut() {
    for (manner, part) in [
        ("404", "has no control door"),
        ("401", "--control-token-from"),
    ] {
        let status = if manner == "404" { 404_u16 } else { 401 };
        let who = r#"{"OrganizationId":"o","UserId":"u","BusinessUnitId":"b"}"#;
        let router = axum::Router::new()
            .route(
                "/api/data/v9.2/WhoAmI",
                axum::routing::get(move || async move { who }),
            )
            .route(
                "/api/data/v9.2/{function}",
                axum::routing::get(|| async { r#"{"Version":"9.2"}"# }),
            )
            .fallback(move || async move { axum::http::StatusCode::from_u16(status).unwrap() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        against(&url).await.refused(4, part);
        serving.abort();
    }
}
