//! Resolves `Content-ID` references: `$1` in the target or the body of a later request of a change set (BA-004).

use std::borrow::Cow;

use thiserror::Error;

/// A reference to a `Content-ID` that no earlier request of the change set has (BA-005).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("Content-ID Reference: '${id}' does not exist in the batch context.")]
pub struct Undeclared {
    /// The `Content-ID`, without its `$`.
    pub id: String,
}

/// How the names of the annotations end whose values are addresses.
const ADDRESSES: [&[u8]; 2] = [b"@odata.bind\"", b"@odata.id\""];

/// Replaces the `Content-ID` reference at the beginning of a request target; any other target stays as it is. `known`
/// returns the address of the row that the request with a `Content-ID` created.
///
/// # Errors
/// [`Undeclared`] if `known` has no address for the `Content-ID`.
pub fn in_target<'t>(
    target: &'t str,
    known: impl Fn(&str) -> Option<String>,
) -> Result<Cow<'t, str>, Undeclared> {
    // A client may write the service root before the reference.
    let begin = match target.starts_with('$') {
        true => Some(0),
        false => target.find("/$").map(|at| at + 1),
    };
    let own = begin.filter(|begin| is_root(&target[..*begin]));
    match own {
        None => Ok(Cow::Borrowed(target)),
        Some(begin) => replaced(&target[begin..], &known).map(Cow::Owned),
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
/// bytes stay as they are. `known` returns the address for a `Content-ID`.
///
/// # Errors
/// [`Undeclared`] if `known` has no address for a `Content-ID`.
pub fn in_body(
    body: &[u8],
    known: impl Fn(&str) -> Option<String>,
) -> Result<Cow<'_, [u8]>, Undeclared> {
    let mut written: Vec<u8> = Vec::new();
    let mut kept = 0;
    let mut at = 0;
    while at < body.len() {
        let Some(name) = ADDRESSES.iter().find(|name| body[at..].starts_with(name)) else {
            at += 1;
            continue;
        };
        at += name.len();
        for (begin, end) in references(body, at) {
            let reference = String::from_utf8_lossy(&body[begin..end]);
            written.extend_from_slice(&body[kept..begin]);
            written.extend_from_slice(replaced(&reference, &known)?.as_bytes());
            kept = end;
        }
    }
    if kept == 0 {
        return Ok(Cow::Borrowed(body));
    }
    written.extend_from_slice(&body[kept..]);
    Ok(Cow::Owned(written))
}

/// The byte ranges of the strings that begin with `$` in a member's value, which is a string or an array of strings;
/// `at` is the index after the member's name.
fn references(body: &[u8], mut at: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut is_list = false;
    while let Some(byte) = body.get(at) {
        match byte {
            b':' | b',' | b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'[' => {
                is_list = true;
                at += 1;
            }
            b'"' => {
                let begin = at + 1;
                let Some(length) = body[begin..].iter().position(|byte| *byte == b'"') else {
                    break;
                };
                if body[begin..].starts_with(b"$") {
                    found.push((begin, begin + length));
                }
                at = begin + length + 1;
                if !is_list {
                    break;
                }
            }
            _ => break,
        }
    }
    found
}

/// `$1/lastname` with `$1` replaced by the address for `1`.
fn replaced(
    reference: &str,
    known: &impl Fn(&str) -> Option<String>,
) -> Result<String, Undeclared> {
    let text = &reference[1..];
    let end = text.find(['/', '(', '?']).unwrap_or(text.len());
    let (id, rest) = text.split_at(end);
    match known(id) {
        Some(address) => Ok(format!("{address}{rest}")),
        None => Err(Undeclared { id: id.to_owned() }),
    }
}
