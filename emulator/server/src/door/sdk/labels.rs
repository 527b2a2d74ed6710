//! What the SDK sees in a row beside its values: the texts for people (SO-032).

use dataverse_operation::rules::{ErrorCodeAsString, Rules};
use dataverse_protocol::value::{Entity, EntityCollection, Related, Value};

use crate::metadata::format::formatted;
use crate::metadata::{ENGLISH, Keeper, Metadata};

/// The one column whose type the documentation's sample mistakes (C-01).
const ERROR_CODE: &str = "errorcode";

/// Adds to every row in a result what the SDK sees beside its values.
pub(super) fn complete(value: &mut Value, metadata: &Metadata, rules: &Rules) {
    match value {
        Value::Entity(entity) => row(entity, metadata, rules),
        Value::Collection(found) => rows(found, metadata, rules),
        _ => {}
    }
}

fn rows(found: &mut EntityCollection, metadata: &Metadata, rules: &Rules) {
    for entity in &mut found.entities {
        row(entity, metadata, rules);
    }
}

fn row(entity: &mut Entity, metadata: &Metadata, rules: &Rules) {
    for related in entity.related.values_mut() {
        match related {
            Related::One(None) => {}
            Related::One(Some(entity)) => row(entity, metadata, rules),
            Related::Many(found) => rows(found, metadata, rules),
        }
    }
    let Some(table) = metadata.table(&entity.table) else {
        return;
    };
    for (name, value) in &entity.attributes {
        let text = table
            .column(name)
            .and_then(|column| formatted(column, value, ENGLISH));
        if let Some(text) = text {
            entity.formatted.entry(name.clone()).or_insert(text);
        }
    }
    if table.keeper == Keeper::Operations
        && rules.errorcode_as_string == ErrorCodeAsString::On
        && let Some(value) = entity.attributes.get_mut(ERROR_CODE)
        && let Value::Integer(number) = value
    {
        *value = Value::String(number.to_string());
    }
}
