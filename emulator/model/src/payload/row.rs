//! Writes a row as an OData JSON object: columns, joined columns, aggregates and related rows, with
//! the requested annotations (BG-05E, WA-04A, WA-07F).

use dataverse_operation::rules::FetchXmlNulls;
use dataverse_protocol::odata::expand::Expand;
use dataverse_protocol::query::Columns;
use dataverse_protocol::query::alias_sources::AliasSources;
use dataverse_protocol::value::{Entity, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
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

/// Where the members of a row go, each of which comes once.
pub(super) trait Members {
    fn add(&mut self, name: &str, value: Json);
}

impl Members for Map<String, Json> {
    fn add(&mut self, name: &str, value: Json) {
        self.insert(name.to_owned(), value);
    }
}

/// Members that become text at once; the first error is kept.
struct Text<M: SerializeMap> {
    members: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> Members for Text<M> {
    fn add(&mut self, name: &str, value: Json) {
        if self.error.is_none() {
            self.error = self.members.serialize_entry(name, &value).err();
        }
    }
}

/// A row that is serialized as its JSON object, without an object of values in between: for pages of many rows.
pub struct RowText<'a> {
    /// The table of the row.
    pub table: &'a Table,
    /// The row.
    pub entity: &'a Entity,
    /// Which parts of it are written; no column of the form is named twice.
    pub form: &'a RowForm<'a>,
}

impl Serialize for RowText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = Text {
            members: serializer.serialize_map(None)?,
            error: None,
        };
        write_members(self.table, self.entity, self.form, &mut text);
        match text.error {
            None => text.members.end(),
            Some(error) => Err(error),
        }
    }
}

/// The members of a row's JSON object, `@odata.etag` first.
pub fn write_row(table: &Table, entity: &Entity, form: &RowForm<'_>) -> Map<String, Json> {
    let mut object = Map::new();
    write_members(table, entity, form, &mut object);
    object
}

fn write_members(table: &Table, entity: &Entity, form: &RowForm<'_>, object: &mut impl Members) {
    if let Some(version) = entity.row_version {
        let tag = etag_of(table, version, form.writer.rules);
        object.add("@odata.etag", tag.into());
    }
    let bare = RowForm {
        writer: form.writer.with_annotations(RowAnnotations::NONE),
        ..*form
    };
    // An aggregate is no row of a table: it has only the computed values under their aliases.
    let columns = form.columns.filter(|_| entity.id.is_some());
    let mut write = |name: &str, form: &RowForm<'_>| write_name(table, name, entity, form, object);
    match columns {
        Some(Columns::All) => {
            let columns = table.columns.values();
            for column in columns.filter(|column| column.is_readable()) {
                write(&column.logical_name, form);
            }
        }
        Some(Columns::Named(columns)) => columns.iter().for_each(|name| write(name, form)),
        None => entity.attributes.keys().for_each(|name| write(name, form)),
    }
    if let Some(columns) = columns {
        for name in entity.attributes.keys() {
            if table.column(name).is_none() && !is_named(columns, name) {
                write(name, form);
            }
        }
        // A column without a requested annotation gets none (BG-05C).
        for name in added(table, entity).into_iter().flatten() {
            if *columns != Columns::All && !is_named(columns, name) {
                write(name, &bare);
            }
        }
    }
    for (name, related) in &entity.related {
        write_related(table, name, related, entity, form, object);
    }
}

/// Whether a request has named this column.
fn is_named(columns: &Columns, name: &str) -> bool {
    match columns {
        Columns::All => false,
        Columns::Named(names) => names.iter().any(|known| known == name),
    }
}

/// The columns that every row has: the primary key, and for an elastic table the version, and the partition if it is not
/// null (BG-05C).
fn added<'a>(table: &'a Table, entity: &Entity) -> [Option<&'a str>; 3] {
    let is_elastic = table.kind == TableKind::Elastic;
    [
        Some(table.primary_id.as_str()),
        is_elastic.then_some("versionnumber"),
        (is_elastic && entity.get(PARTITION).is_some()).then_some(PARTITION),
    ]
}

fn write_name(
    table: &Table,
    name: &str,
    entity: &Entity,
    form: &RowForm<'_>,
    object: &mut impl Members,
) {
    let alias = form.aliases.and_then(|aliases| aliases.source(name));
    let column = table.column(name);
    let value = entity.attributes.get(name);
    let kept = match value {
        None => column.and_then(|column| super::property::kept_beside(column, entity)),
        Some(_) => None,
    };
    let value = value.or(kept.as_ref()).unwrap_or(&Value::Null);
    if value.is_null() && !form.writes_nulls() {
        return;
    }
    match (alias, column) {
        (Some(source), _) => write_aliased(name, source, value, entity, form, object),
        (None, Some(column)) => write_column(column, value, entity, form, object),
        // A name that no table has, in a row that code has made.
        (None, None) => object.add(name, write_value(value, form.writer)),
    }
}
