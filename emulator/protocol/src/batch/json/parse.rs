//! Reads the body of a JSON batch. Everything that is wrong is found before any request runs.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value as Json};

use super::super::parse::READING;
use super::super::{
    BatchError, ChangeSet, Condition, Dependencies, Item, Lines, MAX_REQUESTS, PartBody,
    PartRequest, ReferenceError, in_body, in_header, in_target,
};
use super::{Form, JsonError, is_identifier};
use crate::odata::strict;

/// The methods of requests, in upper case (J-01).
const METHODS: [&str; 5] = ["GET", "POST", "PATCH", "PUT", "DELETE"];
/// The methods of requests that have no body (J-03).
const WITHOUT_BODY: [&str; 2] = ["GET", "DELETE"];
/// Reads base64url with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const IDENTIFIER: &str = "a text of letters, digits, '-', '.', '_' and '~'";

/// Reads the document of a JSON batch.
///
/// # Errors
/// [`BatchError`] with the place in the document and what was expected there.
pub fn parse(body: &[u8]) -> Result<Vec<Item>, BatchError> {
    let document = strict::parse(body).map_err(|error| JsonError::Syntax {
        why: error.to_string(),
    })?;
    let mut document = Object::of(document, String::new())?;
    let Some(Json::Array(requests)) = document.take("requests") else {
        return Err(document.expected("requests", "an array of requests"));
    };
    document.finish("the member requests and annotations alone")?;
    if requests.len() > MAX_REQUESTS {
        return Err(BatchError::TooMany);
    }
    let mut batch = Batch::default();
    for (at, request) in requests.into_iter().enumerate() {
        batch.read(Object::of(request, format!("/requests/{at}"))?)?;
    }
    Ok(batch.items)
}

/// What has been read so far.
#[derive(Default)]
struct Batch {
    items: Vec<Item>,
    /// The identifiers of all requests and atomicity groups.
    known: HashMap<String, Named>,
}

/// What an identifier stands for.
enum Named {
    /// A request, with the name of its atomicity group.
    Request {
        group: Option<String>,
    },
    Group,
}

impl Batch {
    fn read(&mut self, mut object: Object) -> Result<(), BatchError> {
        let id = object.identifier("id")?;
        let id = id.ok_or_else(|| object.expected("id", IDENTIFIER))?;
        let group = object.identifier("atomicityGroup")?;
        let method = object.method()?;
        if group.is_some() && READING.contains(&method.as_str()) {
            return Err(BatchError::Reads { method });
        }
        let target = object.target()?;
        let on = object.texts("dependsOn")?;
        let condition = object.condition(&id)?;
        let headers = object.headers()?;
        let body = object.body(&method, &headers)?;
        object.finish(
            "id, method, url, headers, body, atomicityGroup, dependsOn, if or an annotation",
        )?;
        let request = PartRequest {
            method,
            target,
            headers,
            body: PartBody::Bytes(body),
            content_id: Some(id.clone()),
            dependencies: Dependencies { on, condition },
        };
        self.check(&id, group.as_deref(), &request)?;
        self.add(id, group, request)
    }

    /// Checks what a request depends on and refers to.
    fn check(
        &self,
        id: &str,
        group: Option<&str>,
        request: &PartRequest,
    ) -> Result<(), BatchError> {
        let Dependencies { on, condition } = &request.dependencies;
        let named: HashSet<&str> = on.iter().map(String::as_str).collect();
        let id = id.to_owned();
        for one in on {
            let on = one.clone();
            match self.known.get(one) {
                Some(Named::Group) if group != Some(one) => {}
                Some(Named::Request { group: None }) => {}
                Some(Named::Request { group: Some(other) })
                    if group == Some(other) || named.contains(other.as_str()) => {}
                Some(Named::Request { group: Some(other) }) => {
                    let group = other.clone();
                    return Err(JsonError::PartOfGroup { id, on, group }.into());
                }
                Some(Named::Group) | None => {
                    return Err(JsonError::NoPredecessor { id, on }.into());
                }
            }
        }
        let is_depended_on = |reference: &str| match self.known.get(reference) {
            Some(Named::Request { group }) => {
                let group = group.as_deref();
                named.contains(reference) || group.is_some_and(|group| named.contains(group))
            }
            Some(Named::Group) | None => false,
        };
        let not_depended_on = |reference: &str| JsonError::NotDependedOn {
            id: id.clone(),
            reference: reference.to_owned(),
        };
        let reference = |error| match error {
            ReferenceError::Undeclared { id } => not_depended_on(&id).into(),
            other @ ReferenceError::TooMany { .. } => BatchError::from(other),
        };
        let known = |reference: &str| is_depended_on(reference).then(String::new);
        in_target(&request.target, known).map_err(reference)?;
        for (name, value) in &request.headers {
            in_header(name, value, known).map_err(reference)?;
        }
        if let PartBody::Bytes(body) = &request.body {
            in_body(body, known, usize::MAX).map_err(reference)?;
        }
        let is_named = |one: &str| named.contains(one) || is_depended_on(one);
        match condition
            .as_ref()
            .and_then(|condition| condition.unknown(&is_named))
        {
            Some(unknown) => Err(not_depended_on(unknown).into()),
            None => Ok(()),
        }
    }

