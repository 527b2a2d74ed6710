//! Writes a row as an OData JSON object: columns, and the requested annotations (BG-05E, WA-04A,
//! WA-07F).

use dataverse_operation::rules::Rules;
use dataverse_protocol::odata::json;
use dataverse_protocol::prefer::AnnotationFilter;
use dataverse_protocol::query::Columns;
use dataverse_protocol::value::{Entity, ManagedProperty, Related, Value};
use serde_json::{Map, Value as Json};

use super::etag_of;
use crate::metadata::format::formatted;
use crate::metadata::{Column, ColumnKind, ENGLISH, Metadata, Navigation, Table, TableKind};

/// The partition of an elastic row; responses have it if it is not null (BG-05C).
pub const PARTITION: &str = "partitionid";
const FORMATTED_VALUE: &str = "OData.Community.Display.V1.FormattedValue";
const ASSOCIATED: &str = "Microsoft.Dynamics.CRM.associatednavigationproperty";
const LOOKUP_TABLE: &str = "Microsoft.Dynamics.CRM.lookuplogicalname";

/// Which parts of rows are written.
pub struct RowForm<'a> {
    metadata: &'a Metadata,
    rules: &'a Rules,
    /// The columns to write, nulls included; `None` for those that the row has.
    columns: Option<&'a Columns>,
    annotations: Option<&'a AnnotationFilter>,
}

impl<'a> RowForm<'a> {
    /// The columns that a request selected, with the requested annotations.
    pub const fn selected(
        metadata: &'a Metadata,
        rules: &'a Rules,
        columns: &'a Columns,
        annotations: Option<&'a AnnotationFilter>,
    ) -> Self {
        Self {
            metadata,
            rules,
            columns: Some(columns),
            annotations,
        }
    }

    /// The columns that the row has, for rows inside parameters and results.
    pub(super) const fn given(metadata: &'a Metadata, rules: &'a Rules) -> Self {
        Self {
            metadata,
            rules,
            columns: None,
            annotations: None,
        }
    }

    fn wants(&self, annotation: &str) -> bool {
        self.annotations
            .is_some_and(|filter| filter.includes(annotation))
    }
}

/// The members of a row's JSON object, `@odata.etag` first.
pub fn write_row(table: &Table, entity: &Entity, form: &RowForm<'_>) -> Map<String, Json> {
    let mut object = Map::new();
    if let Some(version) = entity.row_version {
        let tag = etag_of(table, version, form.rules);
        object.insert("@odata.etag".to_owned(), tag.into());
    }
    let bare = RowForm {
        annotations: None,
        ..*form
    };
    for (name, asked) in names(table, entity, form) {
        let form = match asked {
            Asked::For => form,
            Asked::Not => &bare,
        };
        match table.column(name) {
            Some(column) => write_column(column, entity, form, &mut object),
            // Linked columns and aggregates have no column here; their values are written as they
            // are.
            None => {
                if let Some(value) = entity.attributes.get(name) {
                    let value = super::write_value(value, form.metadata, form.rules);
                    object.insert(name.to_owned(), value);
                }
            }
        }
    }
    for (name, related) in &entity.related {
        object.insert(name.clone(), write_related(table, name, related, form));
    }
    object
}

/// Whether a request selected a column; a column that was added has no annotations (BG-05C).
#[derive(Clone, Copy)]
enum Asked {
    For,
    Not,
}

/// The columns to write, in order. Adds the primary key, and for an elastic table the version, and
/// the partition if it is not null (BG-05C).
fn names<'a>(table: &'a Table, entity: &'a Entity, form: &RowForm<'a>) -> Vec<(&'a str, Asked)> {
    // An aggregate is no row of a table: it has only the computed values under their aliases.
    let columns = form.columns.filter(|_| entity.id.is_some());
    let mut asked: Vec<&str> = match columns {
        Some(Columns::All) => table
            .columns
            .values()
            .filter(|column| column.is_readable())
            .map(|column| column.logical_name.as_str())
            .collect(),
        Some(Columns::Named(columns)) => columns.iter().map(String::as_str).collect(),
        None => entity.attributes.keys().map(String::as_str).collect(),
    };
    let joined = entity
        .attributes
        .keys()
        .filter(|name| columns.is_some() && table.column(name).is_none());
    asked.extend(joined.map(String::as_str));
    let mut unasked = Vec::new();
    if columns.is_some() {
        let mut always = vec![table.primary_id.as_str()];
        if table.kind == TableKind::Elastic {
            always.push("versionnumber");
            if entity.get(PARTITION).is_some() {
                always.push(PARTITION);
            }
        }
        for name in always {
            if !asked.contains(&name) {
                unasked.push(name);
            }
        }
    }
    let asked = asked.into_iter().map(|name| (name, Asked::For));
    let unasked = unasked.into_iter().map(|name| (name, Asked::Not));
    asked.chain(unasked).collect()
}

