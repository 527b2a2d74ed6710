//! Resolves `Content-ID` references: `$1` in the target or the body of a later request of a change set (BA-004).
//!
//! A body is read in one pass: every byte belongs to one token, whatever the body repeats or nests.

use std::borrow::Cow;

use thiserror::Error;

/// Why references are not resolved.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// No earlier request of the change set has this `Content-ID` (BA-005).
    #[error("Content-ID Reference: '${id}' does not exist in the batch context.")]
    Undeclared {
        /// The `Content-ID`, without its `$`.
        id: String,
    },
    /// The addresses of one body are longer than the limit (SF-020). A reference has two characters and an address more
    /// than sixty, so that a body without a limit grows to many times its length.
    #[error(
        "The Content-ID references of one body stand for more than {limit} bytes of addresses."
    )]
    TooMany {
        /// The most bytes of addresses in one body.
        limit: usize,
    },
}

/// How the names of the annotations end whose values are addresses.
const ADDRESSES: [&[u8]; 2] = [b"@odata.bind", b"@odata.id"];

/// Top-level resources of OData, which no `Content-ID` hides (B-10).
const SYSTEM: [&str; 7] = [
    "$batch",
    "$crossjoin",
    "$all",
    "$entity",
    "$root",
    "$id",
    "$metadata",
];

/// The headers whose value may refer to the ETag that an earlier request was answered with (B-11).
const ETAGS: [&str; 2] = ["if-match", "if-none-match"];

/// Replaces the `Content-ID` reference at the beginning of a request target; any other target stays as it is. `known`
/// returns the address of the row that the request with a `Content-ID` created.
///
/// # Errors
/// [`ReferenceError::Undeclared`] if `known` has no address for the `Content-ID`.
pub fn in_target<'t>(
    target: &'t str,
    known: impl Fn(&str) -> Option<String>,
) -> Result<Cow<'t, str>, ReferenceError> {
    // A client may write the service root before the reference.
    let begin = match target.starts_with('$') {
        true => Some(0),
        false => target.find("/$").map(|at| at + 1),
    };
    let own = begin.filter(|begin| is_root(&target[..*begin]) && !is_system(&target[*begin..]));
    match own {
        None => Ok(Cow::Borrowed(target)),
        Some(begin) => replaced(&target[begin..], &known).map(Cow::Owned),
    }
}

/// Whether the first segment of a relative target is a top-level resource of OData.
fn is_system(target: &str) -> bool {
    let end = target.find(['/', '(', '?']).unwrap_or(target.len());
    SYSTEM.contains(&&target[..end])
}

/// Replaces the `Content-ID` reference that is the value of `If-Match` or `If-None-Match`; the value of any other header
/// stays as it is. `known` returns the ETag that the request with a `Content-ID` was answered with.
///
/// # Errors
/// [`ReferenceError::Undeclared`] if `known` has no ETag for the `Content-ID`.
pub fn in_header<'v>(
    name: &str,
    value: &'v str,
    known: impl Fn(&str) -> Option<String>,
) -> Result<Cow<'v, str>, ReferenceError> {
    let is_etag = ETAGS.iter().any(|known| name.eq_ignore_ascii_case(known));
    match value.trim().strip_prefix('$') {
        Some(id) if is_etag => match known(id) {
            Some(etag) => Ok(Cow::Owned(etag)),
            None => Err(ReferenceError::Undeclared { id: id.to_owned() }),
        },
        Some(_) | None => Ok(Cow::Borrowed(value)),
    }
}

/// Whether a text is empty or a service root, `…/api/data/v9.2/`.
fn is_root(text: &str) -> bool {
    let mut segments = text.trim_end_matches('/').rsplit('/');
    let (version, data, api) = (segments.next(), segments.next(), segments.next());
    text.is_empty()
        || (api == Some("api")
            && data == Some("data")
            && version.is_some_and(|version| version.starts_with('v')))
}

/// Replaces the `Content-ID` references in the `@odata.bind` and `@odata.id` annotations of a JSON body; all other
/// bytes stay as they are. The value of such an annotation is a string or an array of strings. `known` returns the
/// address for a `Content-ID`, and `limit` is the most bytes of addresses that go into the body.
///
/// # Errors
/// `known` has no address for a `Content-ID`, or the addresses are too long together.
pub fn in_body(
    body: &[u8],
    known: impl Fn(&str) -> Option<String>,
    limit: usize,
) -> Result<Cow<'_, [u8]>, ReferenceError> {
    let mut written: Vec<u8> = Vec::new();
    let (mut kept, mut added) = (0, 0);
    let mut place = Place::Elsewhere;
    for token in Tokens::of(body) {
        place = match (token, place) {
            (Token::Space, place) => place,
            (Token::Text { begin, end }, Place::Value | Place::List) => {
                if body[begin..end].starts_with(b"$") {
                    let reference = String::from_utf8_lossy(&body[begin..end]);
                    let address = replaced(&reference, &known)?;
                    added += address.len();
                    if added > limit {
                        return Err(ReferenceError::TooMany { limit });
                    }
                    written.extend_from_slice(&body[kept..begin]);
                    written.extend_from_slice(address.as_bytes());
                    kept = end;
                }
                match place {
                    Place::List => Place::List,
                    _ => Place::Elsewhere,
                }
            }
            (Token::Text { begin, end }, _) if names_addresses(&body[begin..end]) => Place::Name,
            (Token::Mark(b':'), Place::Name) => Place::Value,
            (Token::Mark(b'['), Place::Value) | (Token::Mark(b','), Place::List) => Place::List,
            _ => Place::Elsewhere,
        };
    }
    if kept == 0 {
        return Ok(Cow::Borrowed(body));
    }
    written.extend_from_slice(&body[kept..]);
    Ok(Cow::Owned(written))
}

