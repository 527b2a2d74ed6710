//! Writes the response to a JSON batch (J-08).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Map, Value as Json};

use super::super::{Answer, Answered};
use super::Form;

/// Writes the document with one response object for each answer. A body of JSON is taken over as it is written.
pub fn write(answered: &[Answered]) -> String {
    let mut objects = Vec::new();
    for one in answered {
        match one {
            Answered::One(answer) => objects.push(object(answer, None)),
            Answered::ChangeSet { name, answers } => {
                objects.extend(answers.iter().map(|answer| object(answer, Some(name))));
            }
        }
    }
    format!("{{\"responses\":[{}]}}", objects.join(","))
}

fn object(answer: &Answer, group: Option<&str>) -> String {
    let mut text = String::from("{");
    if let Some(id) = &answer.content_id {
        member(&mut text, "id", &quoted(id));
    }
    if let Some(group) = group {
        member(&mut text, "atomicityGroup", &quoted(group));
    }
    member(&mut text, "status", &answer.status.to_string());
    let headers = headers(answer);
    let content_type = headers.get("content-type").and_then(Json::as_str);
    let form = Form::of(content_type);
    if !headers.is_empty() {
        member(&mut text, "headers", &Json::from(headers).to_string());
    }
    if !answer.body.is_empty() {
        let body = match form {
            Form::Json => answer.body.clone(),
            Form::Text => quoted(&answer.body),
            Form::Binary => quoted(&BASE64.encode(&answer.body)),
        };
        member(&mut text, "body", &body);
    }
    text.push('}');
    text
}

/// The headers by their names in lower case. Several of one name are one list.
fn headers(answer: &Answer) -> Map<String, Json> {
    let mut headers = Map::new();
    for (name, value) in &answer.headers {
        let name = name.to_ascii_lowercase();
        let value = match headers.get(&name).and_then(Json::as_str) {
            Some(earlier) => format!("{earlier}, {value}"),
            None => value.clone(),
        };
        headers.insert(name, Json::from(value));
    }
    headers
}

fn member(text: &mut String, name: &str, value: &str) {
    let comma = if text.len() > 1 { "," } else { "" };
    write!(text, "{comma}\"{name}\":{value}").expect("a String takes everything");
}

fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}
