//! One layer of an organization's metadata, with its index of navigation properties.
//!
//! Stores definitions that have been checked before.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::metadata::choice::OptionSet;
use crate::metadata::table::Table;

/// Tables, and the navigation properties that they define.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    /// By logical name, in the order of definition.
    pub(super) tables: IndexMap<String, Arc<Table>, RandomState>,
    pub(super) entity_sets: HashMap<String, Arc<Table>, RandomState>,
    /// The global option sets by name, in the order of definition.
    pub(super) option_sets: IndexMap<String, Arc<OptionSet>>,
    /// By the logical name of the owning table, which may be in another layer.
    navigations: HashMap<String, Arc<Properties>, RandomState>,
}

impl Layer {
    /// Inserts a table, or replaces the one with its name.
    pub(super) fn put(&mut self, table: Arc<Table>) {
        self.entity_sets
            .insert(table.entity_set.clone(), Arc::clone(&table));
        self.tables.insert(table.logical_name.clone(), table);
    }

    /// Forgets what was derived from the tables.
    pub(super) fn clear_index(&mut self) {
        self.entity_sets.clear();
        self.navigations.clear();
    }

    /// Adds a navigation property to a table that has none of this name.
    pub(super) fn put_navigation(&mut self, owner: &str, name: &str, path: Path) {
        if !self.navigations.contains_key(owner) {
            self.navigations.insert(owner.to_owned(), Arc::default());
        }
        if let Some(properties) = self.navigations.get_mut(owner) {
            Arc::make_mut(properties).put(name, path);
        }
    }

    pub(super) fn navigation(&self, owner: &str, name: &str) -> Option<&Path> {
        self.navigations.get(owner)?.paths.get(name)
    }

    /// The lookups among the navigation properties of a table.
    pub(super) fn lookups(&self, owner: &str) -> impl Iterator<Item = (&str, &Path)> {
        let found = self.navigations.get(owner).into_iter();
        found
            .flat_map(|properties| &properties.paths.as_slice()[..properties.lookups])
            .map(|(name, path)| (name.as_ref(), path))
    }

    /// The other navigation properties of a table.
    pub(super) fn collections(&self, owner: &str) -> impl Iterator<Item = (&str, &Path)> {
        let found = self.navigations.get(owner).into_iter();
        found
            .flat_map(|properties| &properties.paths.as_slice()[properties.lookups..])
            .map(|(name, path)| (name.as_ref(), path))
    }
}

/// The navigation properties that a layer adds to one table. Layers share unchanged tables'
/// properties, so copying a layer costs a reference count for each table instead of a text for each
/// property.
#[derive(Debug, Clone, Default)]
struct Properties {
    /// By name; lookups come first.
    paths: IndexMap<Arc<str>, Path>,
    /// Number of lookups.
    lookups: usize,
}

impl Properties {
    fn put(&mut self, name: &str, path: Path) {
        match path {
            Path::One { .. } => {
                self.paths.shift_insert(self.lookups, name.into(), path);
                self.lookups += 1;
            }
            Path::Many { .. } | Path::Across { .. } => {
                self.paths.insert(name.into(), path);
            }
        }
    }
}

/// The target of a navigation property. Refers to tables by name, because tables refer to each
/// other in cycles.
#[derive(Debug, Clone)]
pub(super) enum Path {
    One {
        column: Arc<str>,
        target: usize,
    },
    Many {
        table: Arc<str>,
        column: Arc<str>,
        target: usize,
    },
    /// The intersect table, and the side of it that refers to the owner of the property.
    Across {
        between: Arc<str>,
        side: usize,
    },
}
