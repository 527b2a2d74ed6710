//! Writes one value of a row with its annotations, under the name of its column or under an alias.

use std::borrow::Cow;

use dataverse_protocol::odata::json;
use dataverse_protocol::query::alias_sources::AliasSource;
use dataverse_protocol::value::{Entity, ManagedProperty, Value};
use serde_json::Value as Json;

use super::annotations::{ATTRIBUTE_NAME, FORMATTED_VALUE, LOOKUP_TABLE, NAVIGATION_PROPERTY};
use super::members::Members;
use super::row::RowForm;
use super::written::Written;
use crate::metadata::format::{formatted, formatted_alias};
use crate::metadata::{Column, ColumnKind, ENGLISH, Writable};

/// A value of a row, under its name in the row and in the response.
struct Annotated<'a> {
    name: &'a str,
    property: &'a str,
    value: &'a Value,
    entity: &'a Entity,
    form: &'a RowForm<'a>,
}

/// The name of a column's property; that of a lookup is `_x_value` (WA-04A).
pub(super) fn property_of(column: &Column) -> Cow<'_, str> {
    let name = column.logical_name.as_str();
    match column.kind {
        ColumnKind::Lookup { .. } => Cow::Owned(format!("_{name}_value")),
        _ => Cow::Borrowed(name),
    }
}

/// Writes a column of the row's own table as this property.
pub(super) fn write_column(
    column: &Column,
    property: &str,
    value: &Value,
    entity: &Entity,
    form: &RowForm<'_>,
    object: &mut impl Members,
) {
    let name = &column.logical_name;
    if !value.is_null() {
        let annotated = Annotated {
            name,
            property,
            value,
            entity,
            form,
        };
        annotated.formatted(object, || formatted(column, value, ENGLISH));
        if form.writer.annotations.navigation_property {
            annotated.navigation_property(column, object);
        }
        annotated.lookup_table(object);
    }
    object.add(property, written(name, value, form));
}

/// Writes a value of a joined table, a group or an aggregate under its alias, annotated as a column
/// is. A lookup is the id of its row (WA-140).
pub(super) fn write_aliased(
    alias: &str,
    source: AliasSource<'_>,
    value: &Value,
    entity: &Entity,
    form: &RowForm<'_>,
    object: &mut impl Members,
) {
    if !value.is_null() {
        let annotated = Annotated {
            name: alias,
            property: alias,
            value,
            entity,
            form,
        };
        if form.writer.annotations.attribute_name
            && let Some(column) = source.column
        {
            annotated.add(ATTRIBUTE_NAME, column.to_owned(), object);
        }
        annotated.formatted(object, || {
            formatted_alias(source, value, form.writer.metadata, ENGLISH)
        });
        annotated.lookup_table(object);
    }
    let column = source.column.unwrap_or(alias);
    object.add(alias, written(column, value, form));
}

impl Annotated<'_> {
    fn add(&self, annotation: &str, text: String, object: &mut impl Members) {
        object.add(&format!("{}@{annotation}", self.property), text);
    }

    /// The formatted value of a lookup is the name of its row, that of a group by fiscal periods their name (WA-1AA).
    fn formatted(&self, object: &mut impl Members, label: impl FnOnce() -> Option<String>) {
        if !self.form.writer.annotations.formatted_value {
            return;
        }
        let given = || self.entity.formatted.get(self.name).cloned();
        let text = match self.value {
            Value::Reference(reference) => reference.name.clone().or_else(given),
            _ => given().or_else(label),
        };
        if let Some(text) = text {
            self.add(FORMATTED_VALUE, text, object);
        }
    }

    /// Lookups that only the system sets have no such annotation (WA-142).
    fn navigation_property(&self, column: &Column, object: &mut impl Members) {
        let Value::Reference(reference) = self.value else {
            return;
        };
        let target = column
            .targets()
            .iter()
            .find(|target| target.table == reference.table && column.write != Writable::Never);
        if let Some(target) = target {
            self.add(NAVIGATION_PROPERTY, target.navigation.clone(), object);
        }
    }

    fn lookup_table(&self, object: &mut impl Members) {
        if let Value::Reference(reference) = self.value
            && self.form.writer.annotations.lookup_table
        {
            self.add(LOOKUP_TABLE, reference.table.clone(), object);
        }
    }
}

fn written<'v>(column: &str, value: &'v Value, form: &RowForm<'_>) -> Written<'v> {
    match value {
        Value::String(text) => Written::Text(Cow::Borrowed(text)),
        Value::Guid(id) => Written::Id(*id),
        Value::Reference(reference) => Written::Id(reference.id),
        Value::Managed(managed) => {
            json::managed(*managed, ManagedProperty::name_behind(column)).into()
        }
        other => json::write(other, form.writer.numbers)
            .unwrap_or(Json::Null)
            .into(),
    }
}

/// A value of a row that is not among its columns: its key or its version.
pub(super) fn kept_beside(column: &Column, entity: &Entity) -> Option<Value> {
    match (column.logical_name.as_str(), &column.kind) {
        ("versionnumber", _) => entity.row_version.map(Value::BigInt),
        (_, ColumnKind::Uniqueidentifier) => entity.id.map(Value::Guid),
        _ => None,
    }
}
