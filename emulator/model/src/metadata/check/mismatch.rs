//! Why a value does not fit a column, with the platform's text and code for each kind of misfit.

use std::borrow::Cow;

use dataverse_operation::fault::code;
use dataverse_protocol::value::Value;
use thiserror::Error;

/// Why a value does not fit a column. The client gets this text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TypeMismatch {
    /// The text is too long (WA-03E, `0x80044331`).
    #[error(
        "A validation error occurred.  The length of the '{column}' attribute of the '{table}' \
         entity exceeded the maximum allowed length of '{limit}'."
    )]
    TooLong {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// Most characters, counted in UTF-16 code units as in the platform.
        limit: u32,
    },
    /// The number is outside the range of the column, or not one of its options.
    #[error(
        "A validation error occurred. The value {value} of '{column}' on record of type '{table}' \
         is outside the valid range. Accepted Values: {accepted}"
    )]
    OutOfRange {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// The value.
        value: String,
        /// The accepted range, such as `0 to 100`, or the numbers of the options.
        accepted: String,
        /// The kind of range.
        range: Range,
    },
    /// The date is before the first that the platform stores (WA-171).
    #[error(
        "DateTime is less than minumum value supported by CrmDateTime. Actual value: {value}, \
         Minimum value supported: 01/01/1753 00:00:00"
    )]
    TooEarly {
        /// The date and time, as .NET prints it.
        value: String,
    },
    /// The value is of another type and cannot be converted.
    #[error(
        "Incorrect attribute value type {found} for attribute '{column}' of entity '{table}': \
         {expected} expected."
    )]
    WrongType {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// .NET type of the value.
        found: Cow<'static, str>,
        /// Type of the column.
        expected: &'static str,
    },
    /// The lookup cannot refer to rows of this table.
    #[error(
        "The attribute '{column}' of entity '{table}' cannot refer to an entity of type \
         '{target}'. Accepted Values: {accepted}"
    )]
    WrongTarget {
        /// Logical name of the table.
        table: String,
        /// Logical name of the column.
        column: String,
        /// Logical name of the reference's table.
        target: String,
        /// The lookup's target tables, joined by commas.
        accepted: String,
    },
}

/// The kind of a column's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// The options of a choice.
    Options,
    /// The smallest and the largest whole number.
    Integers,
    /// The smallest and the largest number with a fraction: decimal, floating point, or an amount.
    Decimals,
}

impl TypeMismatch {
    /// The platform's error code (WA-170).
    pub fn code(&self) -> i32 {
        match self {
            Self::TooLong { .. } => code::STRING_LENGTH_TOO_LONG,
            Self::OutOfRange { range, .. } => match range {
                Range::Options => code::PICKLIST_VALUE_OUT_OF_RANGE,
                Range::Integers => code::INTEGER_VALUE_OUT_OF_RANGE,
                Range::Decimals => code::DECIMAL_VALUE_OUT_OF_RANGE,
            },
            Self::TooEarly { .. } => code::DATE_TIME_TOO_EARLY,
            Self::WrongType { .. } | Self::WrongTarget { .. } => code::INVALID_ARGUMENT,
        }
    }

    /// The platform's text. That of a wrong type names neither the column nor the type that was expected (SO-048).
    pub fn text(&self) -> String {
        match self {
            Self::WrongType { found, .. } => format!("Incorrect attribute value type {found}"),
            other => other.to_string(),
        }
    }
}

/// The .NET type of a value.
pub(super) fn dotnet_type(value: &Value) -> Cow<'static, str> {
    Cow::Borrowed(match value {
        Value::Null => "null",
        Value::Boolean(_) => "System.Boolean",
        Value::Integer(_) => "System.Int32",
        Value::BigInt(_) => "System.Int64",
        Value::Decimal(_) => "System.Decimal",
        Value::Double(_) => "System.Double",
        Value::Money(_) => "Microsoft.Xrm.Sdk.Money",
        Value::OptionSet(_) => "Microsoft.Xrm.Sdk.OptionSetValue",
        Value::String(_) => "System.String",
        Value::DateTime(_) | Value::Date(_) => "System.DateTime",
        Value::Guid(_) => "System.Guid",
        Value::Reference(_) => "Microsoft.Xrm.Sdk.EntityReference",
        Value::Entity(_) => "Microsoft.Xrm.Sdk.Entity",
        Value::Collection(_) => "Microsoft.Xrm.Sdk.EntityCollection",
        Value::Strings(_) => "System.String[]",
        Value::Array(of) => return format!("System.{}[]", of.of().dotnet_name()).into(),
        Value::Managed(_) => "Microsoft.Xrm.Sdk.BooleanManagedProperty",
        Value::Columns(_) => "Microsoft.Xrm.Sdk.Query.ColumnSet",
        Value::Query(_) => "Microsoft.Xrm.Sdk.Query.QueryBase",
        Value::Queries(_) => "Microsoft.Xrm.Sdk.Query.QueryExpression[]",
        Value::Request(_) => "Microsoft.Xrm.Sdk.OrganizationRequest",
        Value::Complex(of) => return of.kind().dotnet_name().into(),
        Value::ComplexCollection(of) => return format!("{}[]", of.kind().dotnet_name()).into(),
        Value::References(_) => "Microsoft.Xrm.Sdk.EntityReferenceCollection",
        Value::OptionSets(_) => "Microsoft.Xrm.Sdk.OptionSetValueCollection",
        Value::Bytes(_) => "System.Byte[]",
        Value::RecordCounts(_) => "Microsoft.Xrm.Sdk.EntityRecordCountCollection",
        Value::Requests(_) => "Microsoft.Xrm.Sdk.OrganizationRequestCollection",
        Value::Responses(_) => "Microsoft.Xrm.Sdk.OrganizationResponseCollection",
        Value::ResponseItems(_) => "Microsoft.Xrm.Sdk.ExecuteMultipleResponseItemCollection",
    })
}