fn write_column(
    column: &Column,
    entity: &Entity,
    form: &RowForm<'_>,
    object: &mut Map<String, Json>,
) {
    let name = &column.logical_name;
    let kept = kept_beside(column, entity);
    let value = entity
        .attributes
        .get(name)
        .or(kept.as_ref())
        .unwrap_or(&Value::Null);
    let property = match column.kind {
        ColumnKind::Lookup { .. } => format!("_{name}_value"),
        _ => name.clone(),
    };
    if !value.is_null() {
        annotate(column, &property, value, entity, form, object);
    }
    let written = match value {
        Value::Reference(reference) => reference.id.to_string().into(),
        Value::Managed(managed) => json::managed(*managed, ManagedProperty::name_behind(name)),
        other => json::write(other).unwrap_or(Json::Null),
    };
    object.insert(property, written);
}

/// A value of a row that is not among its columns: its key or its version.
fn kept_beside(column: &Column, entity: &Entity) -> Option<Value> {
    match (column.logical_name.as_str(), &column.kind) {
        ("versionnumber", _) => entity.row_version.map(Value::BigInt),
        (_, ColumnKind::Uniqueidentifier) => entity.id.map(Value::Guid),
        _ => None,
    }
}

fn annotate(
    column: &Column,
    property: &str,
    value: &Value,
    entity: &Entity,
    form: &RowForm<'_>,
    object: &mut Map<String, Json>,
) {
    let mut add = |annotation: &str, text: String| {
        object.insert(format!("{property}@{annotation}"), text.into());
    };
    if let Value::Reference(reference) = value {
        let target = column
            .targets()
            .iter()
            .find(|target| target.table == reference.table);
        if let Some(target) = target.filter(|_| form.wants(ASSOCIATED)) {
            add(ASSOCIATED, target.navigation.clone());
        }
        if form.wants(LOOKUP_TABLE) {
            add(LOOKUP_TABLE, reference.table.clone());
        }
    }
    if form.wants(FORMATTED_VALUE) {
        let text = match value {
            Value::Reference(reference) => reference
                .name
                .clone()
                .or_else(|| entity.formatted.get(&column.logical_name).cloned()),
            other => formatted(column, other, ENGLISH),
        };
        if let Some(text) = text {
            add(FORMATTED_VALUE, text);
        }
    }
}

fn write_related(table: &Table, name: &str, related: &Related, form: &RowForm<'_>) -> Json {
    let other = match form.metadata.navigation(table, name) {
        Some(Navigation::One { target, .. }) => form.metadata.table(&target.table),
        Some(Navigation::Many { table, .. } | Navigation::Across { table, .. }) => Some(table),
        None => None,
    };
    let Some(other) = other else {
        return Json::Null;
    };
    let form = RowForm {
        columns: None,
        ..*form
    };
    let write = |entity: &Entity| {
        let mut object = write_row(other, entity, &form);
        if let Some(id) = entity.id {
            object
                .entry(other.primary_id.clone())
                .or_insert_with(|| id.to_string().into());
        }
        Json::Object(object)
    };
    match related {
        Related::One(entity) => entity.as_deref().map_or(Json::Null, write),
        Related::Many(rows) => rows.entities.iter().map(write).collect(),
    }
}

/// The JSON name of a column with this value.
pub(super) fn property_name(name: &str, value: &Value) -> String {
    match value {
        Value::Reference(_) => format!("_{name}_value"),
        _ => name.to_owned(),
    }
}
