//! Tables: names, ownership, columns.

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::metadata::column::{Column, ColumnKind};
use crate::metadata::details::Details;
use crate::metadata::labels::Labels;
use crate::metadata::stored;

/// The column with the partition of an elastic table's row.
pub const PARTITION: &str = "partitionid";

/// The lowest object type code of a table that the platform does not bring along.
pub const FIRST_OWN_TYPE_CODE: i32 = 10_000;

/// The columns of a table by logical name, in the order of their definition.
pub type ColumnsByName = IndexMap<String, Column, RandomState>;

/// One table of an organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Lower-case name, used in FetchXML and the SDK.
    pub logical_name: String,
    /// Name with capitals, as its publisher wrote it.
    pub schema_name: String,
    /// Entity set name, used in the Web API.
    pub entity_set: String,
    /// Logical name of the primary key.
    pub primary_id: String,
    /// Logical name of the column with a row's display name.
    pub primary_name: Option<String>,
    /// Label of one row.
    pub display_name: Labels,
    /// Label of several rows.
    pub display_collection_name: Labels,
    /// Object type code; system tables (below 10000) have the same one in every organization.
    pub object_type_code: i32,
    /// The kind of storage.
    pub kind: TableKind,
    /// The kind of owner of its rows.
    pub ownership: Ownership,
    /// Name of the table behavior with additional rules for its rows; `None` if there are none.
    pub behavior: Option<String>,
    /// The engine's records that the table shows, if any.
    pub engine: Option<EngineTable>,
    /// Columns with unique values, besides the primary key.
    pub unique: Vec<String>,
    /// When its rows expire; `None` if they do not.
    pub expires: Option<Expires>,
    /// `componenttype` of its rows, if they are components of solutions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<i32>,
    /// Which row messages the table has.
    pub messages: TableMessages,
    /// Whether plug-in steps can be registered on its messages.
    pub events: Events,
    /// Whether changes and deletions of rows can be asked for (`ChangeTrackingEnabled`).
    #[serde(default)]
    pub change_tracking: bool,
    /// The lookup of a row's parent, if the rows form a hierarchy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hierarchy: Option<String>,
    /// How its rows are stored, where that differs from most tables.
    #[serde(default, skip_serializing_if = "RowStorage::is_ordinary")]
    pub storage: Box<RowStorage>,
    /// The many-to-many relationship, if the table is an intersect table.
    pub association: Option<Association>,
    /// The alternate keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Key>,
    /// What is known of the table besides what rows need.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
    /// Columns by logical name, in the order of the definition; the primary key comes first.
    #[serde(with = "stored::columns")]
    pub columns: ColumnsByName,
}

/// How the rows of a table are stored, where that differs from most tables.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RowStorage {
    /// Columns with an index, besides lookups that callers set and unique columns.
    pub indexed: Vec<String>,
    /// Columns whose texts can exist in other languages than the base language, too.
    pub localizable: Vec<String>,
    /// Lookups of an activity whose rows take part in it.
    pub parties: Vec<PartyColumn>,
    /// The rows that a row of the table goes with: it is deleted with any of them.
    pub goes_with: Vec<GoesWith>,
    /// The tables whose rows the table shows together; it has none of its own then. Each of them has the columns of this
    /// table.
    pub union: Vec<String>,
}

impl RowStorage {
    fn is_ordinary(&self) -> bool {
        *self == Self::default()
    }
}

/// A lookup of an activity: the row that it refers to is a party of the activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyColumn {
    /// The lookup.
    pub column: String,
    /// `participationtypemask` of the party.
    pub participation: i32,
}

/// A row of any table that a row goes with, named by one or two columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoesWith {
    /// The column with the id of the row.
    pub id: String,
    /// The column with the logical name of the row's table. Where there is none, the row is a component of solutions
    /// ([`Table::component`]), whose id alone says which.
    pub table: Option<String>,
}

/// An alternate key: columns whose values together belong to one row at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Lower-case name.
    pub logical_name: String,
    /// Name with capitals, as its publisher wrote it.
    pub schema_name: String,
    /// The text that users see.
    pub display_name: Labels,
    /// Logical names of its columns; at least one.
    pub columns: Vec<String>,
    /// What is known of the key besides what rows need.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
}

/// A many-to-many relationship: each related pair is a row of the intersect table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Association {
    /// The schema name of the relationship, and of its navigation property on both tables; see
    /// [`Association::navigation`] for a table that is related to itself.
    pub name: String,
    /// The two related tables, or twice a table that is related to itself.
    pub sides: [AssociationSide; 2],
    /// What is known of the relationship besides what rows need.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
}

