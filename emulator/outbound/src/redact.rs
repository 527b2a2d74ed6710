//! Redacts secrets in texts for the journal: credentials in headers, signatures in URLs.
//!
//! Requests and responses themselves are never changed.

mod headers;
mod secret_names;

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

pub use self::headers::Headers;
use self::secret_names::is_secret;

/// Replaces a secret.
pub const REDACTED: &str = "***";

/// Redacts every absolute URL in a text.
fn addresses_in(text: &str) -> Cow<'_, str> {
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
    match readable.is_empty() {
        true => Cow::Borrowed(rest),
        false => Cow::Owned(readable + rest),
    }
}

/// Redacts a URL, or the part of one after the host: the values of its secret parameters, and user
/// name and password.
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
        Some((name, _)) if is_secret(&decoded(name)) => format!("{name}={REDACTED}"),
        _ => text.to_owned(),
    }
}

fn decoded(name: &str) -> Cow<'_, str> {
    percent_decode_str(name).decode_utf8_lossy()
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
    use super::*;

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
