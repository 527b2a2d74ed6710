//! Values to their exact text.

use serde_json::{Map, Value as Json};

use super::{ExactError, MAX_DEPTH, organization, query, tag};
use crate::query::Columns;
use crate::request::OrganizationRequest;
use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, ManagedProperty, Related, Value,
};

/// The exact text of parameters or outputs, in their order.
///
/// # Errors
///
/// [`ExactError::TooDeep`] when they are nested deeper than [`MAX_DEPTH`].
pub fn write(values: &Attributes) -> Result<String, ExactError> {
    let json = attributes(values);
    if depth(&json) > MAX_DEPTH {
        return Err(ExactError::TooDeep { limit: MAX_DEPTH });
    }
    Ok(json.to_string())
}

fn depth(json: &Json) -> usize {
    match json {
        Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Json::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or_default(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 0,
    }
}

fn attributes(values: &Attributes) -> Json {
    values
        .iter()
        .map(|(name, of)| (name.clone(), value(of)))
        .collect::<Map<_, _>>()
        .into()
}

pub(super) fn value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(truth) => Json::Bool(*truth),
        Value::String(text) => Json::String(text.clone()),
        Value::Integer(number) => tagged(tag::INTEGER, *number),
        Value::OptionSet(number) => tagged(tag::OPTION_SET, *number),
        Value::BigInt(number) => tagged(tag::BIG_INT, number.to_string()),
        Value::Decimal(number) => tagged(tag::DECIMAL, number.to_string()),
        Value::Double(number) => tagged(tag::DOUBLE, format!("{number:?}")),
        Value::Money(number) => tagged(tag::MONEY, number.to_string()),
        Value::DateTime(instant) => tagged(tag::DATE_TIME, instant.to_string()),
        Value::Date(date) => tagged(tag::DATE, date.to_string()),
        Value::Guid(id) => tagged(tag::GUID, id.to_string()),
        Value::Strings(texts) => tagged(tag::STRINGS, texts.clone()),
        Value::Reference(of) => tagged(tag::REFERENCE, reference(of)),
        Value::Entity(of) => tagged(tag::ENTITY, entity(of)),
        Value::Collection(of) => tagged(tag::COLLECTION, collection(of)),
        Value::Managed(of) => tagged(tag::MANAGED, managed(*of)),
        Value::Columns(of) => tagged(tag::COLUMNS, columns(of)),
        Value::Request(of) => tagged(tag::REQUEST, request(of)),
        Value::Query(of) => tagged(tag::QUERY, query::write(of)),
        Value::Organization(of) => tagged(tag::ORGANIZATION, organization::write(of)),
    }
}

/// The names, or `null` for every column.
pub(super) fn columns(of: &Columns) -> Json {
    match of {
        Columns::All => Json::Null,
        Columns::Named(names) => names.clone().into(),
    }
}

pub(super) fn tagged(tag: &str, json: impl Into<Json>) -> Json {
    Json::Object(Map::from_iter([(tag.to_owned(), json.into())]))
}

fn reference(of: &EntityReference) -> Json {
    let mut json = Fields::default();
    json.put(tag::TABLE, of.table.as_str());
    json.put(tag::ID, of.id.to_string());
    json.put_if(tag::NAME, of.name.as_deref());
    json.finish()
}

fn entity(of: &Entity) -> Json {
    let mut json = Fields::default();
    json.put(tag::TABLE, of.table.as_str());
    json.put_if(tag::ID, of.id.map(|id| id.to_string()));
    json.put_if(
        tag::ROW_VERSION,
        of.row_version.map(|version| version.to_string()),
    );
    if !of.attributes.is_empty() {
        json.put(tag::ATTRIBUTES, attributes(&of.attributes));
    }
    if !of.related.is_empty() {
        let related: Map<_, _> = of
            .related
            .iter()
            .map(|(navigation, rows)| (navigation.clone(), related(rows)))
            .collect();
        json.put(tag::RELATED, related);
    }
    if !of.formatted.is_empty() {
        let texts: Map<_, _> = of
            .formatted
            .iter()
            .map(|(column, text)| (column.clone(), Json::from(text.as_str())))
            .collect();
        json.put(tag::FORMATTED, texts);
    }
    json.finish()
}

fn related(rows: &Related) -> Json {
    match rows {
        Related::One(None) => tagged(tag::ONE, Json::Null),
        Related::One(Some(row)) => tagged(tag::ONE, entity(row)),
        Related::Many(rows) => tagged(tag::MANY, collection(rows)),
    }
}

fn collection(of: &EntityCollection) -> Json {
    let mut json = Fields::default();
    json.put(tag::TABLE, of.table.as_str());
    let entities: Vec<Json> = of.entities.iter().map(entity).collect();
    json.put(tag::ENTITIES, entities);
    json.put(tag::MORE, of.more);
    json.put_if(tag::PAGING_COOKIE, of.paging_cookie.as_deref());
    json.put_if(tag::TOTAL, of.total.map(|total| total.to_string()));
    json.finish()
}

fn managed(of: ManagedProperty) -> Json {
    let mut json = Fields::default();
    json.put(tag::VALUE, of.value);
    json.put(tag::CAN_BE_CHANGED, of.can_be_changed);
    json.finish()
}

fn request(of: &OrganizationRequest) -> Json {
    let mut json = Fields::default();
    json.put(tag::NAME, of.name.as_str());
    json.put(tag::PARAMETERS, attributes(&of.parameters));
    json.finish()
}

/// The properties of an object under construction.
#[derive(Default)]
pub(super) struct Fields(Map<String, Json>);

impl Fields {
    pub(super) fn put(&mut self, name: &str, value: impl Into<Json>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// What is absent is left out, which is what the reader takes a missing property for.
    pub(super) fn put_if(&mut self, name: &str, value: Option<impl Into<Json>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    pub(super) fn finish(self) -> Json {
        Json::Object(self.0)
    }
}
