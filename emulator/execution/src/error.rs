//! The reasons for a failed request: a fault of the platform or a plug-in, or a refusal of the store.
//!
//! The two remain different types until a client or a plug-in gets the answer. Only a refusal can be a race with
//! another request; a fault cannot, whatever its code. This module also translates refusals into faults.

use dataverse_model::metadata::check::TypeMismatch;
use dataverse_model::metadata::{Metadata, Table, TableKind};
use dataverse_model::platform_names::{self, NameKind};
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{LateCancelPatchStatus, Rules};
use dataverse_protocol::fetchxml::{FetchXmlError, Problem};
use dataverse_store::{BindError, Refusal, StoreError};
use uuid::Uuid;

/// The platform's code for an endless loop of requests.
const LOOP_DETECTED: i32 = 0x8004_4182_u32.cast_signed();

/// The reason for a failed request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Error {
    /// The platform or a plug-in raised a fault.
    Fault(Box<Fault>),
    /// The store refused a write.
    Refused(Box<Refusal>),
}

impl Error {
    /// Translates the error into the fault that a client or a plug-in receives.
    pub(crate) fn into_fault(self, metadata: &Metadata, rules: &Rules) -> Fault {
        match self {
            Self::Fault(fault) => *fault,
            Self::Refused(refusal) => fault_of(&refusal, metadata, rules),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// Translates a refused write into a fault.
pub fn fault_of(refusal: &Refusal, metadata: &Metadata, rules: &Rules) -> Fault {
    match refusal {
        Refusal::NotFound { table, id } => metadata.table(table).map_or_else(
            || Fault::row_not_found(table, id),
            |table| not_found(table, *id),
        ),
        Refusal::Duplicate { .. } | Refusal::DuplicateValue { .. } => Fault::new(
            code::DUPLICATE_RECORD,
            "A record with matching key values already exists.",
        ),
        Refusal::DuplicateKey { table, key } => duplicate_key(metadata, table, key),
        Refusal::KeyNotUnique { table, key } => Fault::new(
            code::DUPLICATE_RECORD_ENTITY_KEY,
            format!("The key '{key}' of '{table}' cannot be created: two rows have the same values in its columns."),
        ),
        Refusal::TableGone { table } => no_table(table),
        Refusal::UnknownColumn { table, column } if metadata.table(table).is_some_and(|known| known.column(column).is_some()) => {
            no_column(table, column)
        }
        Refusal::VersionMismatch { .. } => Fault::version_mismatch(),
        Refusal::Restricted { .. } => Fault::new(
            code::CANNOT_DELETE_DUE_TO_ASSOCIATION,
            "The object you tried to delete is associated with another object and cannot be deleted.",
        ),
        Refusal::CancelRefused(refused) => {
            let status = match rules.late_cancel_patch_status {
                LateCancelPatchStatus::BadRequest => 400,
                LateCancelPatchStatus::Conflict => 409,
            };
            Fault::invalid_plugin_execution(refused.to_string()).with_http_status(status)
        }
        Refusal::JobRefused(refused) => Fault::from(*refused),
        Refusal::QueueFull { limit } => Fault::new(
            code::UNEXPECTED,
            format!("{limit} background operations are waiting already; no more are accepted until some have run."),
        )
        .with_http_status(503),
        Refusal::Unavailable(reason) => Fault::new(
            code::GENERIC_SQL_ERROR,
            format!("Generic SQL error. The database cannot commit at present: {reason}."),
        )
        .with_http_status(503),
        Refusal::Definition(error) => Fault::new(code::INVALID_ARGUMENT, error.to_string()),
        Refusal::Stale { .. }
        | Refusal::StaleJob { .. }
        | Refusal::StaleEvent { .. }
        | Refusal::UnknownColumn { .. }
        | Refusal::Misfit { .. }
        | Refusal::NotInUnit
        | Refusal::Closed
        | Refusal::Internal(_) => {
            tracing::error!(%refusal, "a change was not committed");
            internal()
        }
    }
}

/// The fault for a row with the values of another one in the columns of an alternate key.
fn duplicate_key(metadata: &Metadata, table: &str, key: &str) -> Fault {
    let known = metadata.table(table).and_then(|table| table.key(key));
    let name = known.map_or(key, |key| key.schema_name.as_str());
    let columns = known.map(|key| key.columns.join(", ")).unwrap_or_default();
    Fault::new(
        code::DUPLICATE_RECORD_ENTITY_KEY,
        format!(
            "Entity Key {name} violated. A record with the same value for {columns} already exists. A duplicate record cannot be created. Select one or more unique values and try again."
        ),
    )
}

/// The fault for a row that does not exist: on elastic tables the wrapped error of Cosmos DB (BG-0D5, BG-0D6),
/// otherwise the platform's own (WA-036).
pub fn not_found(table: &Table, id: Uuid) -> Fault {
    match table.kind {
        TableKind::Standard => Fault::row_not_found(&table.logical_name, id),
        TableKind::Elastic => Fault::elastic_row_not_found(id),
    }
}

/// The fault for a table that does not exist (WA-037), is not emulated, or is not named: a row of the open type belongs
/// to none (CA-089).
pub(crate) fn no_table(name: &str) -> Fault {
    if name.is_empty() {
        return Fault::invalid_argument("Required field 'LogicalName' is missing");
    }
    if let Some(known) = platform_names::find(NameKind::Table, name) {
        return known.refusal();
    }
    Fault::new(
        code::QUERY_BUILDER_NO_ENTITY,
        format!(
            "The entity with a name = '{name}' with namemapping = 'Logical' was not found in the MetadataCache."
        ),
    )
}

/// The fault for a column that does not exist in the table or is not emulated.
pub(crate) fn no_column(table: &str, name: &str) -> Fault {
    if let Some(known) = platform_names::find_property(table, name) {
        return known.refusal();
    }
    Fault::new(
        code::QUERY_BUILDER_NO_ATTRIBUTE,
        format!(
            "'{table}' entity doesn't contain attribute with Name = '{name}' and NameMapping = 'Logical'."
        ),
    )
}

/// The fault for a value that does not fit the type or the range of its column (WA-03E).
pub(crate) fn misfit(misfit: &TypeMismatch) -> Fault {
    Fault::new(misfit.code(), misfit.text())
}

/// The fault for an all-zero id in place of a row id (CA-03E).
pub(crate) fn empty_id() -> Fault {
    Fault::invalid_argument("Expected non-empty Guid.")
}

/// The fault for requests nested too deeply, or for a chain of background operations that is too long (PL-0E0).
pub(crate) fn loop_detected(text: impl Into<String>) -> Fault {
    Fault::new(LOOP_DETECTED, text)
}

/// The fault for a FetchXML text that is refused.
pub fn fetch_xml_fault(error: &FetchXmlError) -> Fault {
    let fault = query_fault(&error.problem);
    match fault.code == code::INVALID_ARGUMENT {
        // The text is the emulator's own, so that it says where.
        true => Fault::new(fault.code, error.to_string()),
        false => fault,
    }
}

/// The fault for what is wrong with a query, in FetchXML or in the SDK's classes.
pub fn query_fault(problem: &Problem) -> Fault {
    let number = match problem {
        Problem::NotEmulated(_) => return Fault::not_emulated_text(problem.to_string()),
        Problem::NotWellFormed(_) | Problem::DocumentType | Problem::UndefinedEntity(_) => {
            return Fault::new(code::INVALID_XML, format!("Invalid XML. {problem}"));
        }
        Problem::MissingAttribute { .. } => {
            return Fault::new(
                code::QUERY_BUILDER_ATTRIBUTE_NOT_FOUND,
                format!("A required attribute was not specified. {problem}"),
            );
        }
        Problem::UnknownOperator(_) => code::QUERY_BUILDER_INVALID_CONDITION_OPERATOR,
        Problem::TooManyLinks => code::TOO_MANY_LINK_ENTITIES_IN_QUERY,
        Problem::TooManyConditions => code::TOO_MANY_CONDITIONS_IN_QUERY,
        Problem::NotFetch(_) | Problem::UnexpectedElement { .. } => {
            code::QUERY_BUILDER_INVALID_NODE
        }
        Problem::NoTable => code::QUERY_BUILDER_NO_ENTITY,
        Problem::BadFlag(attribute) => match *attribute {
            "distinct" => code::QUERY_BUILDER_INVALID_DISTINCT,
            "no-lock" => code::QUERY_BUILDER_INVALID_NO_LOCK,
            "descending" => code::QUERY_BUILDER_INVALID_DESCENDING,
            "groupby" => code::QUERY_BUILDER_INVALID_GROUP_BY,
            "useraworderby" => code::QUERY_BUILDER_INVALID_USE_RAW_ORDER_BY,
            _ => code::INVALID_ARGUMENT,
        },
        Problem::Mapping => code::QUERY_BUILDER_INVALID_MAPPING,
        Problem::UtcOffset => code::QUERY_BUILDER_INVALID_UTC_OFFSET,
        Problem::LinkType => code::QUERY_BUILDER_INVALID_LINK_TYPE,
        Problem::FilterType => code::QUERY_BUILDER_INVALID_FILTER_TYPE,
        Problem::FromWithoutTo => code::QUERY_BUILDER_ATTRIBUTE_PAIR_MISMATCH,
        Problem::NoAttrsDistinct => code::QUERY_BUILDER_NO_ATTRS_DISTINCT_CONFLICT,
        Problem::UnknownAlias { .. } => code::QUERY_BUILDER_ALIAS_DOES_NOT_EXIST,
        Problem::DuplicateAlias(_) => code::QUERY_BUILDER_DUPLICATE_ALIAS,
        Problem::PlainInAggregate(_) => code::QUERY_BUILDER_ATTRIBUTE_WITH_AGGREGATE,
        Problem::NoAggregateAlias(_) => code::QUERY_BUILDER_INVALID_ALIAS,
        Problem::GroupAndAggregate => code::QUERY_BUILDER_GROUP_BY_AND_AGGREGATE,
        Problem::Aggregate(_) => code::QUERY_BUILDER_INVALID_AGGREGATE,
        Problem::DateGrouping => code::QUERY_BUILDER_INVALID_DATE_GROUPING,
        Problem::AggregateOrderAttribute => {
            code::QUERY_BUILDER_ATTRIBUTE_NOT_ALLOWED_FOR_AGGREGATE_ORDER_BY
        }
        Problem::AggregateOrderNoAlias => code::QUERY_BUILDER_ALIAS_REQUIRED_FOR_AGGREGATE_ORDER_BY,
        Problem::OrderAlias => code::QUERY_BUILDER_ALIAS_NOT_ALLOWED_FOR_NON_AGGREGATE_ORDER_BY,
        Problem::OrderNoAttribute => {
            code::QUERY_BUILDER_ATTRIBUTE_REQUIRED_FOR_NON_AGGREGATE_ORDER_BY
        }
        _ => code::INVALID_ARGUMENT,
    };
    Fault::new(number, problem.to_string())
}

/// The fault for a query that does not match the metadata.
pub(crate) fn bind_fault(error: BindError) -> Fault {
    let number = match &error {
        BindError::UnknownTable { table } => return no_table(table),
        BindError::UnknownColumn { table, column } => return no_column(table, column),
        BindError::Denied(fault) => return Fault::clone(fault),
        BindError::NotEmulated(what) => return Fault::not_emulated(what),
        BindError::ElasticJoin => code::ELASTIC_LINK_ENTITY,
        BindError::Inapplicable { .. } => code::INVALID_OPERATOR_CODE,
        BindError::Date { .. } => code::INVALID_DATE_TIME,
        BindError::ChildOf => code::QUERY_BUILDER_INVALID_CONDITION_OPERATOR,
        BindError::FullText { .. } => code::GENERIC_SQL_ERROR,
        BindError::TooManyLinks => code::TOO_MANY_LINK_ENTITIES_IN_QUERY,
        BindError::TooManyConditions => code::TOO_MANY_CONDITIONS_IN_QUERY,
        BindError::Aggregate { .. } => code::QUERY_BUILDER_INVALID_AGGREGATE_ATTRIBUTE,
        BindError::DateGrouping => code::QUERY_BUILDER_INVALID_DATE_GROUPING,
        _ => code::INVALID_ARGUMENT,
    };
    Fault::new(number, error.to_string())
}

/// The fault for a failed database access. The cause is written to the log only.
pub(crate) fn store_fault(error: StoreError) -> Fault {
    match error {
        StoreError::Bind(error) => bind_fault(error),
        StoreError::TimeLimit => Fault::new(code::SQL_TIMEOUT, "SQL timeout expired."),
        StoreError::AggregateLimit(_) => Fault::new(
            code::AGGREGATE_QUERY_RECORD_LIMIT_EXCEEDED,
            "AggregateQueryRecordLimit exceeded. Cannot perform this operation.",
        ),
        // SQL Server's error for a sum that does not fit.
        StoreError::Overflow => Fault::new(
            code::GENERIC_SQL_ERROR,
            "Sql error: Generic SQL error. CRM ErrorCode: -2147204784 Sql ErrorCode: -2146232060 Sql Number: 8115",
        ),
        other => {
            tracing::error!(error = %other, "the store could not answer");
            internal()
        }
    }
}

fn internal() -> Fault {
    Fault::unexpected().with_http_status(500)
}
