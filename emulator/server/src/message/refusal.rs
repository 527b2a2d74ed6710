//! From what the store refuses to what a client is told.

use dataverse_bug::Bug;
use dataverse_operation::fault::{Fault, code};
use dataverse_operation::rules::{LateCancelPatchStatus, Rules};
use uuid::Uuid;

use crate::metadata::{Metadata, Table, TableKind};
use crate::store::{BindError, Refusal, StoreError};

/// The fault that a refused write comes to.
pub(crate) fn fault_of(refusal: &Refusal, metadata: &Metadata, rules: &Rules) -> Fault {
    match refusal {
        Refusal::NotFound { table, id } => metadata.table(table).map_or_else(
            || Fault::row_not_found(table, id),
            |table| not_found(table, *id),
        ),
        Refusal::Duplicate { .. } | Refusal::DuplicateValue { .. } => Fault::new(
            code::DUPLICATE_RECORD,
            "A record with matching key values already exists.",
        ),
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
            Fault::isv_aborted(refused.to_string()).with_http_status(status)
        }
        Refusal::JobRefused(refused) => Fault::from(*refused),
        Refusal::QueueFull { limit } => Fault::new(
            code::UNEXPECTED,
            format!("{limit} background operations are waiting already; no more are accepted until some have run."),
        )
        .with_http_status(503),
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

/// The fault of a row that is not there: on elastic tables the wrapped answer of their own store
/// (BG-0D5, BG-0D6), elsewhere the platform's (WA-036).
pub(crate) fn not_found(table: &Table, id: Uuid) -> Fault {
    match table.kind {
        TableKind::Standard => Fault::row_not_found(&table.logical_name, id),
        TableKind::Elastic if Bug::ElasticNotFoundAsStandard.is_on() => {
            Fault::row_not_found(&table.logical_name, id)
        }
        TableKind::Elastic => Fault::elastic_row_not_found(id),
    }
}

/// The fault of a query that does not fit the metadata.
pub(super) fn bind_fault(error: BindError) -> Fault {
    let number = match &error {
        BindError::UnknownTable { table } => return super::session::no_table(table),
        BindError::UnknownColumn { table, column } => return super::row::no_column(table, column),
        BindError::Denied(fault) => return Fault::clone(fault),
        BindError::ElasticJoin => code::ELASTIC_LINK_ENTITY,
        _ => code::INVALID_ARGUMENT,
    };
    Fault::new(number, error.to_string())
}

/// The fault of a store that could not answer. What went wrong inside stays inside.
pub(crate) fn store_fault(error: StoreError) -> Fault {
    match error {
        StoreError::Bind(error) => bind_fault(error),
        StoreError::TimeLimit => Fault::new(code::SQL_TIMEOUT, "SQL timeout expired."),
        other => {
            tracing::error!(error = %other, "the store could not answer");
            internal()
        }
    }
}

fn internal() -> Fault {
    Fault::unexpected().with_http_status(500)
}
