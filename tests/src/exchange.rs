//! A request, its response, and the two together, as bytes on the wire. Does not know what they mean.

use std::fmt;

use serde_json::Value;

use crate::failure::Failure;

/// Header lines in the order they were sent, names as they were spelled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(pub Vec<(String, String)>);

impl Headers {
    /// The value of `name`, several lines joined by a comma and a space as HTTP allows.
    pub fn get(&self, name: &str) -> Option<String> {
        let lines = self.all(name);
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// The id of a created row: the end of `OData-EntityId`, for example `…/accounts(<id>)`.
    pub fn new_row(&self) -> Option<String> {
        let address = self.get("OData-EntityId")?;
        let (_, id) = address.strip_suffix(')')?.rsplit_once('(')?;
        Some(id.to_owned())
    }

    /// The values of all lines with this name; case is ignored.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let same = |line: &&(String, String)| line.0.eq_ignore_ascii_case(name);
        self.0
            .iter()
            .filter(same)
            .map(|line| line.1.as_str())
            .collect()
    }
}

/// An HTTP request.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// A path below the organization, or an absolute URL.
    pub target: String,
    /// The header lines.
    pub headers: Headers,
    /// The body, empty when there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads a request written as it goes over the wire: request line, header lines, an empty line, the body.
    ///
    /// # Errors
    /// When the first line is not `METHOD target` or a header line has no colon.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let text = text.trim_start_matches('\n');
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines().map(str::trim);
        let first = lines.next().unwrap_or_default();
        let (method, target) = first.split_once(' ').ok_or_else(|| {
            Failure::step(format!(
                "the request line {first:?} is not a method, a space and a path"
            ))
        })?;
        let headers = lines
            .filter(|line| !line.is_empty())
            .map(|line| match line.split_once(':') {
                Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
                None => Err(Failure::step(format!(
                    "the header line {line:?} has no colon"
                ))),
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            method: method.to_owned(),
            target: target.trim().to_owned(),
            headers: Headers(headers),
            body: body.trim_end_matches('\n').as_bytes().to_vec(),
        })
    }
}

/// An HTTP response.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header lines.
    pub headers: Headers,
    /// The body, empty when there is none.
    pub body: Vec<u8>,
}

/// One request with its response.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The response.
    pub response: Response,
}

/// `body` as JSON.
///
/// # Errors
/// When `body` is not JSON; the error contains it.
pub fn json(body: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(body).map_err(|error| {
        Failure::Unmet(format!(
            "the body is not JSON ({error}): {:?}",
            String::from_utf8_lossy(body)
        ))
    })
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "> {} {}", self.request.method, self.request.target)?;
        part(f, '>', &self.request.headers, &self.request.body)?;
        writeln!(f, "< {}", self.response.status)?;
        part(f, '<', &self.response.headers, &self.response.body)
    }
}

/// Prints header lines and body, each line after a mark. Bearer tokens are replaced, so that no report has them.
fn part(f: &mut fmt::Formatter<'_>, mark: char, headers: &Headers, body: &[u8]) -> fmt::Result {
    for (name, value) in &headers.0 {
        let value = if name.eq_ignore_ascii_case("authorization") {
            "<token>"
        } else {
            value
        };
        writeln!(f, "{mark} {name}: {value}")?;
    }
    if body.is_empty() {
        Ok(())
    } else {
        writeln!(f, "{mark} {}", String::from_utf8_lossy(body))
    }
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn a_written_request_is_read_line_by_line() {
        let request =
            Request::parse("POST /api/x\nPrefer: respond-async\nPrefer: a=b\n\n{\"A\":\n\n1}\n")
                .unwrap();
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/api/x")
        );
        assert_eq!(
            request.headers.get("prefer").as_deref(),
            Some("respond-async, a=b")
        );
        assert_eq!(request.body, b"{\"A\":\n\n1}");
    }

    #[test]
    fn a_header_without_a_colon_is_refused() {
        let refusal = Request::parse("GET /\nPrefer").unwrap_err().to_string();
        assert!(refusal.contains("no colon"), "{refusal}");
    }
}
