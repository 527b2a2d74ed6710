//! What the SDK sees in a row beside its values: the texts for people (SO-032), and related rows by
//! their relationship.

use dataverse_bug::Bug;
use dataverse_operation::rules::{ErrorCodeAsString, Rules};
use dataverse_protocol::soap::Reply;
use dataverse_protocol::value::{Entity, EntityCollection, Related, Value};

use super::relationships;
use dataverse_model::metadata::format::formatted;
use dataverse_model::metadata::{ENGLISH, EngineTable, Metadata, Table};

/// The one column whose type the documentation's sample mistakes (C-01).
const ERROR_CODE: &str = "errorcode";

/// What the labels of an answer depend on.
pub(super) struct Labels<'a> {
    pub(super) metadata: &'a Metadata,
    pub(super) rules: &'a Rules,
    /// Knows which column of which joined table stands behind a name.
    pub(super) reply: &'a Reply,
}

impl Labels<'_> {
    /// Adds to every row in a result what the SDK sees beside its values.
    pub(super) fn complete(&self, value: &mut Value) {
        match value {
            Value::Entity(entity) => self.row(entity),
            Value::Collection(found) => self.rows(found),
            _ => {}
        }
    }

    fn rows(&self, found: &mut EntityCollection) {
        for entity in &mut found.entities {
            self.row(entity);
        }
    }

    fn row(&self, entity: &mut Entity) {
        relationships::outward(entity, self.metadata);
        for related in entity.related.values_mut() {
            match related {
                Related::One(None) => {}
                Related::One(Some(entity)) => self.row(entity),
                Related::Many(found) => self.rows(found),
            }
        }
        let Some(table) = self.metadata.table(&entity.table) else {
            return;
        };
        if table.engine == Some(EngineTable::Operations)
            && self.rules.errorcode_as_string == ErrorCodeAsString::On
            && let Some(value) = entity.attributes.get_mut(ERROR_CODE)
            && let Value::Integer(number) = value
        {
            *value = Value::String(number.to_string());
        }
        for (name, value) in &entity.attributes {
            if let Some(text) = self.label(table, name, value)
                && !Bug::NoLabels.is_on()
            {
                entity.formatted.entry(name.clone()).or_insert(text);
            }
        }
    }

    /// The text of a value: of the row's own column, or of the one that its name stands for.
    fn label(&self, table: &Table, name: &str, value: &Value) -> Option<String> {
        if let Some((other, column)) = self.reply.origin(name) {
            let column = self.metadata.table(&other)?.column(&column)?;
            return formatted(column, value, ENGLISH);
        }
        formatted(table.column(name)?, value, ENGLISH)
    }
}
