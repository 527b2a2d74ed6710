//! Rows that a request looks for before it writes them, and may lose to another request.
//!
//! An upsert, for example, decides by the rows that it reads whether it creates or updates. If the store refuses what it
//! wrote, because another request has created or deleted the row in between, the same request finds other rows when it
//! runs again.

use dataverse_protocol::value::Entity;
use uuid::Uuid;

use crate::refusal::Refusal;

/// How often a request runs at most that loses its rows to other requests.
pub const MOST_RUNS: usize = 3;

/// A row that a request names as what it changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Contested {
    table: String,
    id: Option<Uuid>,
    has_keys: bool,
}

impl Contested {
    /// The row as the request names it.
    pub fn of(row: &Entity) -> Self {
        Self {
            table: row.table.clone(),
            id: row.id,
            has_keys: row.keys.is_some(),
        }
    }

    /// Whether the store refused this row, itself or for another row with its alternate key, as one that another request
    /// has created or deleted.
    pub fn is_lost(&self, refusal: &Refusal) -> bool {
        match refusal {
            Refusal::NotFound { table, id } | Refusal::Duplicate { table, id } => {
                (table, Some(*id)) == (&self.table, self.id)
            }
            Refusal::DuplicateKey { table, .. } => *table == self.table && self.has_keys,
            _ => false,
        }
    }
}
