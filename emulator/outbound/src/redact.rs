//! Takes secrets out of what is written down: credentials in headers, signatures in addresses.
//!
//! What goes over the wire is never touched here.

use percent_encoding::percent_decode_str;
use reqwest::header::HeaderMap;
use std::collections::BTreeMap;

/// What stands where a secret was.
pub const REDACTED: &str = "***";

/// Headers that carry credentials.
const HEADERS: &[&str] = &[
    "authorization",
    "cookie",
    "ocp-apim-subscription-key",
    "proxy-authorization",
    "set-cookie",
    "x-api-key",
    "x-functions-key",
];

/// Query parameters that make an address self-sufficient (BG-083).
const PARAMETERS: &[&str] = &[
    "access_token",
    "api_key",
    "apikey",
    "client_secret",
    "code",
    "key",
    "password",
    "secret",
    "sig",
    "signature",
    "token",
];

/// Headers by lower-case name; repeated ones are joined, credentials are hidden, also those of
/// addresses in them, such as a callback's.
pub fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut readable = BTreeMap::new();
    for name in headers.keys() {
        let value = if HEADERS.contains(&name.as_str()) {
            REDACTED.to_owned()
        } else {
            let values: Vec<_> = headers
                .get_all(name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()))
                .collect();
            addresses_in(&values.join(", "))
        };
        readable.insert(name.as_str().to_owned(), value);
    }
    readable
}

/// A text with every absolute address in it redacted.
fn addresses_in(text: &str) -> String {
    let mut readable = String::new();
    let mut rest = text;
    while let Some(colon) = rest.find("://") {
        let is_scheme = |next: char| next.is_ascii_alphanumeric() || "+-.".contains(next);
        let start = rest[..colon].trim_end_matches(is_scheme).len();
        let end = rest[colon..]
            .find(|next: char| next.is_whitespace() || "\"<>".contains(next))
            .map_or(rest.len(), |length| colon + length);
        readable.push_str(&rest[..start]);
        readable.push_str(&address(&rest[start..end]));
        rest = &rest[end..];
    }
    readable + rest
}

/// An address, or the part of one after the host, without the values of its secret parameters and
/// without a password.
pub fn address(address: &str) -> String {
    let (rest, query) = match address.split_once('?') {
        Some((rest, query)) => (rest, Some(query)),
        None => (address, None),
    };
    let mut readable = without_password(rest);
    if let Some(query) = query {
        let parameters: Vec<String> = query.split('&').map(parameter).collect();
        readable.push('?');
        readable.push_str(&parameters.join("&"));
    }
    readable
}

fn parameter(text: &str) -> String {
    match text.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={REDACTED}"),
        _ => text.to_owned(),
    }
}

fn is_secret(name: &str) -> bool {
    let name = percent_decode_str(name).decode_utf8_lossy();
    PARAMETERS.contains(&name.to_ascii_lowercase().as_str())
}

fn without_password(rest: &str) -> String {
    let Some((scheme, after)) = rest.split_once("://") else {
        return rest.to_owned();
    };
    let (authority, path) = match after.find('/') {
        Some(slash) => after.split_at(slash),
        None => (after, ""),
    };
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{REDACTED}@{host}{path}"),
        None => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn credentials_are_hidden_and_the_rest_is_kept() {
        let mut given = HeaderMap::new();
        given.insert("Authorization", HeaderValue::from_static("Bearer x"));
        given.append("Prefer", HeaderValue::from_static("respond-async"));
        given.append("Prefer", HeaderValue::from_static("callback"));
        let readable = headers(&given);
        assert_eq!(readable["authorization"], REDACTED);
        assert_eq!(readable["prefer"], "respond-async, callback");
    }

    #[test]
    fn addresses_in_headers_are_hidden_as_addresses_are() {
        let cases = [
            (
                "prefer",
                r#"respond-async, odata.callback; url="https://me:pw@h/p?a=1&sig=x", wait=5"#,
                r#"respond-async, odata.callback; url="https://***@h/p?a=1&sig=***", wait=5"#,
            ),
            (
                "prefer",
                "callback;url=http://h/?code=1",
                "callback;url=http://h/?code=***",
            ),
            (
                "x-ms-dyn-callback-url",
                "http://h/?sig=a,b",
                "http://h/?sig=***",
            ),
            (
                "referer",
                "http://h/a http://h/?sig=x",
                "http://h/a http://h/?sig=***",
            ),
            ("accept", "a://", "a://"),
        ];
        for (name, given, expected) in cases {
            let mut map = HeaderMap::new();
            map.insert(name, HeaderValue::from_static(given));
            assert_eq!(headers(&map)[name], expected);
        }
    }

    #[test]
    fn signatures_and_passwords_are_hidden_in_an_address() {
        let cases = [
            ("https://h/p?a=1&sig=abc%2B&b", "https://h/p?a=1&sig=***&b"),
            ("https://me:pw@h/p@q", "https://***@h/p@q"),
            ("/api/data/v9.2/x?Token=1?2", "/api/data/v9.2/x?Token=***"),
            ("http://h", "http://h"),
            ("http://h?%73ig=1", "http://h?%73ig=***"),
        ];
        for (given, expected) in cases {
            assert_eq!(address(given), expected);
        }
    }
}
