//! Renders a request that has arrived at a sink. The text loses nothing of the body.
//!
//! The body is not parsed: a line break and an indentation are inserted after each comma and bracket outside of
//! strings. A body with white space at such a place is rendered on one line, unchanged. Volatile values become
//! references, also with escaped slashes.

use super::References;
use crate::exchange::Request;

/// Headers of the connection, which are left out.
const OF_THE_CONNECTION: [&str; 3] = ["accept", "content-length", "host"];

/// Renders `request`; `references` replaces volatile values.
pub fn delivered(request: &Request, references: &mut References) -> String {
    let mut text = format!("{} {}\n", request.method, references.text(&request.target));
    let mut headers = request.headers.0.clone();
    headers.sort();
    for (name, value) in headers {
        if !OF_THE_CONNECTION.contains(&name.to_ascii_lowercase().as_str()) {
            text.push_str(&format!("{name}: {}\n", references.text(&value)));
        }
    }
    let body = String::from_utf8_lossy(&request.body);
    text.push_str(&format!("\n{}\n", references.text(&broken(&body))));
    text
}

/// Breaks `body` into lines. Without the inserted line breaks and indentation the text equals `body`.
fn broken(body: &str) -> String {
    let mut lines = String::new();
    let mut depth = 0_usize;
    let (mut in_text, mut escaped) = (false, false);
    let mut characters = body.chars().peekable();
    while let Some(next) = characters.next() {
        if in_text {
            lines.push(next);
            in_text = escaped || next != '"';
            escaped = next == '\\' && !escaped;
            continue;
        }
        if next.is_whitespace() {
            return body.to_owned();
        }
        let closes = matches!(characters.peek(), Some(']' | '}'));
        match next {
            '{' | '[' if closes => lines.push(next),
            '{' | '[' => {
                depth += 1;
                lines.push(next);
                line(&mut lines, depth);
            }
            '}' | ']' => {
                if !lines.ends_with(['{', '[']) {
                    depth = depth.saturating_sub(1);
                    line(&mut lines, depth);
                }
                lines.push(next);
            }
            ',' => {
                lines.push(next);
                line(&mut lines, depth);
            }
            _ => {
                in_text = next == '"';
                lines.push(next);
            }
        }
    }
    lines
}

fn line(lines: &mut String, depth: usize) {
    lines.push('\n');
    lines.push_str(&"  ".repeat(depth));
}

#[cfg(test)]
mod tests {
    use super::{References, broken, delivered};
    use crate::exchange::{Headers, Request};

    #[test]
    fn lines_and_indentation_are_all_that_is_added() {
        let body = r#"{"a":[],"b":[{"key":"x, {\"y\\"},"\/"],"c":{},"d":1.50}"#;
        let shown = broken(body);
        let lines: Vec<_> = shown.lines().map(str::trim_start).collect();
        assert_eq!(lines.concat(), body);
        assert_eq!(lines.len(), 11, "{shown}");
    }

    #[test]
    fn white_space_of_the_body_itself_shows() {
        let body = "{\"a\": 1,\"b\":2}";
        assert_eq!(broken(body), body);
    }

    #[test]
    fn an_address_is_named_also_where_its_slashes_are_escaped() {
        let mut references = References::default();
        references.address("http://127.0.0.1:1", "<org>");
        let request = Request {
            method: "POST".to_owned(),
            target: "/x".to_owned(),
            headers: Headers(vec![("host".to_owned(), "h".to_owned())]),
            body: br#"{"a":"http:\/\/127.0.0.1:1\/b"}"#.to_vec(),
        };
        assert_eq!(
            delivered(&request, &mut references),
            "POST /x\n\n{\n  \"a\":\"<org>\\/b\"\n}\n"
        );
    }
}
