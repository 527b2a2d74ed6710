//! Writes one value as OData JSON, nested rows included (2.5, CA-053..CA-055).

use dataverse_operation::rules::Rules;
use dataverse_protocol::odata::json;
use dataverse_protocol::value::{Entity, Value};
use serde_json::{Map, Value as Json, json};

use super::annotations::RowAnnotations;
use super::property::property_name;
use super::row::{RowForm, write_row};
use crate::metadata::Metadata;

/// The JSON of a value. Nested rows have their type, because nothing else names it, and the given
/// annotations.
pub fn write_value(
    value: &Value,
    metadata: &Metadata,
    rules: &Rules,
    annotations: RowAnnotations,
) -> Json {
    match value {
        Value::Entity(entity) => typed(entity, metadata, rules, annotations),
        Value::Collection(rows) => rows
            .entities
            .iter()
            .map(|entity| typed(entity, metadata, rules, annotations))
            .collect(),
        Value::Reference(reference) => {
            let key = metadata
                .table(&reference.table)
                .map_or("id", |table| table.primary_id.as_str());
            json!({
                "@odata.type": type_name(&reference.table),
                key: reference.id.to_string(),
            })
        }
        other => json::write(other).unwrap_or(Json::Null),
    }
}

fn typed(entity: &Entity, metadata: &Metadata, rules: &Rules, annotations: RowAnnotations) -> Json {
    let mut object = Map::new();
    object.insert("@odata.type".to_owned(), type_name(&entity.table).into());
    match metadata.table(&entity.table) {
        Some(table) => {
            let form = RowForm::given(metadata, rules, annotations);
            object.extend(write_row(table, entity, &form));
        }
        None => object.extend(entity.attributes.iter().map(|(name, value)| {
            (
                property_name(name, value),
                write_value(value, metadata, rules, annotations),
            )
        })),
    }
    Json::Object(object)
}

fn type_name(table: &str) -> String {
    format!("#Microsoft.Dynamics.CRM.{table}")
}
