//! The schema of the data files: the keys that TOML may have, without their meaning.
//!
//! Unknown keys are errors, so that a typing error is not taken for an omitted key.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::metadata::column::{
    Cascades, DateBehavior, OnDelete, Readable, RequiredLevel, Unset, Writable,
};
use crate::metadata::labels::Labels;
use crate::metadata::table::{
    EngineTable, Events, Expires, GoesWith, Ownership, PartyColumn, TableKind, TableMessages,
};

/// One data file: a name for error messages, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Name of the file, such as `account.toml`.
    pub name: &'a str,
    /// The TOML text.
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
    pub(super) component: Option<i32>,
    #[serde(default)]
    pub(super) messages: TableMessages,
    #[serde(default)]
    pub(super) events: Events,
    pub(super) primary_id: String,
    pub(super) primary_name: Option<String>,
    /// Column groups, whose columns are appended to the table's own in this order.
    #[serde(default)]
    pub(super) include: Vec<String>,
    /// Collection names of included lookups that differ from the group's pattern.
    #[serde(default)]
    pub(super) collections: IndexMap<String, String>,
    #[serde(default)]
    pub(super) change_tracking: bool,
    pub(super) hierarchy: Option<String>,
    #[serde(default)]
    pub(super) indexed: Vec<String>,
    #[serde(default)]
    pub(super) localizable: Vec<String>,
    #[serde(default)]
    pub(super) parties: Vec<PartyColumn>,
    #[serde(default)]
    pub(super) goes_with: Vec<GoesWith>,
    #[serde(default)]
    pub(super) union: Vec<String>,
    pub(super) association: Option<AssociationFile>,
    pub(super) columns: IndexMap<String, ColumnFile>,
}

/// The many-to-many relationship of an intersect table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssociationFile {
    /// The navigation property, with the same name on both tables.
    pub(super) name: String,
    /// The two columns, each with the table whose key it holds.
    pub(super) sides: IndexMap<String, String>,
}

/// A group of columns that many tables include. `{table}` in a collection name stands for the
/// table's name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFile {
    pub(super) columns: IndexMap<String, ColumnFile>,
    /// What the platform says of these columns in a table of a publisher's, by their names. `{label}` stands for the
    /// table's label. The platform's own tables say something of their own.
    #[serde(default)]
    pub(super) descriptions: IndexMap<String, Labels>,
}

/// A file of global option sets.
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
    /// Given exactly where neither a default nor the platform alone fills in a required column.
    pub(super) unset: Option<Unset>,
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

/// Either the name of a global option set, or the options of a local one.
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
    /// The navigation property; the lookup's own name if omitted.
    pub(super) navigation: Option<String>,
    pub(super) collection: String,
    /// The relationship's schema name; that of the collection if omitted.
    pub(super) relationship: Option<String>,
    pub(super) on_delete: OnDelete,
    #[serde(default)]
    pub(super) cascades: Cascades,
}
