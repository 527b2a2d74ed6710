//! Writes rows of the open type: each property after the annotation of its type, where its JSON does not tell it
//! (CA-084).

use dataverse_protocol::odata::json;
use dataverse_protocol::odata::type_name::{NAMESPACE, annotation};
use dataverse_protocol::value::{EXPANDO, Entity, EntityCollection, ManagedProperty, Value};
use serde_json::{Map, Value as Json};

use super::super::{PayloadWriter, write_value};

/// The members of a row of the open type, its `@odata.type` first.
pub fn write_open(row: &Entity, writer: PayloadWriter<'_>) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("@odata.type".to_owned(), named(EXPANDO).into());
    for (name, value) in &row.attributes {
        write_property(name, value, writer, &mut object);
    }
    object
}

/// Writes a property that no table defines.
pub(in crate::payload) fn write_property(
    name: &str,
    value: &Value,
    writer: PayloadWriter<'_>,
    object: &mut Map<String, Json>,
) {
    if let Some(kind) = kind_of(value) {
        object.insert(format!("{name}@odata.type"), kind.into());
    }
    let json = match value {
        Value::Managed(managed) => json::managed(*managed, ManagedProperty::name_behind(name)),
        value => write_value(value, writer),
    };
    object.insert(name.to_owned(), json);
}

/// The type of a value that its JSON does not tell; an object of a row has its own `@odata.type`.
fn kind_of(value: &Value) -> Option<String> {
    match value {
        Value::Collection(rows) => Some(format!("#Collection({NAMESPACE}.{})", type_of(rows))),
        Value::Complex(of) => Some(named(of.kind().name())),
        Value::ComplexCollection(of) => {
            Some(format!("#Collection({NAMESPACE}.{})", of.kind().name()))
        }
        Value::Managed(_) => Some(named("BooleanManagedProperty")),
        value => annotation(value),
    }
}

/// The type that all rows have.
fn type_of(rows: &EntityCollection) -> &str {
    if rows.entities.iter().all(Entity::is_open) {
        return EXPANDO;
    }
    match EntityCollection::table_of(&rows.entities) {
        "" => "crmbaseentity",
        table => table,
    }
}

fn named(name: &str) -> String {
    format!("#{NAMESPACE}.{name}")
}
