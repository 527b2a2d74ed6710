//! One layer of an organization's metadata, and the index of navigation properties in it.
//!
//! A layer stores; it proves nothing.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::metadata::table::Table;

/// Tables, and the navigation properties that come with them.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    /// By logical name, in the order of definition.
    pub(super) tables: IndexMap<String, Arc<Table>>,
    pub(super) entity_sets: HashMap<String, Arc<Table>>,
    /// By the logical name of the table that has them, which may be one of another layer.
    navigations: HashMap<String, Arc<Properties>>,
}

impl Layer {
    /// Puts a table in, in the place of one with its name.
    pub(super) fn put(&mut self, table: Arc<Table>) {
        self.entity_sets
            .insert(table.entity_set.clone(), Arc::clone(&table));
        self.tables.insert(table.logical_name.clone(), table);
    }

    /// Adds a navigation property to a table; the table has none of that name.
    pub(super) fn put_navigation(&mut self, owner: &str, name: &str, path: Path) {
        if !self.navigations.contains_key(owner) {
            self.navigations.insert(owner.to_owned(), Arc::default());
        }
        if let Some(properties) = self.navigations.get_mut(owner) {
            Arc::make_mut(properties).put(name, path);
        }
    }

    /// A navigation property of a table.
    pub(super) fn navigation(&self, owner: &str, name: &str) -> Option<&Path> {
        self.navigations.get(owner)?.paths.get(name)
    }

    /// The navigation properties of a table that are lookups of its own.
    pub(super) fn lookups(&self, owner: &str) -> impl Iterator<Item = (&str, &Path)> {
        let found = self.navigations.get(owner).into_iter();
        found
            .flat_map(|properties| &properties.paths.as_slice()[..properties.lookups])
            .map(|(name, path)| (name.as_ref(), path))
    }

    /// Every other navigation property of a table.
    pub(super) fn collections(&self, owner: &str) -> impl Iterator<Item = (&str, &Path)> {
        let found = self.navigations.get(owner).into_iter();
        found
            .flat_map(|properties| &properties.paths.as_slice()[properties.lookups..])
            .map(|(name, path)| (name.as_ref(), path))
    }
}

/// The navigation properties that a layer gives to one table. Layers share what did not change, so
/// a copy of one costs a count for each table and not a text for each property.
#[derive(Debug, Clone, Default)]
struct Properties {
    /// By name; lookups come first.
    paths: IndexMap<Arc<str>, Path>,
    /// How many are lookups.
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

/// Where a navigation property leads, by name, because the tables own each other in circles.
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
    /// The table between, and which of its sides is the one that is asked.
    Across {
        between: Arc<str>,
        side: usize,
    },
}
