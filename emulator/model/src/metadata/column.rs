//! Columns: type, limits, labels.
//!
//! The stored form is serde's, with the exceptions in `stored`. How a value is stored or written on
//! the wire is not known here.

use dataverse_protocol::value::Value;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::metadata::choice::{ChoiceKind, OptionSet};
use crate::metadata::details::Details;
use crate::metadata::labels::Labels;
use crate::metadata::stored;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Lower-case name, used in the Web API, FetchXML and the SDK.
    pub logical_name: String,
    /// Name with capitals, as its publisher wrote it.
    pub schema_name: String,
    /// Type and limits.
    pub kind: ColumnKind,
    /// Whether a row must have a value.
    pub required: RequiredLevel,
    /// What a create without a value does if the column is [`RequiredLevel::SystemRequired`] and has no default, and
    /// the caller may set it; `None` for every other column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unset: Option<Unset>,
    /// The texts that users see.
    pub display_name: Labels,
    /// When a caller may set the column.
    pub write: Writable,
    /// Whether a caller may read the column.
    pub read: Readable,
    /// Value of a new row for which none is given; always fits the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The money column whose amount this one has in the base currency (`CalculationOf`); `None` for every other column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_of: Option<String>,
    /// The column of an image or a file that this one tells about (`AttributeOf`); `None` for every other column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute_of: Option<String>,
    /// What is known of the column besides what rows need.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
}

impl Column {
    /// A column that callers may read and set, and need not. Its schema name and its label are its logical name.
    pub fn optional(logical_name: &str, kind: ColumnKind) -> Self {
        Self {
            logical_name: logical_name.to_owned(),
            schema_name: logical_name.to_owned(),
            kind,
            required: RequiredLevel::None,
            unset: None,
            display_name: Labels::english(logical_name),
            write: Writable::Always,
            read: Readable::Always,
            default: None,
            base_of: None,
            attribute_of: None,
            details: Details::default(),
        }
    }

    /// The target tables of a lookup; empty for every other column.
    pub fn targets(&self) -> &[LookupTarget] {
        match &self.kind {
            ColumnKind::Lookup { targets } => targets,
            _ => &[],
        }
    }

    /// The targets of a lookup that share a navigation property, in their order.
    pub fn targets_at<'a>(
        &'a self,
        navigation: &'a str,
    ) -> impl Iterator<Item = &'a LookupTarget> + Clone {
        let targets = self.targets().iter();
        targets.filter(move |target| target.navigation == navigation)
    }

    /// Whether a row cannot be created or kept without a value from the caller.
    pub fn demands_value(&self) -> bool {
        self.unset == Some(Unset::Demanded)
    }

    /// Whether callers may read the column.
    pub fn is_readable(&self) -> bool {
        self.read == Readable::Always
    }

    /// Whether a request for all columns asks for this one, too. The bytes of an image have to be asked for by name.
    pub fn is_among_all(&self) -> bool {
        !matches!(self.kind, ColumnKind::Image { .. })
    }

    /// Whether the column has bytes that are stored apart from the row.
    pub fn has_content(&self) -> bool {
        matches!(
            self.kind,
            ColumnKind::Image { .. } | ColumnKind::File { .. }
        )
    }

    /// The options of a choice column; `None` for every other column.
    pub fn options(&self) -> Option<&OptionSet> {
        match &self.kind {
            ColumnKind::Choice { options, .. } | ColumnKind::MultiSelect { options } => {
                Some(options)
            }
            _ => None,
        }
    }

    /// The same, to be changed.
    pub(super) fn options_mut(&mut self) -> Option<&mut OptionSet> {
        match &mut self.kind {
            ColumnKind::Choice { options, .. } | ColumnKind::MultiSelect { options } => {
                Some(options)
            }
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
        /// Most UTF-16 code units.
        max_length: u32,
    },
    /// Several lines of text.
    Memo {
        /// Most UTF-16 code units.
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
        /// Label of false.
        false_label: Labels,
        /// Label of true.
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
        /// Digits after the decimal point in formatted values.
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
        /// The kind of the choice.
        kind: ChoiceKind,
        /// The options.
        options: OptionSet,
    },
    /// Any number of several options.
    MultiSelect {
        /// The options.
        options: OptionSet,
    },
    /// A reference to a row.
    Lookup {
        /// The target tables; at least one.
        targets: Vec<LookupTarget>,
    },
    /// A managed property such as `iscustomizable`.
    Managed,
    /// An image, whose bytes are stored apart from the row.
    Image {
        /// Most bytes, in units of 1024.
        max_size_kb: u32,
        /// Whether the image can be downloaded in its full size (`CanStoreFullImage`).
        can_store_full: bool,
        /// Whether a publisher chose it as the image that stands for a row ([`Table::primary_image`]).
        ///
        /// [`Table::primary_image`]: crate::metadata::Table::primary_image
        is_primary: bool,
    },
    /// A file, whose bytes are stored apart from the row.
    File {
        /// Most bytes, in units of 1024.
        max_size_kb: u32,
    },
}

