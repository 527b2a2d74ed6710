//! The value of one member on its way into an answer: texts and ids become text of the answer without a JSON value of
//! their own between.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::Value as Json;
use uuid::Uuid;

/// The value of a member.
pub(super) enum Written<'v> {
    Text(Cow<'v, str>),
    Id(Uuid),
    Json(Json),
}

impl From<Written<'_>> for Json {
    fn from(written: Written<'_>) -> Self {
        match written {
            Written::Text(text) => text.into_owned().into(),
            Written::Id(id) => id.to_string().into(),
            Written::Json(json) => json,
        }
    }
}

impl From<Json> for Written<'_> {
    fn from(json: Json) -> Self {
        Self::Json(json)
    }
}

impl From<String> for Written<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Id(id) => id.serialize(serializer),
            Self::Json(json) => json.serialize(serializer),
        }
    }
}
