//! The organization's custom APIs by name, as their rows have them (CA-015).

use std::collections::HashMap;
use std::sync::Arc;

use dataverse_bug::Bug;
use dataverse_protocol::query::{ColumnPath, Direction, Order, Query};
use dataverse_protocol::value::Entity;
use jiff::Timestamp;
use uuid::Uuid;

use super::definition::{CustomApi, Field};
use crate::metadata::{Keeper, Metadata, Table};
use crate::reading::FromRows;
use crate::store::{Limit, Names, Store, StoreError, bind};

/// The custom APIs of one organization.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    by_name: HashMap<String, Arc<CustomApi>>,
}

impl Catalogue {
    /// A custom API by its unique name (case-sensitive, CA-03A).
    pub(crate) fn find(&self, unique_name: &str) -> Option<Arc<CustomApi>> {
        self.by_name.get(unique_name).cloned()
    }
}

impl FromRows for Catalogue {
    fn is_of(table: &Table) -> bool {
        matches!(table.keeper, Keeper::CustomApis | Keeper::CustomApiParts)
            && !Bug::NewCustomApiUnknown.is_on()
    }

    fn read(_: &Self, store: &Store, metadata: &Metadata) -> Result<Self, StoreError> {
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
        let by_name = apis
            .into_values()
            .map(|api| (api.unique_name.clone(), Arc::new(api)))
            .collect();
        Ok(Self { by_name })
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
