//! What a column is: its type, limits and labels.
//!
//! Its stored form is serde's (`stored` has what serde needs to be told). Knows nothing of how a value is stored
//! or written on the wire.

use dataverse_protocol::value::Value;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::metadata::choice::{ChoiceKind, OptionSet};
use crate::metadata::labels::Labels;
use crate::metadata::stored;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Lower-case name: what the Web API, FetchXML and the SDK say.
    pub logical_name: String,
    /// Name with its capitals, as in the customer's data model.
    pub schema_name: String,
    /// Type and limits.
    pub kind: ColumnKind,
    /// Whether a row needs a value.
    pub required: RequiredLevel,
    /// What people read.
    pub display_name: Labels,
    /// When a caller may set it.
    pub write: Writable,
    /// Whether a caller may read it.
    pub read: Readable,
    /// Value of a new row whose creator gave none; always fits the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

impl Column {
    /// The tables a lookup may refer to; nothing for every other column.
    pub fn targets(&self) -> &[LookupTarget] {
        match &self.kind {
            ColumnKind::Lookup { targets } => targets,
            _ => &[],
        }
    }

    /// Whether callers may read it.
    pub fn is_readable(&self) -> bool {
        self.read == Readable::Always
    }

    /// The options of a choice column.
    pub fn options(&self) -> Option<&OptionSet> {
        match &self.kind {
            ColumnKind::Choice { options, .. } => Some(options),
            _ => None,
        }
    }
}

/// The type of a column, with the limits that belong to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ColumnKind {
    /// A guid.
    Uniqueidentifier,
    /// One line of text.
    String {
        /// Most characters.
        max_length: u32,
    },
    /// Several lines of text.
    Memo {
        /// Most characters.
        max_length: u32,
    },
    /// A 32-bit whole number.
    Integer {
        /// Smallest value.
        min: i32,
        /// Largest value.
        max: i32,
    },
    /// A 64-bit whole number.
    BigInt,
    /// Yes or no.
    Boolean {
        /// What people read for false.
        false_label: Labels,
        /// What people read for true.
        true_label: Labels,
    },
    /// A decimal number.
    Decimal {
        /// Digits after the point.
        precision: u8,
        /// Smallest value.
        #[serde(with = "stored::decimal")]
        min: Decimal,
        /// Largest value.
        #[serde(with = "stored::decimal")]
        max: Decimal,
    },
    /// A floating point number.
    Double {
        /// Digits after the point that are shown.
        precision: u8,
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// An amount in the row's currency.
    Money {
        /// Digits after the point.
        precision: u8,
        /// Smallest value.
        #[serde(with = "stored::decimal")]
        min: Decimal,
        /// Largest value.
        #[serde(with = "stored::decimal")]
        max: Decimal,
    },
    /// A point in time, or a day.
    DateTime(DateBehavior),
    /// One of several options.
    Choice {
        /// What the choice is for.
        kind: ChoiceKind,
        /// The options.
        options: OptionSet,
    },
    /// A reference to a row.
    Lookup {
        /// The tables it may refer to; at least one.
        targets: Vec<LookupTarget>,
    },
    /// A managed property such as `iscustomizable`.
    Managed,
}

impl ColumnKind {
    /// The `AttributeType` name of the metadata.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Uniqueidentifier => "Uniqueidentifier",
            Self::String { .. } => "String",
            Self::Memo { .. } => "Memo",
            Self::Integer { .. } => "Integer",
            Self::BigInt => "BigInt",
            Self::Boolean { .. } => "Boolean",
            Self::Decimal { .. } => "Decimal",
            Self::Double { .. } => "Double",
            Self::Money { .. } => "Money",
            Self::DateTime(_) => "DateTime",
            Self::Choice { kind, .. } => match kind {
                ChoiceKind::Picklist => "Picklist",
                ChoiceKind::State => "State",
                ChoiceKind::Status => "Status",
            },
            Self::Lookup { .. } => "Lookup",
            Self::Managed => "ManagedProperty",
        }
    }
}

/// What a date column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateBehavior {
    /// An instant, shown in the user's time zone.
    UserLocal,
    /// A day without a time.
    DateOnly,
    /// A date and time that is the same for everyone.
    TimeZoneIndependent,
}

/// Whether a row needs a value. The platform enforces `SystemRequired` alone (CA-005).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequiredLevel {
    /// It may be empty.
    #[default]
    None,
    /// Forms suggest a value.
    Recommended,
    /// Forms insist on a value; the Web API and the SDK do not.
    ApplicationRequired,
    /// No row is created without it.
    SystemRequired,
}

/// When a caller may set a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writable {
    /// On create and on update.
    #[default]
    Always,
    /// On create; a later change is refused (CA-001).
    CreateOnly,
    /// The system keeps it; what a caller sends is ignored (WA-058).
    Never,
}

/// Whether a caller may read a column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Readable {
    /// Yes.
    #[default]
    Always,
    /// It is a secret: it can be set and is never returned (`IsValidForRead` false, WH-002).
    Never {
        /// The boolean column that tells whether it is set.
        told_by: String,
    },
}

/// A table a lookup may refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupTarget {
    /// Logical name of the table.
    pub table: String,
    /// Single-valued navigation property on the lookup's own table; case-sensitive.
    pub navigation: String,
    /// Collection-valued navigation property on the target table; case-sensitive.
    pub collection: String,
    /// What becomes of this row when the target row is deleted.
    pub on_delete: OnDelete,
}

/// What becomes of a row when the row it refers to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    /// It is deleted too.
    Cascade,
    /// Its lookup is cleared.
    RemoveLink,
    /// It forbids the deletion.
    Restrict,
    /// Nothing: it goes on referring to a row that is not there.
    NoCascade,
}
