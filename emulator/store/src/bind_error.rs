//! Why a query is refused when it is bound to the metadata.

use dataverse_operation::fault::Fault;

/// Why a query is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// The table does not exist (0x80041102).
    #[error("there is no table '{table}'")]
    UnknownTable {
        /// The name as it was written.
        table: String,
    },
    /// The column does not exist on the table (0x80041103).
    #[error("there is no column '{column}' on table '{table}'")]
    UnknownColumn {
        /// Logical name of the table.
        table: String,
        /// The name as it was written.
        column: String,
    },
    /// The column is write-only, so a caller cannot read it.
    #[error("column '{column}' of table '{table}' is write-only: it can be set, not read")]
    WriteOnly {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
    },
    /// The table has no such navigation property, and no link has this alias.
    #[error(
        "there is no navigation property '{name}' on table '{table}', and no link of that alias"
    )]
    UnknownNavigation {
        /// Logical name of the table.
        table: String,
        /// The name as it was written.
        name: String,
    },
    /// An operand is not of the column's type.
    #[error(
        "'{given}' cannot be compared with column '{column}' of table '{table}': expected {expected}"
    )]
    Operand {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// The operand as the query has it.
        given: String,
        /// The kind of operand that the column takes.
        expected: &'static str,
    },
    /// A text is compared with a date and is no date (0x80040239).
    #[error(
        "The date-time format for {given} is invalid, or value is outside the supported range."
    )]
    Date {
        /// The operand as the query has it.
        given: String,
    },
    /// An operator has too few or too many operands. The platform's text has this spelling.
    #[error(
        "The ConditonOperator.{operator} requires {expected} value/s, not {given}. Parameter Name: {parameter}"
    )]
    OperandCount {
        /// The operator's name in the SDK.
        operator: &'static str,
        /// Schema name of the column.
        parameter: String,
        /// How many operands the query has.
        given: usize,
        /// How many the operator takes.
        expected: &'static str,
    },
    /// An operator that takes no operands has some.
    #[error(
        "Condition operator '{operator}' requires that no values are set. Values.Length: {given}"
    )]
    Operands {
        /// The operator's name in the SDK.
        operator: &'static str,
        /// How many operands the query has.
        given: usize,
    },
    /// The number of an operator such as `last-x-days` is not positive.
    #[error("The condition value should be greater than zero.")]
    NotPositive,
    /// An operator of a condition does not apply to columns of this type (0x80048415).
    #[error(
        "The operator is not valid or it is not supported. Column '{column}' of table '{table}' is of type {kind}, which the operator {operator} does not apply to."
    )]
    Inapplicable {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// The column's type.
        kind: &'static str,
        /// The operator's name in the SDK.
        operator: &'static str,
    },
    /// Rows are sorted or grouped by the bytes of an image.
    #[error(
        "rows cannot be sorted or grouped by column '{column}' of table '{table}', which is an image"
    )]
    Unordered {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
    },
    /// The operator `ChildOf`, which the platform keeps to itself (0x80041120).
    #[error(
        "The child-of operator is not valid for standard queries. It is for internal crm infrastructure use only via OutlookSync queries."
    )]
    ChildOf,
    /// Full-text search in a column without a full-text index, which no column has (0x80044150).
    #[error(
        "Sql error: Generic SQL error. Column '{column}' of table '{table}' is not full-text indexed."
    )]
    FullText {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
    },
    /// The query has too many links (0x8004430d).
    #[error("Number of link entities in query exceeded maximum limit.")]
    TooManyLinks,
    /// The query has too many conditions, or operands of them (0x8004430c).
    #[error("Number of conditions in query exceeded maximum limit.")]
    TooManyConditions,
    /// The query exceeds a bound of the emulator's own.
    #[error("the query has too many {what}: expected at most {limit}")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// The largest number.
        limit: usize,
    },
    /// A pattern exceeds a bound of the emulator's own.
    #[error(
        "the pattern for column '{column}' of table '{table}' is too long: expected at most {limit} bytes"
    )]
    LongPattern {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// The largest length.
        limit: usize,
    },
    /// An aggregate does not apply to columns of this type (0x8004112f).
    #[error("Aggregate {function} is not supported for attribute of type {kind}.")]
    Aggregate {
        /// The function, with the one that has the same rule.
        function: &'static str,
        /// The column's type, as the platform names it in such errors.
        kind: &'static str,
    },
    /// A date is grouped without a part of it, or another column by one (0x80041135).
    #[error("An invalid value was specified for dategrouping.")]
    DateGrouping,
    /// Rows of an elastic table can be joined with `outer` only (0x80048d0b, BG-0DE).
    #[error("Link entities are not supported")]
    ElasticJoin,
    /// The paging cookie was not written by this store for this query.
    #[error("'{0}' is not a paging cookie of this query")]
    Cookie(String),
    /// The caller may see no row of a table.
    #[error("{0}")]
    Denied(Box<Fault>),
    /// A documented feature that is not emulated.
    #[error("not emulated: {0}")]
    NotEmulated(String),
}
