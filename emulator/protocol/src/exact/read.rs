//! Exact text back to values.

use std::str::FromStr;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use super::{ExactError, organization, query, tag};
use crate::query::Columns;
use crate::request::OrganizationRequest;
use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value,
};

pub(super) type Read<T> = Result<T, ExactError>;

/// The values of an exact text.
///
/// # Errors
///
/// [`ExactError::NotJson`] or [`ExactError::Unexpected`] when the text is not one that
/// [`write`](super::write) wrote.
pub fn read(text: &str) -> Read<Attributes> {
    let json = serde_json::from_str(text).map_err(|e| ExactError::NotJson(e.to_string()))?;
    attributes(json)
}

fn attributes(json: Json) -> Read<Attributes> {
    members("attributes", json, value)
}

pub(super) fn value(json: Json) -> Read<Value> {
    match json {
        Json::Null => Ok(Value::Null),
        Json::Bool(truth) => Ok(Value::Boolean(truth)),
        Json::String(text) => Ok(Value::String(text)),
        other => {
            let (tag, json) = only_property("a value", other)?;
            tagged(&tag, json)
        }
    }
}

fn tagged(tag: &str, json: Json) -> Read<Value> {
    Ok(match tag {
        tag::INTEGER => Value::Integer(integer(&json)?),
        tag::OPTION_SET => Value::OptionSet(integer(&json)?),
        tag::BIG_INT => Value::BigInt(parsed("a big integer", json)?),
        tag::DECIMAL => Value::Decimal(decimal(json)?),
        tag::DOUBLE => Value::Double(parsed("a double", json)?),
        tag::MONEY => Value::Money(decimal(json)?),
        tag::DATE_TIME => Value::DateTime(parsed("an instant", json)?),
        tag::DATE => Value::Date(parsed("a date", json)?),
        tag::GUID => Value::Guid(parsed("a guid", json)?),
        tag::STRINGS => Value::Strings(texts(json)?),
        tag::REFERENCE => Value::Reference(reference(json)?),
        tag::ENTITY => Value::Entity(Box::new(entity(json)?)),
        tag::COLLECTION => Value::Collection(collection(json)?),
        tag::MANAGED => Value::Managed(managed(json)?),
        tag::COLUMNS => Value::Columns(columns(json)?),
        tag::REQUEST => Value::Request(Box::new(request(json)?)),
        tag::QUERY => Value::Query(Box::new(query::read(json)?)),
        tag::ORGANIZATION => Value::Organization(Box::new(organization::read(json)?)),
        other => {
            return Err(unexpected(
                "a type",
                &Json::from(other),
                "the name of a type",
            ));
        }
    })
}

pub(super) fn columns(json: Json) -> Read<Columns> {
    match json {
        Json::Null => Ok(Columns::All),
        names => texts(names).map(Columns::Named),
    }
}

fn reference(json: Json) -> Read<EntityReference> {
    let mut fields = object("a reference", json)?;
    Ok(EntityReference {
        table: text("a table", take(&mut fields, tag::TABLE))?,
        id: parsed("a guid", take(&mut fields, tag::ID))?,
        name: optional(&mut fields, tag::NAME, |json| text("a name", json))?,
    })
}

fn entity(json: Json) -> Read<Entity> {
    let mut fields = object("a row", json)?;
    Ok(Entity {
        table: text("a table", take(&mut fields, tag::TABLE))?,
        id: optional(&mut fields, tag::ID, |json| parsed("a guid", json))?,
        row_version: optional(&mut fields, tag::ROW_VERSION, |json| {
            parsed("a row version", json)
        })?,
        attributes: optional(&mut fields, tag::ATTRIBUTES, attributes)?.unwrap_or_default(),
        related: optional(&mut fields, tag::RELATED, |json| {
            members("related rows", json, related)
        })?
        .unwrap_or_default(),
        formatted: optional(&mut fields, tag::FORMATTED, |json| {
            members("formatted values", json, |json| text("a text", json))
        })?
        .unwrap_or_default(),
    })
}

fn related(json: Json) -> Read<Related> {
    let (tag, rows) = only_property("related rows", json)?;
    match (tag.as_str(), rows) {
        (tag::ONE, Json::Null) => Ok(Related::One(None)),
        (tag::ONE, row) => entity(row).map(|row| Related::One(Some(Box::new(row)))),
        (tag::MANY, rows) => collection(rows).map(Related::Many),
        (_, rows) => Err(unexpected("related rows", &rows, "`One` or `Many`")),
    }
}