/// Where in a body a token stands.
#[derive(Clone, Copy)]
enum Place {
    /// After the name of an annotation whose value is an address.
    Name,
    /// After the colon that follows such a name.
    Value,
    /// In the array of such a value.
    List,
    Elsewhere,
}

fn names_addresses(name: &[u8]) -> bool {
    ADDRESSES.iter().any(|ending| name.ends_with(ending))
}

/// A piece of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A string, by the range of its text without the quotes. A string without a closing quote goes to the end.
    Text { begin: usize, end: usize },
    /// A byte of white space.
    Space,
    /// Any other byte.
    Mark(u8),
}

/// The tokens of a body, whether it is JSON or not; none reaches back before the one in front of it.
struct Tokens<'b> {
    body: &'b [u8],
    at: usize,
}

impl<'b> Tokens<'b> {
    const fn of(body: &'b [u8]) -> Self {
        Self { body, at: 0 }
    }

    /// The index of the quote that ends the string which begins at `at`, or the length of the body.
    fn end_of_text(&self, mut at: usize) -> usize {
        while let Some(byte) = self.body.get(at) {
            match byte {
                b'"' => return at,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        self.body.len()
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let byte = *self.body.get(self.at)?;
        self.at += 1;
        Some(match byte {
            b'"' => {
                let begin = self.at;
                let end = self.end_of_text(begin);
                self.at = end + 1;
                Token::Text { begin, end }
            }
            b' ' | b'\t' | b'\r' | b'\n' => Token::Space,
            other => Token::Mark(other),
        })
    }
}

/// `$1/lastname` with `$1` replaced by the address for `1`.
fn replaced(
    reference: &str,
    known: &impl Fn(&str) -> Option<String>,
) -> Result<String, ReferenceError> {
    let text = &reference[1..];
    let end = text.find(['/', '(', '?']).unwrap_or(text.len());
    let (id, rest) = text.split_at(end);
    match known(id) {
        Some(address) => Ok(format!("{address}{rest}")),
        None => Err(ReferenceError::Undeclared { id: id.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes that the tokens of a body take together, and how many of the tokens there are.
    fn work(body: &[u8]) -> (usize, usize) {
        let mut tokens = Tokens::of(body);
        let (mut bytes, mut count, mut before) = (0, 0, 0);
        while tokens.next().is_some() {
            assert!(tokens.at > before, "a token takes a byte");
            bytes += tokens.at.min(body.len()) - before;
            before = tokens.at;
            count += 1;
        }
        (bytes, count)
    }

    #[test]
    fn twice_the_body_is_twice_the_work() {
        for unit in [
            "[\"@odata.bind\":",
            "{\"a@odata.bind\":[",
            "\"@odata.id\":\"$1\",",
            "\\\"",
            "\"",
            "[,",
        ] {
            let (once, twice) = (unit.repeat(1_000), unit.repeat(2_000));
            let (bytes, count) = work(once.as_bytes());
            assert_eq!(bytes, once.len(), "every byte of {unit} is read once");
            let (double, _) = work(twice.as_bytes());
            assert_eq!(double, 2 * bytes, "{unit}");
            assert!(count <= once.len(), "{unit}");
        }
    }

    #[test]
    fn a_name_among_the_addresses_is_no_name() {
        let known = |id: &str| (id == "1").then(|| "accounts(7)".to_owned());
        let body = |text: &str| {
            in_body(text.as_bytes(), known, usize::MAX)
                .map(|body| String::from_utf8_lossy(&body).into_owned())
        };
        assert_eq!(
            body("{\"a@odata.bind\":[\"b@odata.bind\",\"$1\"]}"),
            Ok("{\"a@odata.bind\":[\"b@odata.bind\",\"accounts(7)\"]}".to_owned())
        );
        // What is no JSON is left alone; the reader of the body refuses it.
        for odd in [
            "\"@odata.bind\"",
            "\"@odata.bind\":",
            "\"@odata.bind\":[",
            "\"@odata.bind\":[\"",
            "\"@odata.bind\":\"$",
            "\"@odata.bind\" \"$1\"",
            "\"a\":\"@odata.bind\",\"$1\"",
            "\"@odata.bind\":{\"a\":\"$1\"}",
            "\"@odata.bind\":[{\"a\":\"$1\"}]",
            "\\",
        ] {
            let expected = match odd {
                "\"@odata.bind\":\"$" => Err(ReferenceError::Undeclared { id: String::new() }),
                _ => Ok(odd.to_owned()),
            };
            assert_eq!(body(odd), expected, "{odd}");
        }
        // A quote inside a string does not end it.
        assert_eq!(
            body("{\"n\":\"x\\\"@odata.bind\",\"m@odata.bind\":\"$1\"}"),
            Ok("{\"n\":\"x\\\"@odata.bind\",\"m@odata.bind\":\"accounts(7)\"}".to_owned())
        );
    }

    #[test]
    fn the_addresses_of_one_body_are_bounded() {
        const LIMIT: usize = 1 << 20;
        let address = "a".repeat(64);
        let resolved = |references: usize| {
            let body = format!(
                "{{\"a@odata.bind\":[{}\"$1\"]}}",
                "\"$1\",".repeat(references - 1)
            );
            in_body(body.as_bytes(), |_| Some(address.clone()), LIMIT).map(|body| body.len())
        };
        let most = LIMIT / address.len();
        let whole = resolved(most).unwrap();
        assert!(whole > LIMIT, "{whole}");
        assert_eq!(
            resolved(most + 1),
            Err(ReferenceError::TooMany { limit: LIMIT })
        );
    }
}
