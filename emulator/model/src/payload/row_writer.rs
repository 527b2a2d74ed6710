//! Writes rows as OData JSON objects: columns, joined columns, aggregates and related rows, with the requested annotations
//! (BG-05E, WA-04A, WA-07F). What is written of each is found once for all rows of a response.

use std::borrow::Cow;

use dataverse_protocol::query::Columns;
use dataverse_protocol::query::alias_sources::AliasSource;
use dataverse_protocol::value::{Entity, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::annotations::RowAnnotations;
use super::members::{Members, Text};
use super::property::{kept_beside, property_of, write_aliased, write_column};
use super::related::write_related;
use super::row::{PARTITION, RowForm};
use super::{etag_of, write_value};
use crate::metadata::{Column, Table, TableKind};

/// Writes rows of one table in one form.
pub struct RowWriter<'a> {
    table: &'a Table,
    form: &'a RowForm<'a>,
    /// The form without annotations: a column that was not requested has none (BG-05C).
    bare: RowForm<'a>,
    /// The columns that the form names; `None` for those that each row has.
    columns: Option<(&'a Columns, Vec<Property<'a>>)>,
    /// The columns that every row has besides.
    added: Vec<Property<'a>>,
}

/// A name in a row, and what it names.
struct Property<'a> {
    name: &'a str,
    content: Content<'a>,
}

enum Content<'a> {
    Column(&'a Column, Cow<'a, str>),
    Alias(AliasSource<'a>),
    /// A name that no table has, in a row that code has made.
    Unknown,
}

impl<'a> Property<'a> {
    fn of(name: &'a str, table: &'a Table, form: &RowForm<'a>) -> Self {
        let alias = form.aliases.and_then(|aliases| aliases.source(name));
        let content = match (alias, table.column(name)) {
            (Some(source), _) => Content::Alias(source),
            (None, Some(column)) => Content::Column(column, property_of(column)),
            (None, None) => Content::Unknown,
        };
        Self { name, content }
    }

    fn write(&self, value: &Value, entity: &Entity, form: &RowForm<'_>, object: &mut impl Members) {
        if value.is_null() && !form.writes_nulls() {
            return;
        }
        match &self.content {
            Content::Alias(source) => {
                write_aliased(self.name, *source, value, entity, form, object);
            }
            Content::Column(column, property) => {
                write_column(column, property, value, entity, form, object);
            }
            Content::Unknown => object.add(self.name, write_value(value, form.writer)),
        }
    }

    /// Writes the value that a row has for the name, which is probably at this place.
    fn write_of(
        &self,
        place: usize,
        entity: &Entity,
        form: &RowForm<'_>,
        object: &mut impl Members,
    ) {
        let attributes = &entity.attributes;
        let value = match attributes.get_index(place) {
            Some((name, value)) if name == self.name => Some(value),
            _ => attributes.get(self.name),
        };
        match (value, &self.content) {
            (Some(value), _) => self.write(value, entity, form, object),
            (None, Content::Column(column, _)) => {
                let kept = kept_beside(column, entity).unwrap_or(Value::Null);
                self.write(&kept, entity, form, object);
            }
            (None, _) => self.write(&Value::Null, entity, form, object),
        }
    }
}

impl<'a> RowWriter<'a> {
    /// Prepares to write rows of a table. No column of the form is named twice.
    pub fn new(table: &'a Table, form: &'a RowForm<'a>) -> Self {
        let property = |name: &'a str| Property::of(name, table, form);
        let columns = form.columns.map(|columns| {
            let properties = match columns {
                Columns::All => {
                    let columns = table.columns.values();
                    let readable =
                        columns.filter(|column| column.is_readable() && column.is_among_all());
                    readable
                        .map(|column| property(&column.logical_name))
                        .collect()
                }
                Columns::Named(names) => names.iter().map(|name| property(name)).collect(),
            };
            (columns, properties)
        });
        let added = match form.columns {
            Some(Columns::Named(names)) => added(table)
                .filter(|name| !names.iter().any(|named| named == name))
                .map(property)
                .collect(),
            Some(Columns::All) | None => Vec::new(),
        };
        let bare = RowForm {
            writer: form.writer.with_annotations(RowAnnotations::NONE),
            ..*form
        };
        Self {
            table,
            form,
            bare,
            columns,
            added,
        }
    }

    /// The row as something that is serialized as its JSON object, without an object of values between.
    pub fn text<'r>(&'r self, entity: &'r Entity) -> impl Serialize + use<'r, 'a> {
        RowText {
            writer: self,
            entity,
        }
    }

    fn write(&self, entity: &Entity, object: &mut impl Members) {
        let Self { table, form, .. } = self;
        if let Some(version) = entity.row_version {
            object.add("@odata.etag", etag_of(table, version, form.writer.rules));
        }
        // An aggregate is no row of a table: it has only the computed values under their aliases.
        match self.columns.as_ref().filter(|_| entity.id.is_some()) {
            Some((columns, properties)) => {
                for (place, property) in properties.iter().enumerate() {
                    property.write_of(place, entity, form, object);
                }
                self.write_others(columns, properties, entity, object);
            }
            None => {
                for (name, value) in &entity.attributes {
                    Property::of(name, table, form).write(value, entity, form, object);
                }
            }
        }
        for (name, related) in &entity.related {
            write_related(table, name, related, entity, form, object);
        }
    }

    /// Writes what a row has besides the requested columns: values that are no column's, and the columns of every row.
    fn write_others(
        &self,
        columns: &Columns,
        properties: &[Property<'_>],
        entity: &Entity,
        object: &mut impl Members,
    ) {
        for (place, (name, value)) in entity.attributes.iter().enumerate() {
            let is_written = properties.get(place).is_some_and(|it| name == it.name);
            if !is_written && self.table.column(name).is_none() && !is_named(columns, name) {
                Property::of(name, self.table, self.form).write(value, entity, self.form, object);
            }
        }
        for property in &self.added {
            // The partition of an elastic row is there if it is not null (BG-05C).
            if property.name != PARTITION || entity.get(PARTITION).is_some() {
                property.write_of(usize::MAX, entity, &self.bare, object);
            }
        }
    }
}

/// A row that is serialized as its JSON object.
struct RowText<'r, 'a> {
    writer: &'r RowWriter<'a>,
    entity: &'r Entity,
}

impl Serialize for RowText<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = Text {
            members: serializer.serialize_map(None)?,
            error: None,
        };
        self.writer.write(self.entity, &mut text);
        match text.error {
            None => text.members.end(),
            Some(error) => Err(error),
        }
    }
}

/// The members of a row's JSON object, `@odata.etag` first.
pub fn write_row(table: &Table, entity: &Entity, form: &RowForm<'_>) -> Map<String, Json> {
    let mut object = Map::new();
    RowWriter::new(table, form).write(entity, &mut object);
    object
}

/// Whether a request has named this column.
fn is_named(columns: &Columns, name: &str) -> bool {
    match columns {
        Columns::All => false,
        Columns::Named(names) => names.iter().any(|known| known == name),
    }
}

/// The columns that every row has: the primary key, and for an elastic table the version and the partition.
fn added(table: &Table) -> impl Iterator<Item = &str> {
    let elastic = ["versionnumber", PARTITION];
    let elastic = elastic
        .into_iter()
        .filter(|_| table.kind == TableKind::Elastic);
    std::iter::once(table.primary_id.as_str()).chain(elastic)
}
