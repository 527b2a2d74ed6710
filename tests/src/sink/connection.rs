//! One connection of a sink: reads one request to its end and meets it. Knows HTTP/1.1 framing and nothing else.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{Manner, Shared};
use crate::exchange::{Headers, Request};

/// Serves one request; every answer closes its connection, so there is never a second one.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(stream);
    let Ok(Some(request)) = read(&mut stream).await else {
        return;
    };
    match shared.record(request) {
        Manner::HangUp => {}
        // A failed write means that the caller has gone, which is its own business.
        Manner::Status(status, headers) => {
            drop(stream.write_all(answer(status, &headers).as_bytes()).await);
        }
        Manner::Garbage => drop(stream.write_all(b"\x16\x03 not HTTP at all\r\n\r\n").await),
        Manner::WithoutEnd => {
            let head = b"HTTP/1.1 200 Told\r\nTransfer-Encoding: chunked\r\n\r\n";
            let mut sent = stream.write_all(head).await;
            while sent.is_ok() {
                sent = stream.write_all(b"4\r\nmore\r\n").await;
            }
        }
        Manner::Silence => std::future::pending::<()>().await,
    }
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
