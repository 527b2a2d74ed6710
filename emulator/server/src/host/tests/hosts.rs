//! What a request's host decides, and what it does not.

use super::*;

/// The answer to a request with these header lines, which bring the hosts.
async fn answer(running: &Running, request: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let address = running.url().trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("{request}Authorization: Bearer me\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_names_one_well_formed_host_that_is_served() {
    let mut settings = manual(None);
    settings.public_hosts = vec!["emulator.contoso.com".parse().unwrap()];
    let running = start(settings).await.unwrap();
    let cases = [
        ("Host: localhost\r\n", "200"),
        ("Host: emulator:5050\r\n", "200"),
        ("Host: host.docker.internal\r\n", "200"),
        ("Host: 10.1.2.3\r\n", "200"),
        ("Host: emulator.contoso.com\r\n", "200"),
        ("", "400"),
        ("Host: localhost\r\nHost: localhost\r\n", "400"),
        ("Host: a\"b<c>\r\n", "400"),
        ("Host: me@localhost\r\n", "400"),
        ("Host: rebound.attacker.com\r\n", "421"),
    ];
    for (host, expected) in cases {
        for path in ["/api/data/v9.2/WhoAmI", "/_emulator/v1/health"] {
            let answer = answer(&running, &format!("GET {path} HTTP/1.1\r\n{host}")).await;
            let status = answer.split(' ').nth(1).unwrap();
            // The control door is open to this machine alone.
            let is_this = expected != "200" || host.contains("localhost");
            if path.contains("v9.2") || is_this {
                assert_eq!(status, expected, "{path} {host}: {answer}");
            } else {
                assert_eq!(status, "403", "{path} {host}: {answer}");
            }
            assert!(
                !answer.contains("a\"b") && !answer.contains("<c>"),
                "{answer}"
            );
        }
    }
    let old = answer(&running, "GET /api/data/v9.2/WhoAmI HTTP/1.0\r\n").await;
    assert!(old.contains(running.url()), "{old}");
    running.shutdown().await;
}

/// The callback of an operation whose client has used another address.
async fn callback_of(settings: Settings) -> (String, Json) {
    let running = start(settings).await.unwrap();
    let caller = Caller::of(running.url());
    let sink = "/_emulator/v1/sinks/done";
    let url = caller.ok(Method::PUT, sink, json!({})).await["url"].clone();
    let path = format!("{API}/sample_CleanupExportedDataAnnotations");
    let accepted = caller
        .request(Method::POST, &path)
        .header("Host", "emulator:1")
        .header("Prefer", format!("respond-async, odata.callback;url={url}"))
        .send()
        .await
        .unwrap();
    let location = accepted.headers()["location"].to_str().unwrap();
    assert!(location.starts_with("http://emulator:1/api/"), "{location}");
    let received = caller.get(&format!("{sink}?count=1&within=PT5S")).await;
    let body = received["requests"][0]["body"].as_str().unwrap();
    let own = running.url().to_owned();
    running.shutdown().await;
    (own, serde_json::from_str(body).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn others_are_told_the_organizations_own_address() {
    let (own, body) = callback_of(manual(None)).await;
    let location = body["location"].as_str().unwrap();
    assert!(location.starts_with(&format!("{own}/api/")), "{body}");
    let mut settings = manual(None);
    settings.public_url = Some("https://emulator.contoso.com".to_owned());
    let (_, body) = callback_of(settings).await;
    let location = body["location"].as_str().unwrap();
    assert!(
        location.starts_with("https://emulator.contoso.com/api/"),
        "{body}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outgoing_call_never_reaches_the_control_door() {
    let running = start(manual(None)).await.unwrap();
    let caller = Caller::of(running.url());
    let port = running.url().rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        let to = format!("http://{host}:{port}/_emulator/v1/reset");
        let path = format!("{API}/sample_CleanupExportedDataAnnotations");
        let prefer = format!("respond-async, odata.callback;url=\"{to}\"");
        let submitted = caller.request(Method::POST, &path).header("Prefer", prefer);
        let submitted = submitted.send().await.unwrap();
        assert_eq!(submitted.status(), StatusCode::ACCEPTED);
        caller
            .ok(Method::POST, "/_emulator/v1/settle", json!({}))
            .await;
        let journal = caller.get("/_emulator/v1/journal?kind=callback").await;
        let entry = journal["entries"].as_array().unwrap().last().unwrap();
        assert_eq!(entry["url"], to);
        let error = entry["error"].as_str().unwrap();
        assert!(error.contains("control door"), "{entry}");
    }
    running.shutdown().await;
}
