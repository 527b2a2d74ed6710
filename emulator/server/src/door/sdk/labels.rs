//! Adds to the rows of a response: formatted values (SO-032), and relationship names for related
//! rows.

use dataverse_operation::rules::{ErrorCodeAsString, Rules};
use dataverse_protocol::request::Outcome;
use dataverse_protocol::soap::Reply;
use dataverse_protocol::value::{Attributes, Entity, EntityCollection, Related, Value};

use super::relationships;
use dataverse_model::metadata::format::{formatted, formatted_alias};
use dataverse_model::metadata::{ENGLISH, EngineTable, Metadata, Table};

/// The column to which the documentation's sample gives the wrong type (C-01).
const ERROR_CODE: &str = "errorcode";

/// The inputs for formatted values.
pub(super) struct Labels<'a> {
    pub(super) metadata: &'a Metadata,
    pub(super) rules: &'a Rules,
    /// The original call, which maps the alias of a joined column to table and column.
    pub(super) reply: &'a Reply,
}

impl Labels<'_> {
    /// Completes all rows of a response, and of the responses inside it.
    pub(super) fn complete(&self, results: &mut Attributes) {
        for value in results.values_mut() {
            match value {
                Value::Entity(entity) => self.row(entity),
                Value::Collection(found) => self.rows(found),
                Value::Responses(responses) => {
                    for (index, response) in responses.iter_mut().enumerate() {
                        self.inside(index).complete(&mut response.results);
                    }
                }
                Value::ResponseItems(items) => {
                    for item in items {
                        if let Outcome::Response(response) = &mut item.outcome {
                            self.inside(item.index).complete(&mut response.results);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The inputs for the response to one of the requests inside the call.
    fn inside(&self, index: usize) -> Self {
        Self {
            reply: self.reply.inside(index),
            ..*self
        }
    }

    fn rows(&self, found: &mut EntityCollection) {
        // A last page has no cookie here.
        if !found.more {
            found.paging_cookie = None;
        }
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
            if let Some(text) = self.label(table, name, value) {
                entity.formatted.entry(name.to_string()).or_insert(text);
            }
        }
    }

    /// The formatted value of a column: of the row's own table, or of a joined one.
    fn label(&self, table: &Table, name: &str, value: &Value) -> Option<String> {
        if let Some(source) = self.reply.aliases().source(name) {
            return formatted_alias(source, value, self.metadata, ENGLISH);
        }
        formatted(table.column(name)?, value, ENGLISH)
    }
}