fn collection(json: Json) -> Read<EntityCollection> {
    let mut fields = object("a collection", json)?;
    Ok(EntityCollection {
        table: text("a table", take(&mut fields, tag::TABLE))?,
        entities: array("rows", take(&mut fields, tag::ENTITIES), entity)?,
        more: truth(&take(&mut fields, tag::MORE))?,
        paging_cookie: optional(&mut fields, tag::PAGING_COOKIE, |json| {
            text("a paging cookie", json)
        })?,
        total: optional(&mut fields, tag::TOTAL, |json| parsed("a total", json))?,
    })
}

fn managed(json: Json) -> Read<ManagedProperty> {
    let mut fields = object("a managed property", json)?;
    Ok(ManagedProperty {
        value: truth(&take(&mut fields, tag::VALUE))?,
        can_be_changed: truth(&take(&mut fields, tag::CAN_BE_CHANGED))?,
    })
}

fn request(json: Json) -> Read<OrganizationRequest> {
    let mut fields = object("a request", json)?;
    Ok(OrganizationRequest {
        name: text("a message name", take(&mut fields, tag::NAME))?,
        parameters: attributes(take(&mut fields, tag::PARAMETERS))?,
    })
}

fn integer(json: &Json) -> Read<i32> {
    json.as_i64()
        .and_then(|number| i32::try_from(number).ok())
        .ok_or_else(|| unexpected("an integer", json, "a whole number of 32 bits"))
}

/// Exact where `FromStr` would round a number with too many digits.
fn decimal(json: Json) -> Read<Decimal> {
    let digits = text("a decimal", json)?;
    Decimal::from_str_exact(&digits)
        .map_err(|_| unexpected("a decimal", &Json::String(digits), "a decimal number"))
}

pub(super) fn truth(json: &Json) -> Read<bool> {
    json.as_bool()
        .ok_or_else(|| unexpected("a truth value", json, "`true` or `false`"))
}

pub(super) fn texts(json: Json) -> Read<Vec<String>> {
    array("texts", json, |json| text("a text", json))
}

pub(super) fn text(what: &'static str, json: Json) -> Read<String> {
    match json {
        Json::String(text) => Ok(text),
        other => Err(unexpected(what, &other, "a JSON string")),
    }
}

pub(super) fn parsed<T: FromStr>(what: &'static str, json: Json) -> Read<T> {
    let text = text(what, json)?;
    text.parse()
        .map_err(|_| unexpected(what, &Json::String(text), "its text"))
}

pub(super) fn array<T>(
    what: &'static str,
    json: Json,
    item: impl Fn(Json) -> Read<T>,
) -> Read<Vec<T>> {
    match json {
        Json::Array(items) => items.into_iter().map(item).collect(),
        other => Err(unexpected(what, &other, "a JSON array")),
    }
}

fn members<T>(
    what: &'static str,
    json: Json,
    member: impl Fn(Json) -> Read<T>,
) -> Read<IndexMap<String, T>> {
    object(what, json)?
        .into_iter()
        .map(|(name, json)| Ok((name, member(json)?)))
        .collect()
}

pub(super) fn object(what: &'static str, json: Json) -> Read<Map<String, Json>> {
    match json {
        Json::Object(fields) => Ok(fields),
        other => Err(unexpected(what, &other, "a JSON object")),
    }
}

pub(super) fn only_property(what: &'static str, json: Json) -> Read<(String, Json)> {
    let mut fields = object(what, json)?.into_iter();
    match (fields.next(), fields.next()) {
        (Some(only), None) => Ok(only),
        (first, _) => {
            let found = Json::from(first.map(|(name, _)| name));
            Err(unexpected(what, &found, "an object with one property"))
        }
    }
}

/// A missing property reads as `null`, which whoever needs a value then refuses by name.
pub(super) fn take(fields: &mut Map<String, Json>, name: &str) -> Json {
    fields.get_mut(name).map_or(Json::Null, Json::take)
}

pub(super) fn optional<T>(
    fields: &mut Map<String, Json>,
    name: &str,
    read: impl FnOnce(Json) -> Read<T>,
) -> Read<Option<T>> {
    match take(fields, name) {
        Json::Null => Ok(None),
        json => read(json).map(Some),
    }
}

pub(super) fn unexpected(what: &'static str, found: &Json, expected: &'static str) -> ExactError {
    ExactError::Unexpected {
        what,
        found: found.to_string(),
        expected,
    }
}
