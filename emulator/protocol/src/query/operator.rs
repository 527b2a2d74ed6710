//! The operators of conditions: one table with the names of each in FetchXML, in the SDK and in the Web API, its
//! operands, and the columns that it applies to.
//!
//! The readers of the three languages and the refusals come from this table. The names and numbers are those of the
//! documented `ConditionOperator`; an operator without a name in a language does not exist in it.

mod table;

pub use table::Operator;
use table::{NOT_EMULATED, TABLE};

/// The number of operands that an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operands {
    /// None.
    None,
    /// One.
    One,
    /// One, which can be another column of the row.
    OneOrColumn,
    /// Two in a list.
    Pair,
    /// Two, each with a name of its own in a query function: a fiscal period and its year.
    PeriodAndYear,
    /// At least one.
    Many,
}

/// The columns that an operator applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// To every column.
    Any,
    /// To texts.
    Text,
    /// To dates, with or without a time.
    Date,
    /// To dates with a time.
    Instant,
    /// To ids and lookups.
    Id,
    /// To whole numbers and choices.
    WholeNumber,
    /// To the ids of rows that form a hierarchy, and to lookups of them.
    Hierarchy,
    /// To columns with several choices.
    Choices,
}

/// A documented operator, as the three languages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorEntry {
    /// The meaning; `None` for an operator that is not emulated.
    pub operator: Option<Operator>,
    /// The number of the SDK's `ConditionOperator`.
    pub number: i32,
    /// The name in the SDK's `ConditionOperator`.
    pub sdk: &'static str,
    /// The names in FetchXML, the usual one first.
    pub fetch_xml: &'static [&'static str],
    /// The query function of the Web API, without its namespace.
    pub function: Option<&'static str>,
    /// The operands.
    pub operands: Operands,
    /// The columns.
    pub applies: Applies,
}

impl OperatorEntry {
    /// The operator with this name in FetchXML.
    pub fn of_fetch_xml(name: &str) -> Option<&'static Self> {
        Self::all().find(|entry| entry.fetch_xml.contains(&name))
    }

    /// The operator with this name in the SDK.
    pub fn of_sdk(name: &str) -> Option<&'static Self> {
        Self::all().find(|entry| entry.sdk == name)
    }

    /// The operator of this query function, which has no namespace here.
    pub fn of_function(name: &str) -> Option<&'static Self> {
        Self::all().find(|entry| entry.function == Some(name))
    }

    /// Every documented operator.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        TABLE.iter().chain(NOT_EMULATED)
    }
}

impl Operator {
    /// The operator's entry; the Web API's `contains` has the one of `like`, in which it can be written.
    pub fn entry(self) -> &'static OperatorEntry {
        // The table has the operators in the order of the enumeration.
        &TABLE[self as usize]
    }

    /// The operator of which this one is the negation.
    pub const fn negates(self) -> Option<Self> {
        Some(match self {
            Self::NotEqual => Self::Equal,
            Self::NotLike => Self::Like,
            Self::NotBeginWith => Self::BeginsWith,
            Self::NotEndWith => Self::EndsWith,
            Self::NotNull => Self::Null,
            Self::NotIn => Self::In,
            Self::NotBetween => Self::Between,
            Self::NotOn => Self::On,
            Self::NotEqualUserId => Self::EqualUserId,
            Self::NotEqualBusinessId => Self::EqualBusinessId,
            Self::NotUnder => Self::Under,
            Self::NotContainValues => Self::ContainValues,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
