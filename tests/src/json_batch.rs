//! The answer to a JSON batch, as a client reads it. Shares no code with the emulator.

use serde_json::{Map, Value};

use crate::exchange::{Headers, Response};
use crate::failure::Failure;

/// The answers in a document, each with its id.
///
/// # Errors
/// When the document does not have the form that OData defines.
pub fn read(body: &[u8]) -> Result<Vec<(String, Response)>, Failure> {
    let document: Value = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
    let responses = document.get("responses").and_then(Value::as_array);
    let responses = responses.ok_or_else(|| unreadable(&"it has no array of responses"))?;
    let answer = |object| answer(object).ok_or_else(|| unreadable(&format!("{object} is none")));
    responses.iter().map(answer).collect()
}

/// A response object; `None` if a member is missing or of another type than defined.
fn answer(object: &Value) -> Option<(String, Response)> {
    let id = object.get("id")?.as_str()?.to_owned();
    let status = object.get("status")?.as_u64()?.try_into().ok()?;
    let none = Map::new();
    let members = match object.get("headers") {
        None => &none,
        Some(headers) => headers.as_object()?,
    };
    let line = |(name, value): (&String, &Value)| {
        let is_lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
        is_lower.then_some(())?;
        Some((name.clone(), value.as_str()?.to_owned()))
    };
    let headers = Headers(members.iter().map(line).collect::<Option<_>>()?);
    let kind = headers.get("content-type").unwrap_or_default();
    let body = match object.get("body") {
        None => Vec::new(),
        Some(Value::String(text)) if kind.starts_with("text/") => text.clone().into_bytes(),
        Some(json) => json.to_string().into_bytes(),
    };
    let response = Response {
        status,
        headers,
        body,
    };
    Some((id, response))
}

fn unreadable(why: &dyn std::fmt::Display) -> Failure {
    Failure::Unmet(format!("the answer to a JSON batch cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn answers_have_ids() {
        let text = r#"{"responses":[
            {"id":"a","status":204},
            {"id":"b","status":200,"headers":{"content-type":"text/plain"},"body":"5"},
            {"id":"c","status":200,"headers":{"content-type":"application/json"},"body":{"x":1}}]}"#;
        let answers = read(text.as_bytes()).unwrap();
        let shown: Vec<_> = answers
            .iter()
            .map(|(id, answer)| (id.as_str(), answer.status, answer.body.as_slice()))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", 204, &b""[..]),
                ("b", 200, &b"5"[..]),
                ("c", 200, &b"{\"x\":1}"[..])
            ]
        );
    }

    #[test]
    fn what_is_written_otherwise_is_refused() {
        for text in [
            "[]",
            r#"{"responses":[{"status":204}]}"#,
            r#"{"responses":[{"id":1,"status":204}]}"#,
            r#"{"responses":[{"id":"1","status":"204"}]}"#,
            r#"{"responses":[{"id":"1","status":204,"headers":{"ETag":"x"}}]}"#,
        ] {
            let refusal = read(text.as_bytes()).unwrap_err().to_string();
            assert!(refusal.contains("cannot be read"), "{refusal}");
        }
    }
}
