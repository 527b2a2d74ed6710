//! The organization's plug-in types: their names and those of their assemblies.

use std::collections::HashMap;

use dataverse_model::metadata::Table;
use dataverse_store::StoreError;
use uuid::Uuid;

use super::rows::{rows, text};
use super::{Registry, Source};

const TABLE: &str = "plugintype";

/// A row of `plugintype`.
#[derive(Debug)]
pub(crate) struct PluginType {
    /// `typename`.
    pub(crate) name: String,
    /// `assemblyname`.
    pub(crate) assembly: String,
}

/// All plug-in types, by `plugintypeid`.
#[derive(Debug, Default)]
pub(crate) struct PluginTypes {
    by_id: HashMap<Uuid, PluginType>,
}

impl PluginTypes {
    pub(super) fn is_of(table: &Table) -> bool {
        table.logical_name == TABLE
    }

    pub(super) fn read(registry: &Registry, source: &Source<'_>) -> Result<Self, StoreError> {
        let rows = rows(source.store, &registry.metadata, TABLE)?;
        let types = rows.iter().filter_map(|row| {
            let plugin_type = PluginType {
                name: text(row, "typename")?,
                assembly: text(row, "assemblyname").unwrap_or_default(),
            };
            Some((row.id?, plugin_type))
        });
        Ok(Self {
            by_id: types.collect(),
        })
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<&PluginType> {
        self.by_id.get(&id)
    }

    /// The types with this id or name, each with its id.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = (Uuid, &PluginType)> {
        let id = name.parse::<Uuid>().ok();
        let types = self.by_id.iter().map(|(id, found)| (*id, found));
        types.filter(move |(own, found)| Some(*own) == id || found.name == name)
    }
}

impl Registry {
    /// Ids and names of the plug-in types with this id or name.
    pub fn plugin_types(&self, name: &str) -> Vec<(Uuid, String)> {
        let named = self.plugin_types.named(name);
        named.map(|(id, found)| (id, found.name.clone())).collect()
    }
}
