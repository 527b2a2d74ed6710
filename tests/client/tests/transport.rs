//! The transport over HTTP against sockets: how far a request came that got no answer, and what bounds an answer.
#![cfg(feature = "reqwest")]
#![expect(clippy::unwrap_used, reason = "whatever fails fails the test")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dataverse_client::{
    Answer, Client, Error, RequestLimit, Retry, Stage, StatusCode, Token, TransportError,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that reads the head of each request, writes these bytes and hangs up, or writes nothing and holds on.
async fn serve(answer: Option<&'static str>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}/odata", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heads);
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let Ok(byte) = socket.read_u8().await else {
                    break;
                };
                head.push(byte);
            }
            kept.lock().unwrap().push(String::from_utf8(head).unwrap());
            match answer {
                Some(answer) => socket.write_all(answer.as_bytes()).await.unwrap(),
                None => held.push(socket),
            }
        }
    });
    (root, heads)
}

fn client(root: &str, limit: RequestLimit) -> Client {
    let builder = Client::builder(root).token(Token::new("canary"));
    let builder = builder.retry(Retry::never()).request_limit(limit);
    builder.build().unwrap()
}

async fn send(root: &str, limit: RequestLimit) -> Result<Answer, TransportError> {
    match client(root, limit).action("Make").send().await {
        Ok(answer) => Ok(answer),
        Err(Error::Transport { source, .. }) => Err(source),
        Err(other) => panic!("{other}"),
    }
}

fn usual() -> RequestLimit {
    RequestLimit::default()
}

#[tokio::test]
async fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}/odata", listener.local_addr().unwrap());
    drop(listener);
    let error = send(&root, usual()).await.unwrap_err();
    assert_eq!(error.stage, Stage::BeforeSending, "{error}");
    assert!(error.to_string().contains("onnection refused"), "{error}");
}

#[tokio::test]
async fn the_service_hangs_up() {
    let (root, heads) = serve(Some("")).await;
    let error = send(&root, usual()).await.unwrap_err();
    assert_eq!(error.stage, Stage::MaybeSent, "{error}");
    assert_eq!(heads.lock().unwrap().len(), 1, "it is sent once");
}

#[tokio::test]
async fn the_answer_is_cut_off() {
    let (root, _) = serve(Some("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")).await;
    let error = send(&root, usual()).await.unwrap_err();
    assert_eq!(error.stage, Stage::MaybeSent, "{error}");
}

#[tokio::test]
async fn an_answer_is_bounded() {
    let (root, _) = serve(Some("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n1234")).await;
    let within = |answer| RequestLimit { answer, ..usual() };
    assert_eq!(send(&root, within(4)).await.unwrap().body, "1234");
    let error = send(&root, within(3)).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("the answer is longer than 3 bytes"),
        "{error}"
    );
}

#[tokio::test]
async fn a_request_is_bounded_in_time() {
    let (root, _) = serve(None).await;
    let limit = RequestLimit {
        time: Duration::from_millis(1),
        ..usual()
    };
    // It may pass before or after the request was sent: there is no answer at all.
    send(&root, limit).await.unwrap_err();
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let (elsewhere, heads) = serve(Some("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")).await;
    let head =
        format!("HTTP/1.1 307 Moved\r\nlocation: {elsewhere}/Make\r\ncontent-length: 0\r\n\r\n");
    let (root, own) = serve(Some(head.leak())).await;
    let refused = client(&root, usual()).action::<Answer>("Make").send().await;
    let Err(Error::Refused { refusal, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refusal.status, Some(StatusCode::TEMPORARY_REDIRECT));
    assert!(own.lock().unwrap()[0].contains("authorization: Bearer canary"));
    assert!(
        heads.lock().unwrap().is_empty(),
        "the token goes nowhere else"
    );
}
