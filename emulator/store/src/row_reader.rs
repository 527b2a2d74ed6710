//! Makes a row of each result of a select.

use dataverse_model::metadata::Table;
use dataverse_protocol::value::{Entity, Name, Value};
use rusqlite::Row;

use crate::bound::{At, Computed};
use crate::date_part::DatePart;
use crate::read::StoreError;
use crate::{aggregate, cell};

/// The position of a value in the result.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Name,
    pub(super) content: Content,
    pub(super) index: usize,
    /// Position of the primary name of the row that a lookup refers to.
    pub(super) display: Option<usize>,
}

/// The source of a field's value.
#[derive(Debug)]
pub(super) enum Content {
    Column(At),
    Date(DatePart),
    Computed(Computed),
}

/// Positions of a row's key and version in the result of a select of rows.
pub(super) const KEY: usize = 0;
const VERSION: usize = 1;

/// Makes the rows of one select. Each begins as a copy of a row that has all names and no values, since to copy a map is
/// cheaper than to look for the place of each name again.
#[derive(Debug)]
pub(super) struct RowReader {
    empty: Entity,
    /// The fields, each with the place of its name in a row.
    fields: Vec<(usize, Field)>,
    has_key: bool,
}

impl RowReader {
    /// A reader of rows of the table, whose key and version are in the result.
    pub(super) fn keyed(table: &Table, fields: Vec<Field>) -> Self {
        Self {
            has_key: true,
            ..Self::unkeyed(table, fields)
        }
    }

    /// A reader of combinations or groups of values.
    pub(super) fn unkeyed(table: &Table, fields: Vec<Field>) -> Self {
        let mut empty = Entity::new(table.logical_name.clone());
        let names = &mut empty.attributes;
        let fields = fields
            .into_iter()
            .map(|field| (names.insert_full(field.name.clone(), Value::Null).0, field))
            .collect();
        Self {
            empty,
            fields,
            has_key: false,
        }
    }

    pub(super) fn read(&self, row: &Row<'_>) -> Result<Entity, StoreError> {
        let mut entity = self.empty.clone();
        for (place, field) in &self.fields {
            let value = value(field, row, &mut entity)?;
            if let Some((_, null)) = entity.attributes.get_index_mut(*place) {
                *null = value;
            }
        }
        if self.has_key {
            entity.id = Some(cell::guid(row.get_ref(KEY)?)?);
            entity.row_version = row.get(VERSION)?;
        }
        Ok(entity)
    }
}

/// Reads the value of a field, and keeps the text that it has beside.
fn value(field: &Field, row: &Row<'_>, entity: &mut Entity) -> Result<Value, StoreError> {
    let mut value = match &field.content {
        Content::Column(at) => cell::read(at.column(), row, field.index)?,
        Content::Date(part) => date(*part, field, row, entity)?,
        Content::Computed(computed) => aggregate::value(computed, row, field.index)?,
    };
    if let (Some(at), Value::Reference(reference)) = (field.display, &mut value)
        && let Some(name) = row.get::<_, Option<String>>(at)?
    {
        entity
            .formatted
            .insert(field.name.to_string(), name.clone());
        reference.name = Some(name);
    }
    Ok(value)
}

/// Reads a part of a date; a fiscal period or year has a name.
fn date(
    kind: DatePart,
    field: &Field,
    row: &Row<'_>,
    entity: &mut Entity,
) -> rusqlite::Result<Value> {
    let Some(part) = row.get::<_, Option<i32>>(field.index)? else {
        return Ok(Value::Null);
    };
    if let Some(name) = kind.name(part.into()) {
        entity.formatted.insert(field.name.to_string(), name);
    }
    Ok(Value::Integer(part))
}