/// One side of an association.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssociationSide {
    /// Logical name of the table.
    pub table: String,
    /// The column of the intersect table with its key.
    pub column: String,
}

impl Table {
    /// A table of the organization itself, with all row messages and events. The first of its columns, of which there is
    /// one at least, is its primary key.
    /// Its other names and its labels are its logical name; the name of its set ends in an `s` besides.
    pub fn standard(logical_name: &str, columns: ColumnsByName) -> Self {
        Self {
            logical_name: logical_name.to_owned(),
            schema_name: logical_name.to_owned(),
            entity_set: format!("{logical_name}s"),
            primary_id: columns.keys().next().cloned().unwrap_or_default(),
            primary_name: None,
            display_name: Labels::english(logical_name),
            display_collection_name: Labels::english(logical_name),
            object_type_code: FIRST_OWN_TYPE_CODE,
            kind: TableKind::Standard,
            ownership: Ownership::Organization,
            behavior: None,
            component: None,
            engine: None,
            unique: Vec::new(),
            expires: None,
            messages: TableMessages::All,
            events: Events::Raised,
            change_tracking: false,
            hierarchy: None,
            storage: Box::default(),
            association: None,
            keys: Vec::new(),
            details: Details::default(),
            columns,
        }
    }

    /// Whether these columns together identify a row: the primary key, the columns of an alternate key, or the primary
    /// key and the partition of an elastic table (BG-0D9).
    pub fn is_key<'n>(&self, columns: impl Iterator<Item = &'n str>) -> bool {
        let named: Vec<&str> = columns.collect();
        let is_primary = match named.as_slice() {
            [column] => *column == self.primary_id || self.unique.iter().any(|own| own == column),
            [one, other] if self.kind == TableKind::Elastic => {
                let id = self.primary_id.as_str();
                (*one == id && *other == PARTITION) || (*one == PARTITION && *other == id)
            }
            _ => false,
        };
        let is_whole = |key: &Key| {
            let is_named = |column: &String| named.contains(&column.as_str());
            key.columns.len() == named.len() && key.columns.iter().all(is_named)
        };
        is_primary || self.keys.iter().any(is_whole)
    }

    /// Whether the table shows the rows of other tables and has none of its own.
    pub fn is_union(&self) -> bool {
        !self.storage.union.is_empty()
    }

    /// A column by its logical name.
    pub fn column(&self, logical_name: &str) -> Option<&Column> {
        self.columns.get(logical_name)
    }

    /// The logical name of the image that stands for a row: the chosen one, or the first.
    pub fn primary_image(&self) -> Option<&str> {
        let chosen = |column: &&Column| match column.kind {
            ColumnKind::Image { is_primary, .. } => is_primary,
            _ => false,
        };
        let is_image = |column: &&Column| matches!(column.kind, ColumnKind::Image { .. });
        let columns = || self.columns.values();
        let found = columns().find(chosen).or_else(|| columns().find(is_image));
        found.map(|column| column.logical_name.as_str())
    }

    /// An alternate key by its logical name.
    pub fn key(&self, logical_name: &str) -> Option<&Key> {
        self.keys
            .iter()
            .find(|key| key.logical_name == logical_name)
    }
}

/// The kind of a table's storage, which affects errors and row versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// The relational store.
    #[default]
    Standard,
    /// The document store, with its own errors, row versions and expiry.
    Elastic,
}

/// The kind of owner of a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// Rows have no owner.
    None,
    /// A user or a team (`ownerid`).
    User,
    /// The organization.
    Organization,
    /// A business unit.
    BusinessUnit,
}

/// The engine's records that a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineTable {
    /// Background operations.
    Operations,
    /// System jobs.
    SystemJobs,
    /// Bulk deletions: state and status reason are those of the system job that a row refers to.
    BulkDeletions,
}

/// When the rows of a table expire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expires {
    /// The date column from which the expiry is computed.
    pub column: String,
    /// Seconds from the date to the expiry.
    pub after_seconds: u32,
}

/// Which row messages a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableMessages {
    /// All of them.
    #[default]
    All,
    /// Only messages that read: the platform alone writes the rows.
    Read,
}

/// Whether plug-in steps can be registered on the messages of a table, by the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Events {
    /// Steps can be registered.
    #[default]
    Raised,
    /// Steps cannot be registered; for example on the tables that hold steps.
    None,
}
