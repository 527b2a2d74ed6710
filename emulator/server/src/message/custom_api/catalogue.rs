//! The organization's custom APIs by name: read from their rows, kept in memory, and read again
//! after every commit that touched them, before that commit is answered (CA-015).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use dataverse_protocol::query::{ColumnPath, Direction, Order, Query};
use dataverse_protocol::value::Entity;
use jiff::Timestamp;
use uuid::Uuid;

use super::definition::{CustomApi, Field};
use crate::metadata::{Keeper, Metadata};
use crate::store::{Limit, Names, Store, StoreError, Write, bind};

type ByName = HashMap<String, Arc<CustomApi>>;

/// The custom APIs of one organization.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    known: RwLock<Arc<ByName>>,
    /// Held while reading, so that an older reading never replaces a newer one.
    reading: Mutex<()>,
}

impl Catalogue {
    /// A custom API by its unique name (case-sensitive, CA-03A).
    pub(crate) fn find(&self, unique_name: &str) -> Option<Arc<CustomApi>> {
        self.known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(unique_name)
            .cloned()
    }

    /// Whether a change concerns the catalogue.
    pub(crate) fn is_touched_by(writes: &[Write]) -> bool {
        writes.iter().any(|write| match write {
            Write::Finish { work, .. } | Write::JobFinish { work, .. } => Self::is_touched_by(work),
            Write::Insert { table, .. }
            | Write::Update { table, .. }
            | Write::Delete { table, .. } => {
                matches!(table.keeper, Keeper::CustomApis | Keeper::CustomApiParts)
            }
            Write::Submit(_)
            | Write::Signal { .. }
            | Write::Cancel { .. }
            | Write::CallbackTried { .. }
            | Write::Job(_)
            | Write::JobWish { .. }
            | Write::JobSignal { .. }
            | Write::NextCallbacks { .. }
            | Write::StartJobs { .. }
            | Write::WakeJobs
            | Write::NextEvents { .. }
            | Write::EventRaised { .. }
            | Write::ExpireOperations
            | Write::Remember { .. } => false,
        })
    }

    /// Reads all custom APIs from the committed rows.
    pub(crate) fn reload(&self, store: &Store, metadata: &Metadata) -> Result<(), StoreError> {
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut apis: HashMap<Uuid, CustomApi> = rows(store, metadata, "customapi")?
            .iter()
            .filter_map(CustomApi::of_row)
            .map(|api| (api.id, api))
            .collect();
        for row in rows(store, metadata, "customapirequestparameter")? {
            if let Some((id, field)) = Field::of_row(&row)
                && let Some(api) = apis.get_mut(&id)
            {
                api.parameters.push(field);
            }
        }
        for row in rows(store, metadata, "customapiresponseproperty")? {
            if let Some((id, field)) = Field::of_row(&row)
                && let Some(api) = apis.get_mut(&id)
            {
                api.properties.push(field);
            }
        }
        let known = apis
            .into_values()
            .map(|api| (api.unique_name.clone(), Arc::new(api)))
            .collect();
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
        Ok(())
    }
}

/// All rows of a table in the order in which they were written.
pub(crate) fn rows(
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
        let bound = bind(&query, metadata, Uuid::nil(), Timestamp::UNIX_EPOCH)?;
        let page = view.query(&bound, Names::Unwanted, &Limit::Unlimited)?;
        all.extend(page.entities);
        if !page.more {
            return Ok(all);
        }
        query.page.number = Some(query.page.number.unwrap_or(1) + 1);
        query.page.cookie = page.paging_cookie;
    }
}
