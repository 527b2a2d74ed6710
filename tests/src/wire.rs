//! A minimal client of HTTP/1.1: one connection, one request at a time.
//!
//! The benchmark needs a client whose cost does not hide the measured one, and the crash test needs a client that can
//! tell a complete answer from an incomplete one. The client does not follow redirects, retry, decode or time out.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest head or body. A longer one is an error of the server.
const LIMIT: usize = 64 * 1024 * 1024;

/// A request as the bytes on the wire, which can be sent repeatedly.
#[derive(Debug, Clone)]
pub struct WireRequest(Vec<u8>);

impl WireRequest {
    /// A request with header lines (`Name: value`) and a body. An arbitrary bearer token is added if no header line has
    /// one, and JSON as the content type of a body.
    pub fn new(method: &str, target: &str, headers: &[&str], body: &str) -> Self {
        let mut text = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n");
        let has = |name| headers.iter().any(|line: &&str| line.starts_with(name));
        if !has("Authorization:") {
            text.push_str("Authorization: Bearer any\r\n");
        }
        for line in headers {
            text.push_str(line);
            text.push_str("\r\n");
        }
        if !body.is_empty() && !has("Content-Type:") {
            text.push_str("Content-Type: application/json\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        Self(text.into_bytes())
    }

    /// A GET without a body.
    pub fn get(target: &str) -> Self {
        Self::new("GET", target, &[], "")
    }
}

/// A complete answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The status line and the header lines.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header; the case of `name` is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When the body is not JSON; the error contains the body.
    pub fn json(&self) -> io::Result<Value> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let body = String::from_utf8_lossy(&self.body);
            invalid(format!("the body is not JSON ({error}): {body}"))
        })
    }

    /// Returns the answer if it has this status.
    ///
    /// # Errors
    /// When the status is another one; the error contains the whole answer.
    pub fn expect(self, status: u16) -> io::Result<Self> {
        if self.status == status {
            return Ok(self);
        }
        let body = String::from_utf8_lossy(&self.body);
        let head = &self.head;
        Err(invalid(format!("expected {status}, found: {head}{body}")))
    }
}

/// A connection that is kept open between exchanges.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Opens a connection.
    ///
    /// # Errors
    /// When no process listens at the address.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(4096),
        })
    }

    /// Sends a request and reads its answer. After an error the connection cannot be used any more.
    ///
    /// # Errors
    /// When the connection breaks before the answer is complete, or the answer is no HTTP/1.1 with a length.
    pub async fn exchange(&mut self, request: &WireRequest) -> io::Result<Answer> {
        self.stream.write_all(&request.0).await?;
        self.received.clear();
        let end_of_head = loop {
            if let Some(position) = find(&self.received, b"\r\n\r\n") {
                break position + 4;
            }
            self.receive().await?;
        };
        let head = String::from_utf8_lossy(&self.received[..end_of_head]).into_owned();
        let status = status(&head)?;
        let length = match header(&head, "content-length") {
            Some(text) => text
                .parse()
                .map_err(|_| invalid(format!("content length '{text}' is not a number")))?,
            None if status == 204 || status == 304 => 0,
            None => return Err(invalid(format!("an answer without a length: {head}"))),
        };
        while self.received.len() < end_of_head + length {
            self.receive().await?;
        }
        if self.received.len() > end_of_head + length {
            return Err(invalid("more was received than was asked for".to_owned()));
        }
        let body = self.received[end_of_head..].to_vec();
        Ok(Answer { status, head, body })
    }

    async fn receive(&mut self) -> io::Result<()> {
        if self.received.len() > LIMIT {
            return Err(invalid(format!("the answer is longer than {LIMIT} bytes")));
        }
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn status(head: &str) -> io::Result<u16> {
    head.strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| invalid(format!("no status line of HTTP/1.1: {head}")))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

#[cfg(test)]
mod tests {
    use super::{Connection, WireRequest};
    use std::io;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// The client's result for an answer of these bytes, and the request that it sent.
    async fn met_with(answer: &'static [u8]) -> (io::Result<super::Answer>, String) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let peer = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut sent = vec![0; 4096];
            let length = stream.read(&mut sent).await.unwrap();
            stream.write_all(answer).await.unwrap();
            String::from_utf8_lossy(&sent[..length]).into_owned()
        });
        let mut connection = Connection::open(address).await.unwrap();
        let request = WireRequest::new("POST", "/a", &["Prefer: respond-async"], "{}");
        let found = connection.exchange(&request).await;
        (found, peer.await.unwrap())
    }

    #[tokio::test]
    async fn a_request_is_sent_with_its_length_and_its_answer_read_with_its_own() {
        let (answer, sent) =
            met_with(b"HTTP/1.1 202 Accepted\r\nLOCATION: /x\r\ncontent-length: 4\r\n\r\n null")
                .await;
        // The body has one byte more than announced.
        assert!(
            answer
                .unwrap_err()
                .to_string()
                .contains("more was received")
        );
        assert_eq!(
            sent,
            "POST /a HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\n\
             Prefer: respond-async\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        );
        let (answer, _) =
            met_with(b"HTTP/1.1 202 Accepted\r\nLOCATION: /x\r\ncontent-length: 4\r\n\r\nnull")
                .await;
        let answer = answer.unwrap().expect(202).unwrap();
        assert_eq!(answer.header("Location"), Some("/x"));
        assert_eq!(answer.json().unwrap(), serde_json::Value::Null);
        assert!(answer.expect(200).is_err());
    }

    #[tokio::test]
    async fn an_answer_that_ends_early_is_no_answer() {
        let (answer, _) = met_with(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnul").await;
        assert_eq!(answer.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        let (answer, _) = met_with(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        assert_eq!(answer.unwrap().status, 204);
    }
}
