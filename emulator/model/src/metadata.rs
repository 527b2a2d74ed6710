//! The tables of an organization: names, columns, types, limits, labels, relationships.
//!
//! Tables are data files, not code; [`load`] reads and proves them, and from then on they never
//! change. Nothing here knows rows (but for the few of the first start, [`samples`]), storage or
//! messages.

pub mod check;
pub mod choice;
pub mod column;
mod define;
mod embedded;
pub mod error;
pub mod file;
pub mod format;
pub mod labels;
mod literal;
pub mod load;
pub mod samples;
pub mod table;
mod verify;

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

pub use choice::{Choice, ChoiceKind, ChoiceScope, OptionSet};
pub use column::{
    Column, ColumnKind, DateBehavior, LookupTarget, OnDelete, Readable, RequiredLevel, Writable,
};
pub use error::MetadataError;
pub use file::Source;
pub use labels::{ENGLISH, Labels, LanguageCode};
pub use load::Sources;
pub use table::{Association, AssociationSide, Events, Keeper, Ownership, Table, TableKind};

/// All tables of one organization. Immutable; shared as `Arc<Metadata>`.
#[derive(Debug)]
pub struct Metadata {
    tables: IndexMap<String, Arc<Table>>,
    entity_sets: HashMap<String, Arc<Table>>,
    navigations: HashMap<String, IndexMap<String, Path>>,
}

/// Where a navigation property leads, by name, because the tables own each other in circles.
#[derive(Debug)]
enum Path {
    One {
        column: String,
        target: usize,
    },
    Many {
        table: String,
        column: String,
        target: usize,
    },
    /// The table between, and which of its sides is the one that is asked.
    Across {
        between: String,
        side: usize,
    },
}

impl Metadata {
    /// The tables every organization has, from the data files that are compiled in.
    pub fn embedded() -> Result<Self, MetadataError> {
        Self::read(&Sources::embedded())
    }

    /// Tables from data files.
    ///
    /// # Errors
    /// The first thing that is wrong, with its file, table and column.
    pub fn read(sources: &Sources<'_>) -> Result<Self, MetadataError> {
        verify::metadata(load::tables(sources)?)
    }

    /// A table by its logical name.
    pub fn table(&self, logical_name: &str) -> Option<&Arc<Table>> {
        self.tables.get(logical_name)
    }

    /// A table by the name of its rows in the Web API.
    pub fn by_entity_set(&self, entity_set: &str) -> Option<&Arc<Table>> {
        self.entity_sets.get(entity_set)
    }

    /// Every table, in the order of definition.
    pub fn tables(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.tables.values()
    }

    /// A navigation property of a table; names are case-sensitive.
    pub fn navigation(&self, table: &Table, name: &str) -> Option<Navigation<'_>> {
        let path = self.navigations.get(&table.logical_name)?.get(name)?;
        self.follow(table, path)
    }

    /// Every navigation property of a table with its name: lookups first, then collections.
    pub fn navigations(&self, table: &Table) -> impl Iterator<Item = (&str, Navigation<'_>)> {
        let owner = self.table(&table.logical_name);
        self.navigations
            .get(&table.logical_name)
            .into_iter()
            .flatten()
            .filter_map(move |(name, path)| Some((name.as_str(), self.follow(owner?, path)?)))
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

/// Where a navigation property leads.
#[derive(Debug, Clone, Copy)]
pub enum Navigation<'a> {
    /// To the row a lookup of this table refers to.
    One {
        /// The lookup, on the table that was asked.
        column: &'a Column,
        /// The table it leads to.
        target: &'a LookupTarget,
    },
    /// To the rows of another table whose lookup refers to this one.
    Many {
        /// The table whose rows refer here.
        table: &'a Arc<Table>,
        /// Its lookup.
        column: &'a Column,
        /// The lookup's entry for the table that was asked.
        target: &'a LookupTarget,
    },
    /// To the rows of another table that a table between pairs with this one.
    Across {
        /// The other table.
        table: &'a Arc<Table>,
        /// The table between.
        between: &'a Arc<Table>,
        /// Its column with the key of the table that was asked.
        here: &'a Column,
        /// Its column with the key of the other.
        there: &'a Column,
    },
}

#[cfg(test)]
mod tests;
