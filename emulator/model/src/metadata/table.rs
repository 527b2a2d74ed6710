//! What a table is: names, ownership, columns.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::metadata::column::Column;
use crate::metadata::labels::Labels;
use crate::metadata::stored;

/// One table of an organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Lower-case name: what FetchXML and the SDK say.
    pub logical_name: String,
    /// Name with its capitals.
    pub schema_name: String,
    /// Name of its rows in the Web API.
    pub entity_set: String,
    /// Logical name of the primary key.
    pub primary_id: String,
    /// Logical name of the column that names a row to people.
    pub primary_name: Option<String>,
    /// What people call one row.
    pub display_name: Labels,
    /// What people call all rows.
    pub display_collection_name: Labels,
    /// Number of the table; below 10000 the same in every organization.
    pub object_type_code: i32,
    /// Where its rows live.
    pub kind: TableKind,
    /// Who owns a row.
    pub ownership: Ownership,
    /// Name of the behaviour that adds rules of its own to its rows; `None` where rows are rows.
    pub behavior: Option<String>,
    /// Which of the engine's records it shows, if any.
    pub engine: Option<EngineTable>,
    /// Columns of which no two rows have the same value, beside the primary key.
    pub unique: Vec<String>,
    /// When its rows go away by themselves, if they do.
    pub expires: Option<Expires>,
    /// Which messages about rows it has.
    pub messages: TableMessages,
    /// Whether plug-in steps are allowed on its messages.
    pub events: Events,
    /// Which tables its rows stand between, if it is there for that alone.
    pub association: Option<Association>,
    /// Columns by logical name, in the order of the definition; the primary key comes first.
    #[serde(with = "stored::columns")]
    pub columns: IndexMap<String, Column>,
}

/// Many rows of one table have to do with many of another: each pair is a row of the table between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Association {
    /// The navigation property, the same on both tables.
    pub name: String,
    /// Both sides.
    pub sides: [AssociationSide; 2],
}

/// One side of an association.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssociationSide {
    /// Logical name of the table.
    pub table: String,
    /// The column of the table between that has its key.
    pub column: String,
}

impl Table {
    /// A column by its logical name.
    pub fn column(&self, logical_name: &str) -> Option<&Column> {
        self.columns.get(logical_name)
    }
}

/// Where the rows of a table live, which shows in errors and versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// The relational store.
    #[default]
    Standard,
    /// The document store, with its own errors, row versions and expiry.
    Elastic,
}

/// Who owns a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// Nobody.
    None,
    /// A user or a team (`ownerid`).
    User,
    /// The organization.
    Organization,
    /// A business unit.
    BusinessUnit,
}

/// Which of the engine's records a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineTable {
    /// Background operations.
    Operations,
    /// System jobs.
    SystemJobs,
}

/// When rows of a table go away by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expires {
    /// The date column that it is counted from.
    pub column: String,
    /// So many seconds after that.
    pub after_seconds: u32,
}

/// Which messages about rows a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableMessages {
    /// All of them.
    #[default]
    All,
    /// Those that read: its rows are the platform's to write.
    Read,
}

/// Whether plug-in steps are allowed on the messages of a table: the documentation lists them as
/// events, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Events {
    /// They are.
    #[default]
    Raised,
    /// They are not, as for the tables in which steps themselves are registered.
    None,
}
