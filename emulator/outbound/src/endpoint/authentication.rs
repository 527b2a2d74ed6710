//! Authentication of webhooks: a key, headers, or query parameters (WH-003 to WH-005).
//!
//! The URL's own query is kept byte for byte; the parameters are appended.

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::authentication_settings;
use dataverse_protocol::value::{Entity, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::text;
use crate::redact::REDACTED;

/// The authentication that is added to a call.
pub(super) enum Authentication {
    /// Query parameters; names and values are not yet encoded.
    Parameters(Vec<(String, String)>),
    Headers(HeaderMap),
}

/// The query parameter with the webhook key (WH-004).
const KEY: &str = "code";

/// The characters that are percent-encoded in a query: all but the unreserved ones.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Headers that describe the framing or format of the message; they cannot be configured.
const OF_THE_MESSAGE: [&str; 11] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Authentication {
    /// Reads `authtype` and `authvalue`. Without an `authtype`, nothing is added.
    pub(super) fn of_row(row: &Entity, endpoint: &str) -> Result<Self, Fault> {
        let value = text(row, "authvalue");
        match row.get("authtype").and_then(Value::as_integer) {
            None => Ok(Self::Parameters(Vec::new())),
            Some(4) => key(value),
            Some(5) => headers(value),
            Some(6) => parameters(value),
            Some(other) => Err(Refused {
                code: code::NOT_SUPPORTED,
                why: format!(
                    "webhooks have no authtype {other}: expected WebhookKey (4), HttpHeader (5) or HttpQueryString (6)"
                ),
            }),
        }
        .map_err(|refused| refused.at(endpoint))
    }

    /// Adds query parameters to the URL.
    pub(super) fn applied(&self, mut url: Url) -> Url {
        let added = self.parameters(|value| utf8_percent_encode(value, ENCODED).to_string());
        if let Some(added) = added {
            let query = match url.query() {
                None | Some("") => added,
                Some(own) => format!("{own}&{added}"),
            };
            url.set_query(Some(&query));
        }
        url
    }

    /// The redacted URL: `address` (redacted by the caller) with redacted parameters.
    pub(super) fn readable(&self, address: &str) -> String {
        let Some(added) = self.parameters(|_| REDACTED.to_owned()) else {
            return address.to_owned();
        };
        let between = match address.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        format!("{address}{between}{added}")
    }

    /// The headers to add.
    pub(super) fn into_headers(self) -> HeaderMap {
        match self {
            Self::Parameters(_) => HeaderMap::new(),
            Self::Headers(headers) => headers,
        }
    }

    /// The query parameters as text, with each value encoded or redacted by `written`.
    fn parameters(&self, written: impl Fn(&str) -> String) -> Option<String> {
        let Self::Parameters(pairs) = self else {
            return None;
        };
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| {
                let name = utf8_percent_encode(name, ENCODED);
                format!("{name}={}", written(value))
            })
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }
}

/// A refusal before the endpoint's name is added.
struct Refused {
    code: i32,
    why: String,
}

impl Refused {
    fn headers(why: impl ToString) -> Self {
        Self {
            code: code::WEBHOOKS_INVALID_HEADERS,
            why: format!(
                "the headers in its authvalue cannot be sent: {}",
                why.to_string()
            ),
        }
    }

    fn parameters(why: impl ToString) -> Self {
        Self {
            code: code::WEBHOOKS_INVALID_QUERY_PARAMETERS,
            why: format!(
                "the query parameters in its authvalue cannot be sent: {}",
                why.to_string()
            ),
        }
    }

    fn at(self, endpoint: &str) -> Fault {
        Fault::new(
            self.code,
            format!(
                "The service endpoint '{endpoint}' cannot be called: {}.",
                self.why
            ),
        )
    }
}

fn key(value: &str) -> Result<Authentication, Refused> {
    if value.is_empty() {
        return Err(Refused::parameters("there is no webhook key"));
    }
    let pair = (KEY.to_owned(), value.to_owned());
    Ok(Authentication::Parameters(vec![pair]))
}

fn parameters(value: &str) -> Result<Authentication, Refused> {
    let pairs = authentication_settings::parse(value).map_err(Refused::parameters)?;
    match pairs.iter().position(|(name, _)| name.is_empty()) {
        Some(index) => Err(Refused::parameters(format!(
            "the name of number {} is empty",
            index + 1
        ))),
        None => Ok(Authentication::Parameters(pairs)),
    }
}

/// A name may occur twice; both headers are sent.
fn headers(value: &str) -> Result<Authentication, Refused> {
    let pairs = authentication_settings::parse(value).map_err(Refused::headers)?;
    let mut headers = HeaderMap::new();
    for (index, (name, value)) in pairs.iter().enumerate() {
        let number = index + 1;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            Refused::headers(format!(
                "the name of header {number} is not a valid header name"
            ))
        })?;
        if OF_THE_MESSAGE.contains(&name.as_str()) {
            return Err(Refused::headers(format!("'{name}' is set by the platform")));
        }
        let mut value = Some(value)
            .filter(|value| value.is_ascii())
            .and_then(|value| HeaderValue::from_str(value).ok())
            .ok_or_else(|| {
                Refused::headers(format!(
                    "the value of '{name}' has other characters than a header's value can have"
                ))
            })?;
        value.set_sensitive(true);
        headers.append(name, value);
    }
    Ok(Authentication::Headers(headers))
}
