//! The tables of an organization: names, columns, types, limits, labels, relationships.
//!
//! The system tables, which every organization has, are data files, not code: [`load`] reads and
//! checks them. An organization adds tables and columns with a [`Definition`], which is checked in
//! the same way. Nothing here knows storage or messages, or rows other than the first ones
//! ([`samples`]).

mod attribute_maps;
pub mod check;
pub mod choice;
pub mod column;
mod define;
mod definition;
pub mod details;
mod embedded;
pub mod error;
pub mod file;
pub mod format;
mod history;
pub mod ids;
pub mod labels;
mod layer;
mod literal;
pub mod load;
mod prove;
mod redefine;
mod relationship;
pub mod samples;
mod stored;
pub mod table;
mod verify;

use std::any::Any;
use std::sync::{Arc, OnceLock};

pub use attribute_maps::{AttributeMap, attribute_map};
pub use choice::{Choice, ChoiceKind, ChoiceScope, OptionSet};
pub use column::{
    Cascade, Cascades, Column, ColumnKind, DateBehavior, LookupTarget, OnDelete, Readable,
    RequiredLevel, Unset, Writable,
};
pub use definition::{Definition, TableChange};
pub use details::Details;
pub use error::{DefinitionError, MetadataError, Problem};
pub use file::Source;
pub use history::{Removed, RemovedKind};
pub use labels::{ENGLISH, Labels, LanguageCode};
pub use load::{Sources, standard_columns};
pub use relationship::{EntityRole, role_missing};
pub use table::{
    Association, AssociationSide, ColumnsByName, EngineTable, Events, Expires, FIRST_OWN_TYPE_CODE,
    GoesWith, Key, Ownership, PartyColumn, RowStorage, Table, TableKind, TableMessages,
};

use history::History;
use layer::{Layer, Path};

/// The tables of one organization between two definitions: an immutable snapshot, shared as
/// `Arc<Metadata>`. [`Metadata::define`] makes the next snapshot.
///
/// A snapshot has two layers. All organizations of a process share the system layer. The custom
/// layer holds the tables that the organization has added, and a complete copy of each system table
/// that it has changed.
#[derive(Debug, Clone)]
pub struct Metadata {
    system: Arc<Layer>,
    custom: Layer,
    history: History,
    derived: Derived,
}

/// What others have derived from a snapshot, and keep with it.
#[derive(Debug, Default)]
struct Derived(OnceLock<Arc<dyn Any + Send + Sync>>);

/// A copy of a snapshot is about to change, so nothing is derived from it yet.
impl Clone for Derived {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Metadata {
    /// The system tables, from the embedded data files.
    pub fn embedded() -> Result<Self, MetadataError> {
        Self::read(&Sources::embedded())
    }

    /// Reads system tables from data files.
    ///
    /// # Errors
    /// The first error, with its file, table and column.
    pub fn read(sources: &Sources<'_>) -> Result<Self, MetadataError> {
        let mut defined = Self {
            system: Arc::default(),
            custom: Layer::default(),
            history: History::default(),
            derived: Derived::default(),
        };
        let tables = load::tables(sources)?;
        defined
            .add_tables(tables)
            .map_err(|error| sources.locate(error))?;
        Ok(Self {
            system: Arc::new(defined.custom),
            custom: Layer::default(),
            history: History::default(),
            derived: Derived::default(),
        })
    }

    /// What follows from the snapshot alone: made by `make` when it is first asked for, and kept as long as the
    /// snapshot. A snapshot keeps what is derived for one purpose; for any other type `make` is called each time.
    pub fn derived<T: Any + Send + Sync>(&self, make: impl FnOnce(&Self) -> T) -> Arc<T> {
        if let Some(kept) = self.derived.0.get() {
            return Arc::clone(kept)
                .downcast()
                .unwrap_or_else(|_| Arc::new(make(self)));
        }
        let made = Arc::new(make(self));
        let kept = self.derived.0.get_or_init(|| made.clone());
        Arc::clone(kept).downcast().unwrap_or(made)
    }

    /// A table by its logical name.
    pub fn table(&self, logical_name: &str) -> Option<&Arc<Table>> {
        let custom = self.custom.tables.get(logical_name);
        custom.or_else(|| self.system.tables.get(logical_name))
    }

    /// A table by its entity set name.
    pub fn by_entity_set(&self, entity_set: &str) -> Option<&Arc<Table>> {
        let custom = self.custom.entity_sets.get(entity_set);
        custom.or_else(|| self.system.entity_sets.get(entity_set))
    }

    /// Whether every organization has the table.
    pub fn is_system(&self, logical_name: &str) -> bool {
        self.system.tables.contains_key(logical_name)
    }

    /// Whether every organization has the column.
    pub fn is_system_column(&self, table: &str, column: &str) -> bool {
        let table = self.system.tables.get(table);
        table.is_some_and(|table| table.columns.contains_key(column))
    }

