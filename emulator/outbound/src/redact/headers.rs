//! Headers in the form in which the journal keeps them.

use std::collections::BTreeMap;

use reqwest::header::{HeaderMap, HeaderName};
use serde::{Serialize, Serializer};

use super::secret_names::is_secret as is_known;
use super::{REDACTED, addresses_in};

/// Headers by lower-case name; the values of a repeated header are joined. Credentials are redacted, also those in
/// URLs, such as a callback's. Serialized as an object.
///
/// A journal keeps thousands of them, so that they are stored as one text with a line per header. No header contains a
/// line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers(Box<str>);

impl Headers {
    /// Redacts and stores headers.
    pub fn of(headers: &HeaderMap) -> Self {
        Self::hiding(headers, |_| false)
    }

    /// Same as [`Self::of`]; also redacts the headers for which `is_secret` holds.
    pub fn hiding(headers: &HeaderMap, is_secret: impl Fn(&HeaderName) -> bool) -> Self {
        let length = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 3)
            .sum();
        let mut lines = String::with_capacity(length);
        for name in headers.keys() {
            lines.push_str(name.as_str());
            lines.push_str(": ");
            if is_known(name.as_str()) || is_secret(name) {
                lines.push_str(REDACTED);
            } else {
                for (index, value) in headers.get_all(name).iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    lines.push_str(separator);
                    lines.push_str(&addresses_in(&String::from_utf8_lossy(value.as_bytes())));
                }
            }
            lines.push('\n');
        }
        Self(lines.into())
    }

    /// The size in bytes.
    pub(crate) fn size(&self) -> usize {
        self.0.len()
    }
}

impl Serialize for Headers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lines = self.0.lines().filter_map(|line| line.split_once(": "));
        serializer.collect_map(lines.collect::<BTreeMap<_, _>>())
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn credentials_are_hidden_and_the_rest_is_kept() {
        let mut given = HeaderMap::new();
        given.insert("Authorization", HeaderValue::from_static("Bearer x"));
        given.append("Prefer", HeaderValue::from_static("respond-async"));
        given.insert("Empty", HeaderValue::from_static(""));
        given.append("Prefer", HeaderValue::from_static("a: callback"));
        let readable = Headers::of(&given);
        let expected =
            json!({"authorization": "***", "empty": "", "prefer": "respond-async, a: callback"});
        assert_eq!(json!(readable), expected);
        let hidden = Headers::hiding(&given, |name| name == "prefer");
        assert_eq!(json!(hidden)["prefer"], REDACTED);
    }

    #[test]
    fn what_is_no_text_is_shown_as_well_as_it_can_be() {
        let mut given = HeaderMap::new();
        given.insert(
            "Name",
            HeaderValue::from_bytes(b"caf\xe9\tau lait").unwrap(),
        );
        assert_eq!(json!(Headers::of(&given))["name"], "caf\u{fffd}\tau lait");
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
            assert_eq!(json!(Headers::of(&map))[name], expected);
        }
    }
}
