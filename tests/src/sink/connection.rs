//! One connection of a sink: reads one request and treats it as the sink says. Knows HTTP/1.1 framing only.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::listener::Paths;
use super::{Shared, SinkBehavior};
use crate::exchange::{Headers, Request};

/// How a port's requests are assigned to sinks.
#[derive(Debug, Clone)]
pub(super) enum Route {
    /// All requests belong to one sink.
    Port(Arc<Shared>),
    /// The path names the sink.
    Path(Arc<Paths>),
}

/// Serves connections until the task is aborted.
pub(super) async fn accept(listener: TcpListener, route: Route) {
    let mut connections = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, route.clone()));
    }
}

/// Serves one request. Every answer closes its connection, so there is never a second one.
async fn serve(stream: TcpStream, route: Route) {
    let mut stream = BufReader::new(stream);
    let Ok(Some(mut request)) = read(&mut stream).await else {
        return;
    };
    let sink = match &route {
        Route::Port(sink) => Some(Arc::clone(sink)),
        Route::Path(paths) => paths.find(&mut request),
    };
    // A request to a public address without a sink gets a 404 and is not recorded.
    let manner = sink.map_or(SinkBehavior::Status(404, Vec::new()), |sink| {
        sink.record(request)
    });
    meet(&mut stream, manner).await;
}

async fn meet(stream: &mut BufReader<TcpStream>, manner: SinkBehavior) {
    match manner {
        SinkBehavior::HangUp => {}
        // A failed write means that the client has disconnected, which is ignored.
        SinkBehavior::Status(status, headers) => {
            drop(stream.write_all(answer(status, &headers).as_bytes()).await);
        }
        SinkBehavior::Garbage => drop(stream.write_all(b"\x16\x03 not HTTP at all\r\n\r\n").await),
        SinkBehavior::WithoutEnd => {
            let head = b"HTTP/1.1 200 Told\r\nTransfer-Encoding: chunked\r\n\r\n";
            let mut sent = stream.write_all(head).await;
            while sent.is_ok() {
                sent = stream.write_all(b"4\r\nmore\r\n").await;
            }
        }
        SinkBehavior::Silence => std::future::pending::<()>().await,
        SinkBehavior::Held(gate) => {
            gate.pass().await;
            drop(stream.write_all(answer(200, &[]).as_bytes()).await);
        }
        SinkBehavior::Slow(delay) => {
            wait(delay).await;
            drop(stream.write_all(answer(200, &[]).as_bytes()).await);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a live target has no clock to move: what is to be slow there is slow in real time"
)]
async fn wait(delay: std::time::Duration) {
    tokio::time::sleep(delay).await;
}

fn answer(status: u16, headers: &[(String, String)]) -> String {
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    format!("HTTP/1.1 {status} Told\r\n{lines}Content-Length: 0\r\nConnection: close\r\n\r\n")
}

/// Reads one request; `None` when the connection ended before one began.
async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Request>> {
    let first = line(stream).await?;
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Ok(None);
    };
    let (method, target) = (method.to_owned(), target.to_owned());
    let mut headers = Vec::new();
    loop {
        let header = line(stream).await?;
        match header.split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => break,
        }
    }
    let headers = Headers(headers);
    let body = body(stream, &headers).await?;
    Ok(Some(Request {
        method,
        target,
        headers,
        body,
    }))
}

async fn body(stream: &mut BufReader<TcpStream>, headers: &Headers) -> std::io::Result<Vec<u8>> {
    if headers
        .get("transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    {
        return chunks(stream).await;
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    take(stream, length).await
}

async fn chunks(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = usize::from_str_radix(&line(stream).await?, 16).unwrap_or(0);
        if size == 0 {
            line(stream).await?;
            return Ok(body);
        }
        body.extend(take(stream, size).await?);
        line(stream).await?;
    }
}

async fn take(stream: &mut BufReader<TcpStream>, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn line(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
