//! The shape of a data file: exactly what may be written in TOML, and nothing of what it means.
//!
//! An unknown key is an error, so that a typing mistake never passes for a default.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::metadata::column::{DateBehavior, OnDelete, Readable, RequiredLevel, Writable};
use crate::metadata::labels::Labels;
use crate::metadata::table::{EngineTable, Events, Expires, Ownership, TableKind, TableMessages};

/// One data file: a name for error messages, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Name of the file, such as `account.toml`.
    pub name: &'a str,
    /// What is in it.
    pub text: &'a str,
}

/// A table file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableFile {
    pub(super) logical_name: String,
    pub(super) schema_name: String,
    pub(super) entity_set: String,
    pub(super) object_type_code: i32,
    pub(super) display_name: Labels,
    pub(super) display_collection_name: Labels,
    #[serde(default)]
    pub(super) kind: TableKind,
    pub(super) ownership: Ownership,
    pub(super) behavior: Option<String>,
    pub(super) engine: Option<EngineTable>,
    #[serde(default)]
    pub(super) unique: Vec<String>,
    pub(super) expires: Option<Expires>,
    #[serde(default)]
    pub(super) messages: TableMessages,
    #[serde(default)]
    pub(super) events: Events,
    pub(super) primary_id: String,
    pub(super) primary_name: Option<String>,
    /// Column groups, appended after the table's own columns in this order.
    #[serde(default)]
    pub(super) include: Vec<String>,
    /// Collection names of included lookups, where they break the group's pattern.
    #[serde(default)]
    pub(super) collections: IndexMap<String, String>,
    pub(super) association: Option<AssociationFile>,
    pub(super) columns: IndexMap<String, ColumnFile>,
}

/// What a table between two others associates.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssociationFile {
    /// The navigation property, the same on both tables.
    pub(super) name: String,
    /// The two columns, each with the table whose key it has.
    pub(super) sides: IndexMap<String, String>,
}

/// A file of columns that many tables have. `{table}` in a collection name stands for the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFile {
    pub(super) columns: IndexMap<String, ColumnFile>,
}

/// A file of option sets that several columns share.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct ChoicesFile {
    pub(super) sets: IndexMap<String, SharedSetFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedSetFile {
    pub(super) options: Vec<OptionFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnFile {
    pub(super) schema_name: String,
    #[serde(rename = "type")]
    pub(super) kind: KindFile,
    pub(super) display_name: Labels,
    #[serde(default)]
    pub(super) required: RequiredLevel,
    #[serde(default)]
    pub(super) write: Writable,
    #[serde(default)]
    pub(super) read: Readable,
    pub(super) default: Option<toml::Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum KindFile {
    Uniqueidentifier,
    String {
        max_length: u32,
    },
    Memo {
        max_length: u32,
    },
    Integer {
        min: i32,
        max: i32,
    },
    #[serde(rename = "bigint")]
    BigInt,
    Boolean {
        #[serde(rename = "false")]
        false_label: Labels,
        #[serde(rename = "true")]
        true_label: Labels,
    },
    Decimal(RangeFile),
    Double(RangeFile),
    Money(RangeFile),
    #[serde(rename = "datetime")]
    DateTime(DateBehavior),
    Picklist(ChoiceFile),
    State(ChoiceFile),
    Status(ChoiceFile),
    Lookup(Vec<TargetFile>),
    Managed,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RangeFile {
    pub(super) precision: u8,
    pub(super) min: toml::Value,
    pub(super) max: toml::Value,
}

/// Either the name of a shared set or options of the column's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceFile {
    pub(super) set: Option<String>,
    pub(super) options: Option<Vec<OptionFile>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionFile {
    pub(super) value: i32,
    pub(super) label: Labels,
    pub(super) state: Option<i32>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetFile {
    pub(super) table: String,
    /// The lookup's own name where it is left out.
    pub(super) navigation: Option<String>,
    pub(super) collection: String,
    pub(super) on_delete: OnDelete,
}
