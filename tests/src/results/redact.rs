//! Replaces texts that no report may show or that change with every run: secrets and addresses.

use crate::exchange::{self, Headers};
use crate::world::Inspected;

use super::{Direction, ReportedExchange};

/// Headers whose values are always replaced.
const SECRET: [&str; 4] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
];
/// The most characters of a body in a report.
const BODY: usize = 16_384;
/// The most exchanges of a scenario in a report.
const EXCHANGES: usize = 200;

/// Replaces secrets and addresses in texts.
#[derive(Debug, Clone, Default)]
pub struct Redaction {
    replaced: Vec<(String, String)>,
}

impl Redaction {
    /// Replaces each of these secrets by `<token>`, in plain and in URL-encoded form.
    pub fn of_secrets(secrets: &[String]) -> Self {
        let spelled = |secret: &String| {
            let url: String = reqwest::Url::parse_with_params("http://h/", [("s", secret)])
                .ok()
                .and_then(|url| url.query().map(|query| query[2..].to_owned()))
                .unwrap_or_default();
            [secret.clone(), url]
        };
        let replaced = secrets.iter().flat_map(spelled);
        Self {
            replaced: replaced
                .filter(|text| !text.is_empty())
                .map(|text| (text, "<token>".to_owned()))
                .collect(),
        }
    }

    /// Replaces these addresses as well, the longest first.
    #[must_use]
    pub fn with_addresses(mut self, addresses: &[(String, &'static str)]) -> Self {
        let mut addresses = addresses.to_vec();
        addresses.sort_by_key(|(address, _)| std::cmp::Reverse(address.len()));
        for (address, name) in addresses {
            // The `Host` header has the address without its scheme.
            let bare = address.split("://").nth(1).unwrap_or(&address).to_owned();
            self.replaced.push((address, name.to_owned()));
            self.replaced.push((bare, name.to_owned()));
        }
        self
    }

    /// The text with all replacements.
    pub fn text(&self, text: &str) -> String {
        let replace = |text: String, (from, to): &(String, String)| text.replace(from, to);
        self.replaced.iter().fold(text.to_owned(), replace)
    }

    /// The exchanges of a report.
    pub fn exchanges(&self, log: &[Inspected]) -> Vec<ReportedExchange> {
        log.iter()
            .take(EXCHANGES)
            .map(|one| self.exchange(one))
            .collect()
    }

    fn exchange(&self, inspected: &Inspected) -> ReportedExchange {
        let exchange::Exchange { request, response } = inspected.exchange();
        ReportedExchange {
            direction: match inspected {
                Inspected::Response(_) => Direction::ToTarget,
                Inspected::Callback(_) => Direction::FromTarget,
            },
            method: request.method.clone(),
            url: self.text(&request.target),
            request_headers: self.headers(&request.headers),
            request_body: self.body(&request.body),
            status: response.status,
            response_headers: self.headers(&response.headers),
            response_body: self.body(&response.body),
        }
    }

    fn headers(&self, headers: &Headers) -> Vec<(String, String)> {
        let line = |(name, value): &(String, String)| {
            let secret = SECRET.iter().any(|own| name.eq_ignore_ascii_case(own));
            let value = if secret {
                "<token>".to_owned()
            } else {
                self.text(value)
            };
            (name.clone(), value)
        };
        headers.0.iter().map(line).collect()
    }

    /// Secrets are replaced before the body is cut, so that the cut leaves no part of a secret.
    fn body(&self, body: &[u8]) -> String {
        let text = self.text(&String::from_utf8_lossy(body));
        match text.char_indices().nth(BODY) {
            None => text,
            Some((end, _)) => {
                let rest = text[end..].chars().count();
                format!("{}… ({rest} more characters)", &text[..end])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BODY, Redaction};
    use crate::exchange::{Exchange, Headers, Request, Response};
    use crate::world::Inspected;

    #[test]
    fn secrets_and_addresses_are_replaced_everywhere() {
        let redaction = Redaction::of_secrets(&["canary+4711".to_owned()])
            .with_addresses(&[("http://127.0.0.1:4711".to_owned(), "<org>")]);
        let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let exchange = Exchange {
            request: Request {
                method: "GET".to_owned(),
                target: "http://127.0.0.1:4711/x?t=canary%2B4711".to_owned(),
                headers: Headers(vec![
                    line("authorization", "Basic other"),
                    line("Host", "127.0.0.1:4711"),
                    line("X", "a canary+4711"),
                ]),
                body: b"{\"t\":\"canary+4711\"}".to_vec(),
            },
            response: Response {
                status: 200,
                headers: Headers(vec![line("Set-Cookie", "session=1")]),
                body: "x".repeat(BODY + 5).into_bytes(),
            },
        };
        let shown = redaction.exchanges(&[Inspected::Response(exchange)]);
        let text = serde_json::to_string(&shown).unwrap();
        for hidden in ["canary", "other", "session", "127.0.0.1"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        assert_eq!(shown[0].url, "<org>/x?t=<token>");
        assert!(shown[0].response_body.ends_with("x… (5 more characters)"));
    }
}
