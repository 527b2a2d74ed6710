//! Reads the rows of a table and single columns of them, for the parts of the registry.

use dataverse_model::metadata::Metadata;
use dataverse_protocol::query::{ColumnPath, Direction, Order, Query};
use dataverse_protocol::value::{Entity, Value};
use dataverse_store::{Limit, Names, QueryContext, Store, StoreError, bind};
use uuid::Uuid;

/// All rows of a table, in the order of their last write.
pub(super) fn rows(
    store: &Store,
    metadata: &Metadata,
    table: &str,
) -> Result<Vec<Entity>, StoreError> {
    let mut query = Query::new(table);
    query.order = vec![Order {
        column: ColumnPath::of("versionnumber"),
        direction: Direction::Ascending,
    }];
    let mut view = store.view()?;
    let mut all = Vec::new();
    loop {
        let bound = bind(&query, metadata, &QueryContext::default())?;
        let page = view.query(&bound, Names::Unwanted, &Limit::Unlimited)?;
        all.extend(page.entities);
        if !page.more {
            return Ok(all);
        }
        query.page.number = Some(query.page.number.unwrap_or(1) + 1);
        query.page.cookie = page.paging_cookie;
    }
}

/// A text column; `None` if it has no value.
pub(super) fn text(row: &Entity, column: &str) -> Option<String> {
    row.get(column).and_then(Value::as_str).map(str::to_owned)
}

/// A guid or lookup column; `None` if it has no value.
pub(super) fn guid(row: &Entity, column: &str) -> Option<Uuid> {
    row.get(column).and_then(Value::as_guid)
}

/// A 32-bit integer or choice column; `None` if it has no value.
pub(super) fn number(row: &Entity, column: &str) -> Option<i32> {
    row.get(column)
        .and_then(Value::as_integer)
        .and_then(|number| i32::try_from(number).ok())
}
