//! Writes one value as OData JSON, nested rows included (2.5, CA-053..CA-055).

use dataverse_protocol::odata::json;
use dataverse_protocol::value::{Entity, Value};
use serde_json::{Map, Value as Json, json};

use super::open::{write_open, write_property};
use super::row::RowForm;
use super::row_writer::write_row;
use super::{PayloadWriter, complex};

/// The JSON of a value. Nested rows have their type, because nothing else names it.
pub fn write_value(value: &Value, writer: PayloadWriter<'_>) -> Json {
    match value {
        Value::Entity(entity) => typed(entity, writer),
        Value::Collection(rows) => rows
            .entities
            .iter()
            .map(|entity| typed(entity, writer))
            .collect(),
        Value::Reference(reference) => {
            let key = writer
                .metadata
                .table(&reference.table)
                .map_or("id", |table| table.primary_id.as_str());
            json!({
                "@odata.type": type_name(&reference.table),
                key: reference.id.to_string(),
            })
        }
        Value::Complex(of) => {
            let mut json = json::write(value, writer.numbers).unwrap_or(Json::Null);
            complex::write_instance(of, &mut json, writer);
            json
        }
        Value::ComplexCollection(all) => {
            let mut json = json::write(value, writer.numbers).unwrap_or(Json::Null);
            let items = json.as_array_mut().into_iter().flatten();
            for (of, json) in all.items().iter().zip(items) {
                complex::write_instance(of, json, writer);
            }
            json
        }
        other => json::write(other, writer.numbers).unwrap_or(Json::Null),
    }
}

fn typed(entity: &Entity, writer: PayloadWriter<'_>) -> Json {
    if entity.is_open() {
        return Json::Object(write_open(entity, writer));
    }
    let mut object = Map::new();
    object.insert("@odata.type".to_owned(), type_name(&entity.table).into());
    match writer.metadata.table(&entity.table) {
        Some(table) => {
            let form = RowForm::given(writer);
            object.extend(write_row(table, entity, &form));
        }
        None => {
            for (name, value) in &entity.attributes {
                write_property(name, value, writer, &mut object);
            }
        }
    }
    Json::Object(object)
}

pub(super) fn type_name(table: &str) -> String {
    format!("#Microsoft.Dynamics.CRM.{table}")
}