    fn add(
        &mut self,
        id: String,
        group: Option<String>,
        request: PartRequest,
    ) -> Result<(), BatchError> {
        if self.known.contains_key(&id) || group.as_ref() == Some(&id) {
            return Err(JsonError::TwoOfOneId { id }.into());
        }
        match (&group, self.items.last_mut()) {
            (None, _) => self.items.push(Item::Request(request)),
            (Some(_), Some(Item::ChangeSet(set))) if set.group == group => {
                set.requests.push(request);
            }
            (Some(name), _) => {
                match self.known.insert(name.clone(), Named::Group) {
                    None => {}
                    Some(Named::Group) => {
                        let group = name.clone();
                        return Err(JsonError::NotAdjacent { group }.into());
                    }
                    Some(Named::Request { .. }) => {
                        let id = name.clone();
                        return Err(JsonError::TwoOfOneId { id }.into());
                    }
                }
                self.items.push(Item::ChangeSet(ChangeSet {
                    group: group.clone(),
                    requests: vec![request],
                }));
            }
        }
        self.known.insert(id, Named::Request { group });
        Ok(())
    }
}

/// An object of the document, from which members are taken.
struct Object {
    /// A JSON pointer to the object.
    at: String,
    members: Map<String, Json>,
}

impl Object {
    fn of(json: Json, at: String) -> Result<Self, BatchError> {
        match json {
            Json::Object(members) => Ok(Self { at, members }),
            _ => Err(expected(at, "an object")),
        }
    }

    fn take(&mut self, name: &str) -> Option<Json> {
        self.members.swap_remove(name)
    }

    fn expected(&self, name: &str, what: &'static str) -> BatchError {
        expected(format!("{}/{name}", self.at), what)
    }

    /// Refuses members that nothing has taken, other than annotations.
    fn finish(&self, what: &'static str) -> Result<(), BatchError> {
        match self.members.keys().find(|name| !name.contains('@')) {
            Some(name) => Err(self.expected(name, what)),
            None => Ok(()),
        }
    }

    fn text(&mut self, name: &str, what: &'static str) -> Result<Option<String>, BatchError> {
        match self.take(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.expected(name, what)),
        }
    }

    fn identifier(&mut self, name: &str) -> Result<Option<String>, BatchError> {
        let text = self.text(name, IDENTIFIER)?;
        match text.as_deref().is_none_or(is_identifier) {
            true => Ok(text),
            false => Err(self.expected(name, IDENTIFIER)),
        }
    }

    fn method(&mut self) -> Result<String, BatchError> {
        let what = "get, post, patch, put or delete";
        let method = self
            .text("method", what)?
            .map(|text| text.to_ascii_uppercase());
        let method = method.filter(|method| METHODS.contains(&method.as_str()));
        method.ok_or_else(|| self.expected("method", what))
    }

    fn target(&mut self) -> Result<String, BatchError> {
        let what = "a URL: absolute, from the root, or relative to the service root";
        let target = self.text("url", what)?;
        let target = target.filter(|url| !url.is_empty() && !url.contains(char::is_control));
        target.ok_or_else(|| self.expected("url", what))
    }

    fn texts(&mut self, name: &str) -> Result<Vec<String>, BatchError> {
        let what = "an array of ids and names of atomicity groups";
        let items = match self.take(name) {
            None => return Ok(Vec::new()),
            Some(Json::Array(items)) => items,
            Some(_) => return Err(self.expected(name, what)),
        };
        let text = |item| match item {
            Json::String(text) => Some(text),
            _ => None,
        };
        let texts = items.into_iter().map(text).collect::<Option<_>>();
        texts.ok_or_else(|| self.expected(name, what))
    }

    fn condition(&mut self, id: &str) -> Result<Option<Condition>, BatchError> {
        let Some(text) = self.text("if", "a condition as a text")? else {
            return Ok(None);
        };
        match Condition::parse(&text) {
            Ok(condition) => Ok(Some(condition)),
            Err(_) => Err(JsonError::ConditionNotEmulated {
                id: id.to_owned(),
                condition: text,
            }
            .into()),
        }
    }

    fn headers(&mut self) -> Result<Lines, BatchError> {
        let what = "an object of texts whose names differ in more than upper and lower case";
        let members = match self.take("headers") {
            None => return Ok(Lines::new()),
            Some(Json::Object(members)) => members,
            Some(_) => return Err(self.expected("headers", what)),
        };
        let mut names = HashSet::new();
        let mut lines = Lines::new();
        for (name, value) in members {
            let Json::String(value) = value else {
                return Err(self.expected("headers", what));
            };
            if !names.insert(name.to_ascii_lowercase()) {
                return Err(self.expected("headers", what));
            }
            lines.push((name, value));
        }
        Ok(lines)
    }

    fn body(&mut self, method: &str, headers: &Lines) -> Result<Vec<u8>, BatchError> {
        let body = match self.take("body") {
            None | Some(Json::Null) => return Ok(Vec::new()),
            Some(body) => body,
        };
        if WITHOUT_BODY.contains(&method) {
            return Err(self.expected("body", "none, since the method is get or delete"));
        }
        let mut headers = headers.iter();
        let content_type = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        match (
            Form::of(content_type.map(|(_, value)| value.as_str())),
            body,
        ) {
            (Form::Json, body) => Ok(body.to_string().into_bytes()),
            (Form::Text, Json::String(text)) => Ok(text.into_bytes()),
            (Form::Text, _) => Err(self.expected("body", "a text, as the content type is one")),
            (Form::Binary, body) => {
                let bytes = body.as_str().and_then(|text| BASE64.decode(text).ok());
                bytes.ok_or_else(|| {
                    self.expected(
                        "body",
                        "a text in base64url, as the content type is neither JSON nor text",
                    )
                })
            }
        }
    }
}

fn expected(at: String, expected: &'static str) -> BatchError {
    JsonError::Expected { at, expected }.into()
}
