//! Writes a row as an OData JSON object: columns, joined columns, aggregates and related rows, with
//! the requested annotations (BG-05E, WA-04A, WA-07F).

use dataverse_operation::rules::FetchXmlNulls;
use dataverse_protocol::odata::expand::Expand;
use dataverse_protocol::query::Columns;
use dataverse_protocol::query::alias_sources::AliasSources;
use dataverse_protocol::value::{Entity, Value};
use serde_json::{Map, Value as Json};

use super::annotations::RowAnnotations;
use super::property::{write_aliased, write_column};
use super::related::write_related;
use super::{PayloadWriter, etag_of, write_value};
use crate::metadata::{Table, TableKind};

/// The partition of an elastic row; responses have it if it is not null (BG-05C).
pub use crate::metadata::table::PARTITION;

/// Which parts of rows are written, decided once for all rows of a response.
#[derive(Clone, Copy)]
pub struct RowForm<'a> {
    pub(super) writer: PayloadWriter<'a>,
    /// The columns to write; `None` for those that the row has.
    pub(super) columns: Option<&'a Columns>,
    /// The origins of the values under aliases, for rows of a FetchXML query.
    pub(super) aliases: Option<&'a AliasSources>,
    pub(super) expand: &'a [Expand],
    /// `{org}/api/data/v9.2`, with which the addresses in a row begin.
    pub(super) base: &'a str,
    pub(super) next_links: NextLinks,
}

/// Whether expanded collections are followed by the address of the collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextLinks {
    /// In the rows of a query (WA-145).
    Written,
    /// In a row that is retrieved by its key.
    Omitted,
}

impl<'a> RowForm<'a> {
    /// The columns that a request selected.
    pub const fn selected(writer: PayloadWriter<'a>, columns: &'a Columns) -> Self {
        Self {
            columns: Some(columns),
            ..Self::given(writer)
        }
    }

    /// The columns that the row has, for rows inside parameters and results.
    pub const fn given(writer: PayloadWriter<'a>) -> Self {
        Self {
            writer,
            columns: None,
            aliases: None,
            expand: &[],
            base: "",
            next_links: NextLinks::Omitted,
        }
    }

    /// The same form for rows of a FetchXML query with these aliases.
    #[must_use]
    pub const fn fetched(mut self, aliases: &'a AliasSources) -> Self {
        self.aliases = Some(aliases);
        self
    }

    /// The same form for rows with expanded properties.
    #[must_use]
    pub const fn expanded(
        mut self,
        expand: &'a [Expand],
        base: &'a str,
        next_links: NextLinks,
    ) -> Self {
        self.expand = expand;
        self.base = base;
        self.next_links = next_links;
        self
    }

    /// Whether a column without a value is written.
    fn writes_nulls(&self) -> bool {
        self.aliases.is_none() || self.writer.rules.fetch_xml_nulls == FetchXmlNulls::Written
    }
}

/// The members of a row's JSON object, `@odata.etag` first.
pub fn write_row(table: &Table, entity: &Entity, form: &RowForm<'_>) -> Map<String, Json> {
    let mut object = Map::new();
    if let Some(version) = entity.row_version {
        let tag = etag_of(table, version, form.writer.rules);
        object.insert("@odata.etag".to_owned(), tag.into());
    }
    let bare = RowForm {
        writer: form.writer.with_annotations(RowAnnotations::NONE),
        ..*form
    };
    for (name, asked) in names(table, entity, form) {
        let form = match asked {
            Asked::For => form,
            Asked::Not => &bare,
        };
        write_name(table, name, entity, form, &mut object);
    }
    for (name, related) in &entity.related {
        write_related(table, name, related, entity, form, &mut object);
    }
    object
}

fn write_name(
    table: &Table,
    name: &str,
    entity: &Entity,
    form: &RowForm<'_>,
    object: &mut Map<String, Json>,
) {
    let alias = form.aliases.and_then(|aliases| aliases.source(name));
    let column = table.column(name);
    let kept = column.and_then(|column| super::property::kept_beside(column, entity));
    let value = entity.attributes.get(name).or(kept.as_ref());
    let value = value.unwrap_or(&Value::Null);
    if value.is_null() && !form.writes_nulls() {
        return;
    }
    match (alias, column) {
        (Some(source), _) => write_aliased(name, source, value, entity, form, object),
        (None, Some(column)) => write_column(column, value, entity, form, object),
        // A name that no table has, in a row that code has made.
        (None, None) => {
            let value = write_value(value, form.writer);
            object.insert(name.to_owned(), value);
        }
    }
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
