//! Renders an exchange as readable text: a selection of headers in a fixed order, JSON in the order received.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::References;
use crate::envelope;
use crate::exchange::{Exchange, Headers};

/// The request headers in a snapshot.
const ASKED: [&str; 10] = [
    "Authorization",
    "Content-Type",
    "SOAPAction",
    "Accept",
    "OData-MaxVersion",
    "OData-Version",
    "If-Match",
    "If-None-Match",
    "Prefer",
    "MSCRM.SessionToken",
];

/// The response headers in a snapshot.
const ANSWERED: [&str; 12] = [
    "Content-Type",
    "OData-Version",
    "OData-EntityId",
    "Location",
    "ETag",
    "Preference-Applied",
    "AsyncResult",
    "Content-Transfer-Encoding",
    "Retry-After",
    "WWW-Authenticate",
    "x-ms-dyn-backgroundoperationid",
    "Set-Cookie",
];

/// Renders `exchange`; `references` replaces volatile values.
pub fn render(exchange: &Exchange, references: &mut References) -> String {
    let Exchange { request, response } = exchange;
    let mut text = format!(
        "{} {} HTTP/1.1\n",
        request.method,
        references.text(&request.target)
    );
    headers(&mut text, &request.headers, &ASKED, references);
    body(&mut text, &request.body, references);
    let reason = reqwest::StatusCode::from_u16(response.status)
        .ok()
        .and_then(|status| status.canonical_reason());
    text.push_str(&format!(
        "\nHTTP/1.1 {} {}\n",
        response.status,
        reason.unwrap_or("Unknown")
    ));
    headers(&mut text, &response.headers, &ANSWERED, references);
    body(&mut text, &response.body, references);
    text
}

fn headers(text: &mut String, headers: &Headers, shown: &[&str], references: &mut References) {
    for name in shown {
        // `Accept: */*` is left out, because client libraries add it by themselves.
        for value in headers
            .all(name)
            .into_iter()
            .filter(|value| *value != "*/*")
        {
            let value = match *name {
                "Authorization" => "Bearer <token>".to_owned(),
                // The documentation prints the type both with and without its character set.
                "Content-Type" => references.text(&value.replace("; charset=utf-8", "")),
                _ => references.text(value),
            };
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
}

/// Numbers of privileges, which grow with the tables.
static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(privilegeCount|MetadataCachePrivilegesCount)=\d+")
        .expect("the pattern is constant")
});

fn body(text: &mut String, body: &[u8], references: &mut References) {
    if body.is_empty() {
        return;
    }
    if envelope::is_xml(body)
        && let Ok(shown) = envelope::shown(body, references)
    {
        text.push_str(&format!("\n{shown}"));
        return;
    }
    let shown = match serde_json::from_slice::<Value>(body) {
        Ok(json) => format!("{:#}", references.value(json)),
        // Snapshots have one kind of line end. A scenario about line ends checks the body itself.
        Err(_) => references
            .text(&String::from_utf8_lossy(body))
            .replace("\r\n", "\n"),
    };
    let shown = COUNTS.replace_all(&shown, "$1=<count>");
    text.push_str(&format!("\n{}\n", shown.trim_end()));
}

#[cfg(test)]
mod tests {
    use super::{References, render};
    use crate::exchange::{Exchange, Headers, Request, Response};

    #[test]
    fn an_exchange_is_readable_and_repeatable() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = Request {
            method: "POST".to_owned(),
            target: "http://127.0.0.1:1/api/data/v9.2/sample_X".to_owned(),
            headers: Headers(vec![
                header("Prefer", "respond-async"),
                header("Authorization", "Bearer secret"),
            ]),
            body: br#"{"B":1,"A":"x"}"#.to_vec(),
        };
        let response = Response {
            status: 202,
            headers: Headers(vec![
                header("date", "today"),
                header(
                    "location",
                    "http://127.0.0.1:1/api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088",
                ),
                header("content-type", "application/json; charset=utf-8"),
            ]),
            body: Vec::new(),
        };
        let mut references = References::default();
        references.address("http://127.0.0.1:1", "<org>");
        insta::assert_snapshot!(render(&Exchange { request, response }, &mut references), @r#"
        POST <org>/api/data/v9.2/sample_X HTTP/1.1
        Authorization: Bearer <token>
        Prefer: respond-async

        {
          "B": 1,
          "A": "x"
        }

        HTTP/1.1 202 Accepted
        Content-Type: application/json
        Location: <org>/api/backgroundoperation/<guid:1>
        "#);
    }
}