impl ColumnKind {
    /// `AttributeType` in the platform's metadata.
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
            Self::MultiSelect { .. } => "MultiSelectPicklist",
            Self::Lookup { .. } => "Lookup",
            Self::Managed => "ManagedProperty",
            Self::Image { .. } => "Image",
            Self::File { .. } => "File",
        }
    }
}

/// The behaviour of a date column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateBehavior {
    /// An instant, shown in the user's time zone.
    UserLocal,
    /// A day without a time.
    DateOnly,
    /// A date and time without a time zone.
    TimeZoneIndependent,
}

/// Whether a row must have a value. The platform enforces `SystemRequired` only (CA-005).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequiredLevel {
    /// A row needs no value.
    #[default]
    None,
    /// Forms suggest a value.
    Recommended,
    /// Forms require a value; the Web API and the SDK do not.
    ApplicationRequired,
    /// A row always has a value. [`Unset`] says where it comes from if a create gives none.
    SystemRequired,
}

/// What a create without a value for a system-required column does (WH-041).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unset {
    /// It is refused.
    Demanded,
    /// It succeeds: the platform computes the value, such as the owner.
    Platform,
    /// It succeeds, and the column stays empty here: the platform accepts such a create, and its value is not known.
    Empty,
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
    /// Only the system writes it; a caller's value is ignored (WA-058).
    Never,
}

/// Whether a caller may read a column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Readable {
    /// A caller may read it.
    #[default]
    Always,
    /// A secret: it can be set and is never returned (`IsValidForRead` is false, WH-002).
    Never {
        /// The boolean column that tells whether the secret is set.
        told_by: String,
    },
}

/// A target table of a lookup: a one-to-many relationship.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupTarget {
    /// Logical name of the table.
    pub table: String,
    /// Single-valued navigation property on the lookup's own table; case-sensitive.
    pub navigation: String,
    /// Collection-valued navigation property on the target table; case-sensitive.
    pub collection: String,
    /// The schema name of the relationship; `None` if it is the name of the collection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship: Option<String>,
    /// What the deletion of the target row does to the referring row.
    pub on_delete: OnDelete,
    /// What other changes of the target row do to the referring row.
    #[serde(default, skip_serializing_if = "Cascades::is_default")]
    pub cascades: Cascades,
    /// What is known of the relationship besides what rows need.
    #[serde(default, skip_serializing_if = "Details::is_empty")]
    pub details: Details,
}

impl LookupTarget {
    /// The schema name of the relationship, by which the SDK knows it.
    pub fn relationship(&self) -> &str {
        self.relationship.as_deref().unwrap_or(&self.collection)
    }
}

/// What a change of a row does to the rows that refer to it (`CascadeConfiguration`); [`OnDelete`] is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cascades {
    /// The row gets another owner.
    pub assign: Cascade,
    /// The row is shared.
    pub share: Cascade,
    /// The row is no longer shared.
    pub unshare: Cascade,
    /// The row gets another parent, whose owner gains access.
    pub reparent: Cascade,
    /// The row is merged into another one.
    pub merge: Cascade,
}

impl Cascades {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Which of the referring rows a change of a row reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cascade {
    /// None.
    #[default]
    NoCascade,
    /// All.
    Cascade,
    /// Those that are active.
    Active,
    /// Those that have the same owner.
    UserOwned,
}

/// What the deletion of a row does to the rows that refer to it (cascade delete behaviour).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    /// Deletes the referring rows too.
    Cascade,
    /// Clears the lookup.
    RemoveLink,
    /// Refuses the deletion.
    Restrict,
    /// Nothing: the lookup keeps the id of the deleted row.
    NoCascade,
}
