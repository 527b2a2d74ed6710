//! Query features that elastic tables do not support, because Cosmos DB stores their rows (BG-0DE,
//! BG-0DF).

use dataverse_operation::fault::{Fault, code};
use dataverse_protocol::query::{ColumnPath, Columns, Filter, Operand, Query};

use dataverse_model::metadata::{ColumnKind, Table, TableKind};

/// Refuses a query that elastic tables do not support. Inner joins to other tables are refused
/// elsewhere, where queries are bound.
pub(super) fn check(table: &Table, query: &Query) -> Result<(), Fault> {
    match table.kind {
        TableKind::Standard => Ok(()),
        TableKind::Elastic => {
            check_filter(&query.filter)?;
            check_order(table, query)
        }
    }
}

fn check_filter(filter: &Filter) -> Result<(), Fault> {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().try_for_each(check_filter),
        Filter::Not(part) => check_filter(part),
        Filter::Related { .. } | Filter::Linked(_) => Err(joins()),
        Filter::Condition(condition) => {
            own(&condition.column)?;
            let compares_columns = condition
                .operands
                .iter()
                .any(|operand| matches!(operand, Operand::Column(_)));
            if compares_columns {
                return Err(unsupported("Comparing columns with each other"));
            }
            Ok(())
        }
    }
}

fn check_order(table: &Table, query: &Query) -> Result<(), Fault> {
    for order in &query.order {
        own(&order.column)?;
        let column = table.column(&order.column.column);
        let is_lookup =
            column.is_some_and(|column| matches!(column.kind, ColumnKind::Lookup { .. }));
        if is_lookup {
            return Err(unsupported("Ordering by a lookup column"));
        }
        let is_result = match &query.columns {
            Columns::All => true,
            Columns::Named(names) => names.contains(&order.column.column),
        };
        if query.distinct && !is_result {
            return Err(unsupported("Ordering distinct rows by another column"));
        }
    }
    match &query.aggregate {
        Some(aggregate) if !aggregate.groups.is_empty() && !query.order.is_empty() => {
            Err(unsupported("Ordering groups"))
        }
        _ => Ok(()),
    }
}

fn own(path: &ColumnPath) -> Result<(), Fault> {
    if path.via.is_empty() {
        Ok(())
    } else {
        Err(joins())
    }
}

fn joins() -> Fault {
    Fault::new(code::ELASTIC_LINK_ENTITY, "Link entities are not supported")
}

/// The text is the emulator's: the platform's is unknown.
fn unsupported(what: &str) -> Fault {
    Fault::invalid_argument(format!("{what} is not supported on elastic tables."))
}