    /// A global option set by its name.
    pub fn option_set(&self, name: &str) -> Option<&Arc<OptionSet>> {
        let custom = self.custom.option_sets.get(name);
        custom.or_else(|| self.system.option_sets.get(name))
    }

    /// Whether every organization has the global option set.
    pub fn is_system_option_set(&self, name: &str) -> bool {
        self.system.option_sets.contains_key(name)
    }

    /// Every global option set: those of the platform, then the organization's own, each in the
    /// order of definition.
    pub fn option_sets(&self) -> impl Iterator<Item = &Arc<OptionSet>> {
        let (system, custom) = (&self.system.option_sets, &self.custom.option_sets);
        let changed = system
            .iter()
            .map(|(name, set)| custom.get(name).unwrap_or(set));
        let own = custom
            .iter()
            .filter(|(name, _)| !system.contains_key(*name));
        changed.chain(own.map(|(_, set)| set))
    }

    /// Every table: the system tables, then the organization's own, each in the order of
    /// definition.
    pub fn tables(&self) -> impl Iterator<Item = &Arc<Table>> {
        let (system, custom) = (&self.system.tables, &self.custom.tables);
        let changed = system
            .iter()
            .map(|(name, table)| custom.get(name).unwrap_or(table));
        let own = custom
            .iter()
            .filter(|(name, _)| !system.contains_key(*name));
        changed.chain(own.map(|(_, table)| table))
    }

    /// A navigation property of a table by its name (case-sensitive).
    pub fn navigation(&self, table: &Table, name: &str) -> Option<Navigation<'_>> {
        self.follow(table, self.path(&table.logical_name, name)?)
    }

    /// Every navigation property of a table with its name: lookups first, then collections.
    pub fn navigations(&self, table: &Table) -> impl Iterator<Item = (&str, Navigation<'_>)> {
        let owner = self.table(&table.logical_name);
        let layers = [&*self.system, &self.custom];
        let name = owner.map_or("", |owner| owner.logical_name.as_str());
        let lookups = layers
            .into_iter()
            .flat_map(move |layer| layer.lookups(name));
        let collections = layers
            .into_iter()
            .flat_map(move |layer| layer.collections(name));
        lookups
            .chain(collections)
            .filter_map(move |(name, path)| Some((name, self.follow(owner?, path)?)))
    }

    /// The tables that a single-valued navigation property of this lookup leads to: one, or several
    /// that share it, as users and teams share `ownerid`.
    pub fn reached(&self, lookup: &Column, navigation: &str) -> Vec<Arc<Table>> {
        let targets = lookup.targets_at(navigation);
        targets
            .filter_map(|target| self.table(&target.table).cloned())
            .collect()
    }

    fn path(&self, owner: &str, name: &str) -> Option<&Path> {
        let custom = self.custom.navigation(owner, name);
        custom.or_else(|| self.system.navigation(owner, name))
    }

    fn follow(&self, table: &Table, path: &Path) -> Option<Navigation<'_>> {
        match path {
            Path::One { column, target } => {
                let column = self.table(&table.logical_name)?.column(column)?;
                let target = column.targets().get(*target)?;
                Some(Navigation::One { column, target })
            }
            Path::Many {
                table,
                column,
                target,
            } => {
                let table = self.table(table)?;
                let column = table.column(column)?;
                let target = column.targets().get(*target)?;
                Some(Navigation::Many {
                    table,
                    column,
                    target,
                })
            }
            Path::Across { between, side } => {
                let between = self.table(between)?;
                let sides = &between.association.as_ref()?.sides;
                let (here, there) = (sides.get(*side)?, sides.get(1 - side)?);
                Some(Navigation::Across {
                    table: self.table(&there.table)?,
                    between,
                    here: between.column(&here.column)?,
                    there: between.column(&there.column)?,
                })
            }
        }
    }
}

/// The kind and target of a navigation property.
#[derive(Debug, Clone, Copy)]
pub enum Navigation<'a> {
    /// The row that a lookup of this table refers to (many-to-one).
    One {
        /// The lookup, on the table that has the navigation property.
        column: &'a Column,
        /// The target table's entry in the lookup.
        target: &'a LookupTarget,
    },
    /// The rows of another table whose lookup refers to this row (one-to-many).
    Many {
        /// The referring table.
        table: &'a Arc<Table>,
        /// The lookup of the referring table.
        column: &'a Column,
        /// The lookup's entry for the table that has the navigation property.
        target: &'a LookupTarget,
    },
    /// The rows of another table that an intersect table pairs with this row (many-to-many).
    Across {
        /// The other table.
        table: &'a Arc<Table>,
        /// The intersect table.
        between: &'a Arc<Table>,
        /// Its column with the key of the table that has the navigation property.
        here: &'a Column,
        /// Its column with the key of the other table.
        there: &'a Column,
    },
}

#[cfg(test)]
mod tests;
